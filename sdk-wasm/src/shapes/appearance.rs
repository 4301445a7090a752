//! An object of an appearance, as the page drew it.

use signer_flow::DrawnObject;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An object of PDF.
    pub(crate) type PlainObject;

    #[wasm_bindgen(method, getter)]
    fn value(this: &PlainObject) -> Vec<u8>;

    /// Of a stream.
    #[wasm_bindgen(method, getter)]
    fn data(this: &PlainObject) -> Option<Vec<u8>>;
}

impl PlainObject {
    pub(crate) fn read(&self) -> DrawnObject {
        DrawnObject { value: self.value(), data: self.data() }
    }
}
