//! A digest as the API reads it.

use base64ct::{Base64, Encoding};
use serde::Serialize;
use signer_pki::DigestAlgorithm;

/// `{ "algorithm": "SHA-256", "value": base64 }`
#[derive(Serialize)]
pub(crate) struct DigestValue {
    algorithm: &'static str,
    value: String,
}

impl DigestValue {
    /// Of a digest that is base64 already.
    pub(crate) fn of_sha256(value: &str) -> Self {
        Self { algorithm: DigestAlgorithm::Sha256.name(), value: value.to_owned() }
    }

    pub(crate) fn sha256(digest: &[u8]) -> Self {
        Self { algorithm: DigestAlgorithm::Sha256.name(), value: Base64::encode_string(digest) }
    }
}
