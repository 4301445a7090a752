//! The one class behind `createSignerConnector`.

use std::cell::RefCell;
use std::rc::Rc;

use signer_flow::{CertificateMode, KeySource, OpenedKey, Request, Result};
use signer_pki::DigestAlgorithm;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, CryptoKey};
use zeroize::Zeroizing;

use crate::browser::{self, Browser};
use crate::error::signer_error;
use crate::globals::CRYPTO;
use crate::shapes::{Call, Outcome};

/// How many opened A1 files one connector keeps.
const KEPT: usize = 4;

/// Keeps nothing but A1 keys that were opened, so that a second signature with the same `Blob` and password
/// does not run the password's key derivation again. They are non-extractable, and gone with `close()`.
#[wasm_bindgen]
pub struct Connector {
    opened: RefCell<Vec<Opened>>,
    /// So that no table of digests tells a password from what is kept of it.
    salt: String,
}

struct Opened {
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
        Self { opened: RefCell::default(), salt: CRYPTO.with(web_sys::Crypto::random_uuid) }
    }

    /// Signs one document; rejects with a `SignerError`.
    pub async fn sign(&self, call: Call) -> std::result::Result<JsValue, JsValue> {
        let outcome = self.signed(&call).await.and_then(|outcome| browser::to_js(&outcome));
        outcome.map_err(|error| signer_error(&error))
    }

    /// Forgets the A1 keys.
    pub fn close(&self) {
        self.opened.borrow_mut().clear();
    }

    async fn signed(&self, call: &Call) -> Result<Outcome> {
        let request = call.request().read()?;
        let host = Browser::new(call);
        let key = self.key(call, &request, &host).await?;
        Ok(signer_flow::sign(&host, &request, key).await?.into())
    }

    async fn key(&self, call: &Call, request: &Request, host: &Browser<'_>) -> Result<KeySource<CryptoKey>> {
        let (CertificateMode::A1, Some(file)) = (request.certificate_mode, call.certificate_file()) else {
            return Ok(None);
        };
        let password = Zeroizing::new(call.certificate_password().unwrap_or_default());
        let password_digest =
            DigestAlgorithm::Sha256.hasher().finish(&[self.salt.as_bytes(), password.as_bytes()]);
        if let Some(key) = self.kept(&file, &password_digest) {
            return Ok(Some(key));
        }
        let pfx = Zeroizing::new(host.read_blob(&file).await?);
        let key = Rc::new(signer_flow::open_pfx(host, &pfx, &password).await?);
        self.keep(Opened { file, password_digest, key: Rc::clone(&key) });
        Ok(Some(key))
    }

    fn kept(&self, file: &Blob, password_digest: &[u8]) -> Option<Rc<OpenedKey<CryptoKey>>> {
        let opened = self.opened.borrow();
        let same = |kept: &&Opened| kept.file == *file && kept.password_digest == password_digest;
        opened.iter().find(same).map(|kept| Rc::clone(&kept.key))
    }

    fn keep(&self, opened: Opened) {
        let mut kept = self.opened.borrow_mut();
        kept.truncate(KEPT - 1);
        kept.insert(0, opened);
    }
}
