//! A door to another wasm module. Both sides are ours, and the call between them is synchronous.

use js_sys::{Array, Object, Reflect, Uint8Array};
use signer_flow::{Door, Plain, Result};
use wasm_bindgen::{JsCast, JsValue};

use super::json::Value;
use crate::error::unexpected;
use crate::shapes::SideDoor;

/// The format of one document.
pub(crate) struct Side(SideDoor);

impl Side {
    pub(super) fn new(door: SideDoor) -> Self {
        Self(door)
    }
}

impl Door for Side {
    type Json = Value;

    async fn ask(&self, call: &str, question: &Plain<'_, Value>) -> Result<Value> {
        self.0.ask(call, spelled(question)).map(Value::from).map_err(refused)
    }
}

fn spelled(plain: &Plain<'_, Value>) -> JsValue {
    match plain {
        Plain::Bytes(bytes) => Uint8Array::from(*bytes).into(),
        Plain::Json(value) => value.as_js().clone(),
        Plain::List(list) => list.iter().map(spelled).collect::<Array>().into(),
        Plain::Members(members) => {
            let object = Object::new();
            for (name, member) in members {
                // A new object takes any member.
                let _taken = Reflect::set(&object, &(*name).into(), &spelled(member));
            }
            object.into()
        }
        Plain::Number(number) => (*number as f64).into(),
        Plain::Text(text) => (*text).into(),
    }
}

/// A module that traps throws an `Error`, one that refuses a plain object.
fn refused(thrown: JsValue) -> Box<signer_flow::Error> {
    if thrown.is_instance_of::<js_sys::Error>() {
        return unexpected(&thrown);
    }
    signer_flow::refused(&Value::from(thrown))
}
