//! A1 keys and nothing else: most of a page's signatures, in a module that loads sooner.

use std::rc::Rc;

use signer_flow::{AnyDocument, BaselineB, Error, OpenedKey, Result, Signed, sign_alone};
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
) -> Result<Rc<OpenedKey<CryptoKey>>> {
    if request.certificate_mode() != "a1" {
        return Err(Error::invalid("certificateMode"));
    }
    keys.opened(call, world, request.trust()?).await
}

/// Signs with it.
pub(crate) async fn sign<'page>(
    world: &Browser<'page>,
    key: Rc<OpenedKey<CryptoKey>>,
    request: &PlainRequest,
    document: AnyDocument<Browser<'page>>,
) -> Result<Signed<BlobSource>> {
    if request.api_base_url().is_some() {
        return Err(Error::invalid("apiBaseUrl"));
    }
    sign_alone(world, &key, request.trust()?, &BaselineB, document).await
}
