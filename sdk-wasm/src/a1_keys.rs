//! A1 keys that were opened, kept so that a second signature does not open them again.

use std::cell::RefCell;
use std::rc::Rc;

use signer_flow::{Error, OpenedKey, Result, Trust};
use signer_pki::DigestAlgorithm;
use web_sys::{Blob, CryptoKey};
use zeroize::Zeroizing;

use crate::browser::Browser;
use crate::globals::CRYPTO;
use crate::shapes::Call;

/// The keys of one connector: for the same `Blob`, password and trust the derivation of the password's key does not run again. They
/// are non-extractable.
pub(crate) struct A1Keys {
    kept: RefCell<Vec<KeptKey>>,
    /// Salt: the stored digest cannot be looked up in a table.
    salt: String,
}

struct KeptKey {
    file: Blob,
    password_digest: Vec<u8>,
    /// Decides which of several keys it is.
    trust: Trust,
    key: Rc<OpenedKey<CryptoKey>>,
}

impl A1Keys {
    pub(crate) fn new() -> Self {
        Self { kept: RefCell::default(), salt: CRYPTO.with(web_sys::Crypto::random_uuid) }
    }

    pub(crate) fn forget(&self) {
        self.kept.borrow_mut().clear();
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
        if let Some(key) = self.kept(&file, &password_digest, trust) {
            return Ok(key);
        }
        let pfx = Zeroizing::new(certificate_file(world, &file).await?);
        let key = Rc::new(signer_flow::open_pfx(world, &pfx, &password, trust).await?);
        // Where the page chose one of several, it may choose another one the next time.
        if key.is_only_choice() {
            self.keep(KeptKey { file, password_digest, trust, key: Rc::clone(&key) });
        }
        Ok(key)
    }

    fn kept(&self, file: &Blob, password_digest: &[u8], trust: Trust) -> Option<Rc<OpenedKey<CryptoKey>>> {
        let keys = self.kept.borrow();
        let same = |kept: &&KeptKey| {
            kept.file == *file && kept.password_digest == password_digest && kept.trust == trust
        };
        keys.iter().find(same).map(|kept| Rc::clone(&kept.key))
    }

    fn keep(&self, key: KeptKey) {
        let mut keys = self.kept.borrow_mut();
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

/// Opened files that one connector keeps.
const KEPT: usize = 4;
/// Bytes.
const LARGEST_PFX: f64 = 1_048_576.0;
