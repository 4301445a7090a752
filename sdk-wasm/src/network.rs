//! Keys anywhere, and the API.

use signer_flow::{AnyDocument, BaselineB, Error, Key, Order, Result, Signed, sign_one};
use wasm_bindgen::prelude::*;
use web_sys::CryptoKey;

use crate::browser::{BlobSource, Browser};
use crate::connector::{Connector, thrown};
use crate::shapes::{Call, Page, PlainRegistration, PlainRequest};

/// The key of a call.
pub(crate) async fn key(
    connector: &Connector,
    call: &Call,
    request: &PlainRequest,
    world: &Browser<'_>,
) -> Result<Key<CryptoKey>> {
    match request.certificate_mode().as_str() {
        "a1" => connector.opened(call, world, request.trust()?).await.map(Key::A1),
        "cloud" => Ok(Key::Cloud { provider_hint: request.provider_hint() }),
        "local" => Ok(Key::Agent { ports: request.agent_ports() }),
        _ => Err(Error::invalid("certificateMode")),
    }
}

/// Signs with it, and registers the signature where there is an API.
pub(crate) async fn sign<'page>(
    world: &Browser<'page>,
    key: Key<CryptoKey>,
    request: &PlainRequest,
    document: AnyDocument<Browser<'page>>,
) -> Result<Signed<BlobSource>> {
    let order =
        Order { key, api_base_url: request.api_base_url(), reach: BaselineB, trust: request.trust()? };
    sign_one(world, &order, document).await
}

#[wasm_bindgen]
impl Connector {
    /// The address of a document that the API holds; rejects with a `SignerError`.
    #[wasm_bindgen(js_name = downloadUrl)]
    pub async fn download_url(
        &self,
        page: Page,
        api_base_url: String,
        signature_id: String,
    ) -> std::result::Result<JsValue, JsValue> {
        thrown(signer_flow::download_url(&Browser::new(&page), &api_base_url, &signature_id).await)
    }

    /// Tells the API of a document that could not be registered when it was signed; rejects with a `SignerError`.
    pub async fn register(
        &self,
        page: Page,
        api_base_url: String,
        registration: PlainRegistration,
    ) -> std::result::Result<JsValue, JsValue> {
        thrown(signer_flow::register(&Browser::new(&page), &api_base_url, registration.read()).await)
    }
}
