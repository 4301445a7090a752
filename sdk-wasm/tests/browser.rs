//! The door in a real browser: Blobs, WebCrypto, callbacks, abort. Run by `tests/wasm/run`.

#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use signer_connector::{Call, Connector};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
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
    let update = String::from_utf8_lossy(&signed(&outcome).await).into_owned();
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
    // Both sides of the limits for reading at once and for holding.
    for padding in [(256 << 10) - 4096, (256 << 10) + 4096, (16 << 20) - 4096, (16 << 20) + 4096] {
        let document = pdf(padding);
        let outcome = Connector::new().sign(call(&document, "segredo")).await.unwrap();
        let (covered, cms) = cut(&signed(&outcome).await);
        assert_eq!(message_digest(&cms), sha256(&covered).await, "{padding} bytes of padding");
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

/// The bytes that the last `/ByteRange` covers, and the CMS from the hole between them (ISO 32000-2, 12.8.1).
fn cut(file: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let name = b"/ByteRange";
    let at = file.windows(name.len()).rposition(|window| window == name).unwrap();
    let numbers = String::from_utf8_lossy(&file[at..at + 100]).into_owned();
    let numbers = numbers.split_once('[').unwrap().1.split_once(']').unwrap().0.split_whitespace();
    let [start, len, resume, rest] =
        numbers.map(|number| number.parse().unwrap()).collect::<Vec<usize>>()[..]
    else {
        panic!("a ByteRange has four numbers")
    };
    assert_eq!((start, resume + rest), (0, file.len()));
    let hole = String::from_utf8_lossy(&file[len + 1..resume - 1]).into_owned();
    let cms =
        hole.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap());
    ([&file[..len], &file[resume..]].concat(), cms.collect())
}

/// The value of the attribute messageDigest (RFC 5652, 11.2), found by its OID and the headers of SET and OCTET STRING.
fn message_digest(cms: &[u8]) -> Vec<u8> {
    let head = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31\x22\x04\x20";
    let at = cms.windows(head.len()).position(|window| window == head).unwrap() + head.len();
    cms[at..at + 32].to_vec()
}

/// The browser's own digest, over everything at once.
async fn sha256(bytes: &[u8]) -> Vec<u8> {
    let digest = Function::new_with_args("bytes", "return crypto.subtle.digest('SHA-256', bytes)");
    let promise: Promise = digest.call1(&JsValue::NULL, &Uint8Array::from(bytes)).unwrap().unchecked_into();
    Uint8Array::new(&JsFuture::from(promise).await.unwrap()).to_vec()
}

fn call(document: &[u8], password: &str) -> Call {
    let call: Call = Object::new().unchecked_into();
    let request = r#"{"documentId":"1","certificateMode":"a1","metadata":[["reason","Teste"]],"information":[],"repair":false}"#;
    set(&call, "request", &JSON::parse(request).unwrap());
    set(&call, "document", &blob(document));
    set(&call, "certificateFile", &blob(PFX));
    set(&call, "certificatePassword", &password.into());
    set(&call, "signal", &AbortController::new().unwrap().signal());
    set(&call, "progress", &Function::new_no_args(""));
    set(&call, "pause", &Function::new_no_args("return new Promise((done) => setTimeout(done))"));
    call
}

/// The bytes of the document that came back.
async fn signed(outcome: &JsValue) -> Vec<u8> {
    let parts: Array = field(outcome, "document").unchecked_into();
    let document = Blob::new_with_blob_sequence(&parts).unwrap();
    Uint8Array::new(&JsFuture::from(document.array_buffer()).await.unwrap()).to_vec()
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
