//! The shapes that cross the door. `js/src/wasm.ts` makes them.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Blob};

#[wasm_bindgen(typescript_custom_section)]
const IMPORTS: &str = r#"import type { Call, Outcome } from "./wasm.js";"#;

#[wasm_bindgen]
extern "C" {
    /// One `sign()` call.
    #[wasm_bindgen(typescript_type = "Call")]
    pub type Call;

    /// The plain part of the request: see `signer_flow::Request`.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn request(this: &Call) -> JsValue;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn document(this: &Call) -> Blob;

    #[wasm_bindgen(method, getter, js_name = certificateFile)]
    pub(crate) fn certificate_file(this: &Call) -> Option<Blob>;

    #[wasm_bindgen(method, getter, js_name = certificatePassword)]
    pub(crate) fn certificate_password(this: &Call) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn signal(this: &Call) -> Option<AbortSignal>;

    /// Rejects when `signal` fires.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn aborted(this: &Call) -> Option<Promise>;

    /// `(event: ProgressEvent) => void`
    #[wasm_bindgen(method, getter, js_name = onProgress)]
    pub(crate) fn on_progress(this: &Call) -> Option<Function>;

    /// `(renew: boolean) => Promise<string | undefined>`
    #[wasm_bindgen(method, getter, js_name = bearerToken)]
    pub(crate) fn bearer_token(this: &Call) -> Option<Function>;

    /// `(candidates: Candidate[]) => Promise<number | undefined>`
    #[wasm_bindgen(method, getter, js_name = selectCertificate)]
    pub(crate) fn select_certificate(this: &Call) -> Option<Function>;
}

#[wasm_bindgen]
extern "C" {
    /// The global of window, worker and Node alike.
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    pub(crate) static CRYPTO: web_sys::Crypto;

    #[wasm_bindgen(js_name = setTimeout)]
    pub(crate) fn set_timeout(callback: &Function, milliseconds: u32) -> JsValue;

    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    pub(crate) static NAVIGATOR: Option<Navigator>;

    pub(crate) type Navigator;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn permissions(this: &Navigator) -> Option<Permissions>;

    pub(crate) type Permissions;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn query(this: &Permissions, descriptor: &JsValue) -> Result<Promise, JsValue>;

    pub(crate) type PermissionStatus;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn state(this: &PermissionStatus) -> String;
}
