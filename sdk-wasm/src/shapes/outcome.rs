//! The result of a call.

use js_sys::Array;
use serde::Serialize;
use signer_flow::{Registration, Signed, SignerIdentity};

use super::spelling::{BlobPart, List};

/// Result of `sign()`: `js/src/sign.ts` makes a `SignResult` of it.
#[derive(Serialize)]
pub(crate) struct Outcome {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    document: List<BlobPart>,
    document_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    signature_id: String,
    signer: SignerIdentity,
    warnings: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration: Option<Registration>,
}

impl Outcome {
    pub(crate) fn new<S>(signed: Signed<S>, document: impl FnOnce(S) -> Array) -> Self {
        let level = signed.signatures.first().and_then(|signature| signature.level);
        Self {
            document: document(signed.document),
            document_type: signed.document_type,
            level: level.map(signer_flow::Level::name),
            signature_id: signed.signature_id,
            signer: signed.signer,
            warnings: signed.warnings,
            registration: signed.registration,
        }
    }
}
