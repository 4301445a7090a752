//! The one class behind `createSignerConnector`.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use signer_flow::{AnyDocument, BaselineB, Error, Key, OpenedKey, Order, Result, sign_one};
use signer_pki::DigestAlgorithm;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, CryptoKey};
use zeroize::Zeroizing;

use crate::browser::{self, BlobSource, Browser};
use crate::error::signer_error;
use crate::globals::CRYPTO;
use crate::shapes::{Call, Outcome, Page, PlainRegistration, PlainRequest};

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

    /// Forgets the A1 keys.
    pub fn close(&self) {
        self.keys.borrow_mut().clear();
    }

    async fn signed(&self, call: &Call) -> Result<Outcome> {
        let request = call.request();
        let world = Browser::new(call);
        let key = self.key(call, &request, &world).await?;
        let order = Order { key, api_base_url: request.api_base_url(), reach: BaselineB };
        let submission = request.submission(world.source(call.document()));
        let document_type = request.document_type();
        let document =
            AnyDocument::open(&world, document_type.as_deref(), submission, request.wanted()?).await?;
        let signed = sign_one(&world, &order, document).await?;
        Ok(Outcome::new(signed, BlobSource::into_parts))
    }

    async fn key(&self, call: &Call, request: &PlainRequest, world: &Browser<'_>) -> Result<Key<CryptoKey>> {
        match request.certificate_mode().as_str() {
            "a1" => self.opened(call, world).await.map(Key::A1),
            "cloud" => Ok(Key::Cloud { provider_hint: request.provider_hint() }),
            "local" => Ok(Key::Agent { ports: request.agent_ports() }),
            _ => Err(Error::invalid("certificateMode")),
        }
    }

    async fn opened(&self, call: &Call, world: &Browser<'_>) -> Result<Rc<OpenedKey<CryptoKey>>> {
        let file = call.certificate_file().ok_or_else(|| Error::invalid("certificateFile"))?;
        let password = Zeroizing::new(call.certificate_password().unwrap_or_default());
        let password_digest =
            DigestAlgorithm::Sha256.hasher().finish(&[self.salt.as_bytes(), password.as_bytes()]);
        if let Some(key) = self.kept(&file, &password_digest) {
            return Ok(key);
        }
        let pfx = Zeroizing::new(certificate_file(world, &file).await?);
        let key = Rc::new(signer_flow::open_pfx(world, &pfx, &password).await?);
        self.keep(KeptKey { file, password_digest, key: Rc::clone(&key) });
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

fn thrown<T: Serialize>(outcome: Result<T>) -> std::result::Result<JsValue, JsValue> {
    outcome.and_then(|outcome| browser::to_js(&outcome)).map_err(|error| signer_error(&error))
}

/// Opened A1 files that one connector keeps.
const KEPT: usize = 4;
/// Bytes.
const LARGEST_PFX: f64 = 1_048_576.0;
