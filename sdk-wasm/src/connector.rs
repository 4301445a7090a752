//! The one class behind `createSignerConnector`.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use signer_flow::{AnyDocument, Error, OpenedKey, Result, Trust};
use signer_pki::DigestAlgorithm;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, CryptoKey};
use zeroize::Zeroizing;

#[cfg(not(feature = "network"))]
use crate::alone as reach;
use crate::browser::{self, BlobSource, Browser};
use crate::error::signer_error;
use crate::globals::CRYPTO;
#[cfg(feature = "network")]
use crate::network as reach;
use crate::shapes::{Call, Outcome};

/// Keeps nothing but A1 keys that were opened, so that a second signature with the same `Blob` and password
/// does not run the password's key derivation again. They are non-extractable, and gone with `close()`.
#[wasm_bindgen]
pub struct Connector {
    keys: RefCell<Vec<KeptKey>>,
    /// Salt: the stored digest cannot be looked up in a table.
    salt: String,
}

struct KeptKey {
    file: Blob,
    password_digest: Vec<u8>,
    key: Rc<OpenedKey<CryptoKey>>,
}

#[wasm_bindgen]
impl Connector {
    /// An empty one.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[allow(clippy::new_without_default, reason = "JavaScript has constructors, not Default")]
    pub fn new() -> Self {
        Self { keys: RefCell::default(), salt: CRYPTO.with(web_sys::Crypto::random_uuid) }
    }

    /// Signs one document; rejects with a `SignerError`.
    pub async fn sign(&self, call: Call) -> std::result::Result<JsValue, JsValue> {
        thrown(self.signed(&call).await)
    }

    /// Forgets the A1 keys.
    pub fn close(&self) {
        self.keys.borrow_mut().clear();
    }

    async fn signed(&self, call: &Call) -> Result<Outcome> {
        let request = call.request();
        let world = Browser::new(call);
        let key = reach::key(self, call, &request, &world).await?;
        let submission = request.submission(world.source(call.document()));
        let document_type = request.document_type();
        let document =
            AnyDocument::open(&world, document_type.as_deref(), submission, request.wanted()?).await?;
        let signed = reach::sign(&world, key, &request, document).await?;
        Ok(Outcome::new(signed, BlobSource::into_parts))
    }

    /// The key of the call's file, of which the password is asked once.
    pub(crate) async fn opened(
        &self,
        call: &Call,
        world: &Browser<'_>,
        trust: Trust,
    ) -> Result<Rc<OpenedKey<CryptoKey>>> {
        let file = call.certificate_file().ok_or_else(|| Error::invalid("certificateFile"))?;
        let password = Zeroizing::new(call.certificate_password().unwrap_or_default());
        let password_digest =
            DigestAlgorithm::Sha256.hasher().finish(&[self.salt.as_bytes(), password.as_bytes()]);
        if let Some(key) = self.kept(&file, &password_digest) {
            return Ok(key);
        }
        let pfx = Zeroizing::new(certificate_file(world, &file).await?);
        let key = Rc::new(signer_flow::open_pfx(world, &pfx, &password, trust).await?);
        // Where the page chose one of several, it may choose another one the next time.
        if key.is_only_choice() {
            self.keep(KeptKey { file, password_digest, key: Rc::clone(&key) });
        }
        Ok(key)
    }

    fn kept(&self, file: &Blob, password_digest: &[u8]) -> Option<Rc<OpenedKey<CryptoKey>>> {
        let keys = self.keys.borrow();
        let same = |kept: &&KeptKey| kept.file == *file && kept.password_digest == password_digest;
        keys.iter().find(same).map(|kept| Rc::clone(&kept.key))
    }

    fn keep(&self, key: KeptKey) {
        let mut keys = self.keys.borrow_mut();
        keys.truncate(KEPT - 1);
        keys.insert(0, key);
    }
}

/// No PFX is longer than a file of this size; what is, or cannot be read any more, is not the document's fault.
async fn certificate_file(world: &Browser<'_>, file: &Blob) -> Result<Vec<u8>> {
    let invalid = |reason: &'static str| Error::InvalidRequest {
        field: "certificateFile".into(),
        reason: reason.into(),
    };
    if file.size() > LARGEST_PFX {
        return Err(invalid("is larger than any PFX").into());
    }
    world.read_blob(file).await.map_err(|_| invalid("cannot be read any more").into())
}

pub(crate) fn thrown<T: Serialize>(outcome: Result<T>) -> std::result::Result<JsValue, JsValue> {
    outcome.and_then(|outcome| browser::to_js(&outcome)).map_err(|error| signer_error(&error))
}

/// Opened A1 files that one connector keeps.
const KEPT: usize = 4;
/// Bytes.
const LARGEST_PFX: f64 = 1_048_576.0;
