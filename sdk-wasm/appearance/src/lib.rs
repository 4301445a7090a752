//! The wasm door of visible signatures: a plain object in, objects of PDF out.

#![cfg(target_arch = "wasm32")]

mod interop;

use wasm_bindgen::prelude::*;

/// Half the size of the standard allocator.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Draws what `input` asks for; throws a plain `{ code, field, reason }`.
#[wasm_bindgen(unchecked_return_type = "AppearanceObject[]")]
pub fn render(
    #[wasm_bindgen(unchecked_param_type = "AppearanceInput")] input: &JsValue,
) -> Result<JsValue, JsValue> {
    interop::render(input)
}
