//! The result of a call.

use serde::Serialize;
use signer_flow::{Signed, SignerIdentity};

/// Result of `sign()`: `js/src/sign.ts` makes a `SignResult` of it.
#[derive(Serialize)]
pub(crate) struct Outcome {
    #[serde(with = "bytes")]
    update: Vec<u8>,
    signature_id: String,
    signer: SignerIdentity,
    warnings: Vec<&'static str>,
}

impl From<Signed> for Outcome {
    fn from(Signed { update, signature_id, signer, warnings }: Signed) -> Self {
        Self { update, signature_id, signer, warnings }
    }
}

/// A `Uint8Array` rather than a list of numbers.
mod bytes {
    use serde::Serializer;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }
}
