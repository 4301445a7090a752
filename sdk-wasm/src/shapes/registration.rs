//! What an API has to be told yet, as the page kept it.

use signer_flow::Registration;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A `Registration`, checked in `js/src/register.ts`.
    #[wasm_bindgen(typescript_type = "WasmRegistration")]
    pub type PlainRegistration;

    #[wasm_bindgen(method, getter, js_name = sessionId)]
    fn session_id(this: &PlainRegistration) -> String;

    #[wasm_bindgen(method, getter, js_name = signatureId)]
    fn signature_id(this: &PlainRegistration) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = signedDocumentDigest)]
    fn signed_document_digest(this: &PlainRegistration) -> String;

    #[wasm_bindgen(method, getter)]
    fn size(this: &PlainRegistration) -> f64;
}

impl PlainRegistration {
    pub(crate) fn read(&self) -> Registration {
        Registration {
            session_id: self.session_id(),
            signature_id: self.signature_id(),
            signed_document_digest: self.signed_document_digest(),
            size: self.size() as u64,
        }
    }
}
