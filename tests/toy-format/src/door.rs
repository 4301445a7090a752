//! The same as a wasm module of its own.

use serde::Serialize;
use serde_wasm_bindgen::{Serializer, from_value};
use wasm_bindgen::prelude::*;

use crate::{Refusal, Side};

/// One document's format.
#[wasm_bindgen]
#[derive(Default)]
pub struct Door(Side);

#[wasm_bindgen]
impl Door {
    /// Knows no document yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers one call; throws a [`Refusal`].
    pub fn ask(&mut self, call: &str, question: JsValue) -> Result<JsValue, JsValue> {
        let question = from_value(question)?;
        let plain = Serializer::new();
        match self.0.ask(call, question) {
            Ok(answer) => Ok(answer.serialize(&plain)?),
            Err(reason) => Err(Refusal::new(reason).serialize(&plain)?),
        }
    }
}
