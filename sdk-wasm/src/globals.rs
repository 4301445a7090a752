//! Globals of window, worker and Node alike.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// WebCrypto.
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    pub(crate) static CRYPTO: web_sys::Crypto;
}
