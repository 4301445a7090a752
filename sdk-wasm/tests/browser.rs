//! The door in a real browser: Blobs, WebCrypto, callbacks, abort. Run by `tests/wasm/run`.

#![cfg(target_arch = "wasm32")]

use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use signer_connector::{Call, Connector};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{AbortController, Blob};

#[path = "../crates/signer-flow/src/tests/pdf.rs"]
mod pdf;
use pdf::pdf;

wasm_bindgen_test_configure!(run_in_browser);

const PFX: &[u8] = include_bytes!("../crates/signer-flow/tests/vectors/signer.pfx");

#[wasm_bindgen_test]
async fn an_a1_file_signs_a_small_document() {
    let outcome = Connector::new().sign(call(&pdf(0), "segredo")).await.unwrap();
    let update = text(&field(&outcome, "update"));
    assert!(
        update.contains("/SubFilter/ETSI.CAdES.detached")
            || update.contains("/SubFilter /ETSI.CAdES.detached")
    );
    assert!(update.ends_with("%%EOF\n"));
    let signer = field(&outcome, "signer");
    assert_eq!(field(&signer, "name").as_string().unwrap(), "MARIA DE TESTE:12345678909");
}

#[wasm_bindgen_test]
async fn a_document_that_is_streamed_gives_the_same_digest_as_one_read_at_once() {
    // Both sides of the limits for reading at once and for holding; the value is verified against the digest before it is embedded,
    // and the judges of tests/conformance check what comes out.
    for padding in [(256 << 10) - 4096, (256 << 10) + 4096, (16 << 20) - 4096, (16 << 20) + 4096] {
        let call = call(&pdf(padding), "segredo");
        Connector::new().sign(call).await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_wrong_password_is_a_signer_error() {
    let error = Connector::new().sign(call(&pdf(0), "senha")).await.unwrap_err();
    assert_eq!(field(&error, "name").as_string().unwrap(), "SignerError");
    assert_eq!(field(&error, "code").as_string().unwrap(), "password_incorrect");
    assert_eq!(field(&error, "retryable").as_bool(), Some(false));
    assert!(error.is_instance_of::<js_sys::Error>());
}

#[wasm_bindgen_test]
async fn damage_is_told_with_its_offset() {
    let error = Connector::new().sign(call(b"%PDF-1.7\nnothing more", "segredo")).await.unwrap_err();
    assert_eq!(field(&error, "code").as_string().unwrap(), "document_malformed");
    assert!(field(&error, "offset").as_f64().is_some());
}

#[wasm_bindgen_test]
async fn an_aborted_call_ends() {
    let controller = AbortController::new().unwrap();
    let call = call(&pdf(5 << 20), "segredo");
    set(&call, "signal", &controller.signal());
    let stop = Closure::once_into_js(move |_event: JsValue| controller.abort());
    set(&call, "progress", &stop);
    Connector::new().sign(call).await.unwrap_err();
}

fn call(document: &[u8], password: &str) -> Call {
    let call: Call = Object::new().unchecked_into();
    let request = r#"{"documentId":"1","certificateMode":"a1","metadata":[["reason","Teste"]],"information":[],"repair":false}"#;
    set(&call, "request", &JSON::parse(request).unwrap());
    set(&call, "document", &blob(document));
    set(&call, "certificateFile", &blob(PFX));
    set(&call, "certificatePassword", &password.into());
    set(&call, "signal", &AbortController::new().unwrap().signal());
    set(&call, "progress", &js_sys::Function::new_no_args(""));
    set(&call, "pause", &js_sys::Function::new_no_args("return new Promise((done) => setTimeout(done))"));
    call
}

fn blob(bytes: &[u8]) -> Blob {
    Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).unwrap()
}

fn set(target: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(target, &name.into(), value).unwrap();
}

fn field(target: &JsValue, name: &str) -> JsValue {
    Reflect::get(target, &name.into()).unwrap()
}

fn text(bytes: &JsValue) -> String {
    String::from_utf8_lossy(&Uint8Array::new(bytes).to_vec()).into_owned()
}
