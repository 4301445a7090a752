//! The one class behind `createSignerConnector`.

use serde::Serialize;
use signer_flow::{AnyDocument, Result};
use wasm_bindgen::prelude::*;

use crate::a1_keys::A1Keys;
#[cfg(not(feature = "network"))]
use crate::alone as reach;
use crate::browser::{self, BlobSource, Browser};
use crate::error::signer_error;
#[cfg(feature = "network")]
use crate::network as reach;
use crate::shapes::{Call, Outcome};
#[cfg(feature = "network")]
use crate::shapes::{Page, PlainRegistration};

/// Keeps nothing but A1 keys, which are gone with `close()`.
#[wasm_bindgen]
pub struct Connector {
    keys: A1Keys,
}

#[wasm_bindgen]
impl Connector {
    /// An empty one.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[allow(clippy::new_without_default, reason = "JavaScript has constructors, not Default")]
    pub fn new() -> Self {
        Self { keys: A1Keys::new() }
    }

    /// Signs one document; rejects with a `SignerError`.
    pub async fn sign(&self, call: Call) -> std::result::Result<JsValue, JsValue> {
        thrown(self.signed(&call).await)
    }

    /// Forgets the A1 keys.
    pub fn close(&self) {
        self.keys.forget();
    }

    async fn signed(&self, call: &Call) -> Result<Outcome> {
        let request = call.request();
        let world = Browser::new(call);
        let key = reach::key(&self.keys, call, &request, &world).await?;
        let submission = request.submission(world.source(call.document()));
        let document_type = request.document_type();
        let document =
            AnyDocument::open(&world, document_type.as_deref(), submission, request.wanted()?).await?;
        let signed = reach::sign(&world, key, &request, document).await?;
        Ok(Outcome::new(signed, BlobSource::into_parts))
    }
}

/// Calls that only an API answers.
#[cfg(feature = "network")]
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

fn thrown<T: Serialize>(outcome: Result<T>) -> std::result::Result<JsValue, JsValue> {
    outcome.and_then(|outcome| browser::to_js(&outcome)).map_err(|error| signer_error(&error))
}
