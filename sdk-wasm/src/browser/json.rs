//! Values for and from JSON: the engine parses and writes it.

use js_sys::{Array, JSON, Reflect, Uint8Array};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use signer_flow::{Json, Result};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::unexpected;

/// A value that `JSON.parse` or another module gave.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Value(#[serde(with = "serde_wasm_bindgen::preserve")] JsValue);

impl From<JsValue> for Value {
    fn from(value: JsValue) -> Self {
        Self(value)
    }
}

impl Value {
    pub(super) fn as_js(&self) -> &JsValue {
        &self.0
    }

    /// Reads a JSON text; none for anything else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }
}

impl Json for Value {
    fn member(&self, name: &str) -> Option<Self> {
        let member = Reflect::get(&self.0, &name.into()).ok()?;
        (!member.is_undefined() && !member.is_null()).then_some(Self(member))
    }

    fn is_true(&self) -> bool {
        self.0.as_bool() == Some(true)
    }

    fn as_text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn as_number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn as_bytes(&self) -> Option<Vec<u8>> {
        self.0.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
    }

    fn elements(&self) -> Vec<Self> {
        if Array::is_array(&self.0) { Array::from(&self.0).iter().map(Self).collect() } else { Vec::new() }
    }
}

/// A plain object: maps as objects, 64-bit numbers as numbers.
pub(crate) fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue> {
    let plain = Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&plain).map_err(|error| unexpected(&JsValue::from(error)))
}

/// The JSON text of a value.
pub(super) fn stringify<T: Serialize>(value: &T) -> Result<String> {
    JSON::stringify(&to_js(value)?).map(String::from).map_err(|thrown| unexpected(&thrown))
}
