//! A format in another wasm module.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The format of one document: `sdk-wasm/crates/signer-flow/src/format/hosted.rs` has the calls.
    pub(crate) type SideDoor;

    /// Gives the answer or throws `{ code, reason?, field?, offset? }`.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn ask(this: &SideDoor, call: &str, question: JsValue) -> Result<JsValue, JsValue>;
}
