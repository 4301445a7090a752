//! Errors as JavaScript sees them: an `Error` with `code`, `retryable` and the facts as fields.

use js_sys::{Date, Reflect};
use signer_flow::{Error, Fact};
use wasm_bindgen::{JsCast, JsValue};

/// A `SignerError`, as `js/src/types.ts` describes it.
pub(crate) fn signer_error(error: &Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.message());
    thrown.set_name("SignerError");
    set(&thrown, "code", &error.code().into());
    set(&thrown, "retryable", &error.retryable().into());
    for (name, fact) in error.facts() {
        set(&thrown, name, &value(fact));
    }
    thrown.into()
}

fn value(fact: Fact) -> JsValue {
    match fact {
        Fact::Number(number) => JsValue::from_f64(number as f64),
        Fact::Text(text) => text.into(),
        Fact::Time(seconds) => iso(seconds).into(),
    }
}

/// Seconds since 1970 as `2026-11-22T12:00:00.000Z`; nothing for a year that JavaScript does not know.
fn iso(seconds: i64) -> Option<String> {
    let date = Date::new(&JsValue::from_f64(seconds as f64 * 1000.0));
    date.get_time().is_finite().then(|| date.to_iso_string().into())
}

fn set(target: &js_sys::Error, name: &str, value: &JsValue) {
    // A new Error takes any field; there is nothing to do about one that would not.
    let _taken = Reflect::set(target.unchecked_ref(), &name.into(), value);
}

/// An exception of JavaScript where none is expected.
pub(crate) fn unexpected(thrown: &JsValue) -> Box<Error> {
    Error::Internal { what: text(thrown) }.into()
}

/// The message of something thrown.
pub(crate) fn text(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => thrown.as_string().unwrap_or_else(|| "something that is not an Error was thrown".into()),
    }
}
