//! One `sign()`: a request, its files, and the page that it is made in.

use wasm_bindgen::prelude::*;
use web_sys::Blob;

use super::page::Page;
use super::request::PlainRequest;

#[wasm_bindgen(typescript_custom_section)]
const IMPORTS: &str = r#"import type { Call, Outcome, Page, WasmRegistration } from "./shapes/index.js";"#;

#[wasm_bindgen]
extern "C" {
    /// One `sign()` call.
    #[derive(Clone)]
    #[wasm_bindgen(extends = Page, typescript_type = "Call")]
    pub type Call;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn request(this: &Call) -> PlainRequest;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn document(this: &Call) -> Blob;

    #[wasm_bindgen(method, getter, js_name = certificateFile)]
    pub(crate) fn certificate_file(this: &Call) -> Option<Blob>;

    #[wasm_bindgen(method, getter, js_name = certificatePassword)]
    pub(crate) fn certificate_password(this: &Call) -> Option<String>;
}
