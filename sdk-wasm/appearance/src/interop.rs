//! Members of JavaScript's objects, read and written one by one: a deserialiser would be a quarter of the module.

use js_sys::{Array, Object, Reflect, Uint8Array};
use signer_appearance::{Appearance, AppearanceObject, Error, Line, Style};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const IMPORTS: &str = r#"import type { AppearanceInput, AppearanceObject } from "./shapes/index.js";"#;

pub(crate) fn render(input: &JsValue) -> Result<JsValue, JsValue> {
    let font = bytes(input, "font").unwrap_or_default();
    let image = bytes(input, "image");
    let qr = member(input, "qr").as_string();
    let appearance = Appearance {
        width: member(input, "width").as_f64().unwrap_or(0.0),
        height: member(input, "height").as_f64().unwrap_or(0.0),
        lines: lines(input),
        font: &font,
        image: image.as_deref(),
        qr: qr.as_deref(),
        opaque: member(input, "opaque").is_truthy(),
        border: member(input, "border").is_truthy(),
    };
    let objects = appearance.render().map_err(|error| thrown(&error))?;
    Ok(objects.iter().map(object).collect::<Array>().into())
}

/// A member; `undefined` where it is missing or cannot be read.
fn member(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

fn bytes(of: &JsValue, name: &str) -> Option<Vec<u8>> {
    member(of, name).dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

fn lines(input: &JsValue) -> Vec<Line> {
    let lines = member(input, "lines");
    let lines = lines.dyn_ref::<Array>().map(Array::to_vec).unwrap_or_default();
    lines.iter().map(line).collect()
}

fn line(of: &JsValue) -> Line {
    let style = match member(of, "style").as_string().as_deref() {
        Some("label") => Style::Label,
        Some("name") => Style::Name,
        _ => Style::Plain,
    };
    Line { text: member(of, "text").as_string().unwrap_or_default(), style }
}

fn object(object: &AppearanceObject) -> JsValue {
    let to = Object::new();
    put(&to, "value", &Uint8Array::from(object.value.as_slice()));
    if let Some(data) = &object.data {
        put(&to, "data", &Uint8Array::from(data.as_slice()));
    }
    to.into()
}

fn thrown(error: &Error) -> JsValue {
    let to = Object::new();
    put(&to, "code", &"invalid_request".into());
    put(&to, "field", &option(error).into());
    put(&to, "reason", &error.reason().into());
    to.into()
}

/// The option by which callers ask for the part at fault.
const fn option(error: &Error) -> &'static str {
    match error {
        Error::Box(_) => "appearance.box",
        Error::Font(_) => "appearance.font",
        Error::Image(_) => "appearance.image",
        Error::Qr(_) => "appearance.qr",
        Error::Text(_) | Error::CharacterMissing(_) => "appearance.text",
    }
}

/// A plain object takes every member.
fn put(to: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(to, &name.into(), value);
}
