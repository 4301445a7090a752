//! Keys anywhere, and the API.

use signer_flow::{AnyDocument, BaselineB, Error, Key, Order, Result, Signed, sign_one};
use web_sys::CryptoKey;

use crate::a1_keys::A1Keys;
use crate::browser::{BlobSource, Browser};
use crate::shapes::{Call, PlainRequest};

/// The key of a call.
pub(crate) async fn key(
    keys: &A1Keys,
    call: &Call,
    request: &PlainRequest,
    world: &Browser<'_>,
) -> Result<Key<CryptoKey>> {
    match request.certificate_mode().as_str() {
        "a1" => keys.opened(call, world, request.trust()?).await.map(Key::A1),
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
