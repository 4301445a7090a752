//! The world as a browser, a worker or Node gives it: `signer_flow::Host` for one call.

mod agent;
mod api;
mod crypto;
mod document;
mod json;

use std::cell::RefCell;
use std::ops::Range;

use js_sys::{Array, Date, Math, Object, Promise, Reflect};
use serde::Serialize;
use signer_flow::{
    AppearanceObject, Candidate, DigestAlgorithm, Drawing, Host, HttpReply, HttpRequest, Now, Progress,
    Result, SignatureAlgorithm,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, CryptoKey};

pub(crate) use json::to_js;

use crate::error::unexpected;
use crate::globals::CRYPTO;
use crate::shapes::{Call, PlainObject};

/// One call's document, callbacks and `AbortSignal`.
pub(crate) struct Browser<'call> {
    call: &'call Call,
    document: Blob,
    held: RefCell<Option<document::Held>>,
    abort: Abort,
}

/// Ends a call when its `AbortSignal` fires.
#[derive(Clone)]
pub(crate) struct Abort {
    call: Call,
    signal: AbortSignal,
}

impl Abort {
    /// Waits for `promise`; an error also where the call is over. What could last, TypeScript cuts short.
    async fn or(&self, promise: JsFuture) -> std::result::Result<JsValue, JsValue> {
        let outcome = promise.await;
        if self.signal.aborted() { Err(JsValue::UNDEFINED) } else { outcome }
    }
}

impl<'call> Browser<'call> {
    pub(crate) fn new(call: &'call Call) -> Self {
        let abort = Abort { call: call.clone(), signal: call.signal() };
        Self { call, document: call.document(), held: RefCell::default(), abort }
    }

    /// Reads a small file whole.
    pub(crate) async fn read_blob(&self, blob: &Blob) -> Result<Vec<u8>> {
        document::read(&self.abort, blob, 0..blob.size() as u64).await
    }

    /// The document, where it is small enough to be held.
    async fn held(&self) -> Result<Option<document::Held>> {
        if self.document_len() > document::HELD || self.held.borrow().is_some() {
            return Ok(self.held.borrow().clone());
        }
        let held = document::Held::read(&self.abort, &self.document).await?;
        *self.held.borrow_mut() = Some(held.clone());
        Ok(Some(held))
    }

    /// Waits for what the page was asked.
    async fn asked(&self, answer: Promise) -> Result<JsValue> {
        self.abort.or(answer.into()).await.map_err(|thrown| unexpected(&thrown))
    }
}

impl Host for Browser<'_> {
    type Json = json::Value;
    type Key = CryptoKey;
    type Socket = agent::AgentSocket;
    type Stream = document::DocumentStream;

    fn document_len(&self) -> u64 {
        self.document.size() as u64
    }

    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        match self.held().await? {
            Some(held) => Ok(held.range(range).to_vec()),
            None => document::read(&self.abort, &self.document, range).await,
        }
    }

    fn stream(&self) -> Result<Self::Stream> {
        let abort = self.abort.clone();
        Ok(match self.held.borrow().clone() {
            Some(held) => document::DocumentStream::of(held, abort),
            None => document::DocumentStream::open(&self.document, abort),
        })
    }

    async fn digest(&self, algorithm: DigestAlgorithm, appended: &[&[u8]]) -> Result<Option<Vec<u8>>> {
        match self.held().await? {
            Some(held) => crypto::digest(&self.abort, algorithm, &held.followed_by(appended)).await.map(Some),
            None => Ok(None),
        }
    }

    async fn fetch(&self, request: HttpRequest<'_>) -> Result<HttpReply<Self::Json>> {
        api::fetch(&self.abort, request).await
    }

    fn json<T: Serialize>(&self, value: &T) -> Result<String> {
        json::stringify(value)
    }

    async fn bearer_token(&self) -> Result<Option<String>> {
        Ok(self.asked(self.call.bearer_token()).await?.as_string())
    }

    async fn connect(&self, port: u16, subprotocol: &str) -> Result<Self::Socket> {
        agent::AgentSocket::open(self.call.connect_agent(port, subprotocol), self.abort.clone()).await
    }

    async fn import_key(&self, pkcs8: &[u8], algorithm: SignatureAlgorithm) -> Result<Self::Key> {
        crypto::import_key(pkcs8, algorithm).await
    }

    async fn sign_with_key(
        &self,
        key: &Self::Key,
        algorithm: SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>> {
        crypto::sign(key, algorithm, message).await
    }

    async fn verify(
        &self,
        subject_public_key_info: &[u8],
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool> {
        crypto::verify(subject_public_key_info, algorithm, message, signature).await
    }

    async fn draw(&self, drawing: &Drawing) -> Result<Vec<AppearanceObject>> {
        let drawn = self.asked(self.call.draw_appearance(&to_js(drawing)?)).await?;
        let objects = Array::from(&drawn);
        Ok(objects.iter().map(|object| object.unchecked_into::<PlainObject>().read()).collect())
    }

    async fn select_certificate(&self, candidates: &[Candidate]) -> Result<Option<usize>> {
        let chosen = self.asked(self.call.select_certificate(&to_js(candidates)?)).await?;
        Ok(chosen.as_f64().map(|index| index as usize))
    }

    fn progress(&self, progress: Progress<'_>) {
        if let Ok(event) = to_js(&progress) {
            self.call.progress(&event);
        }
    }

    fn now(&self) -> Now {
        let now = Date::new_0();
        Now { seconds: (now.get_time() / 1000.0) as i64, iso: now.to_iso_string().into() }
    }

    fn uuid(&self) -> String {
        CRYPTO.with(web_sys::Crypto::random_uuid)
    }

    fn entropy(&self) -> Result<[u8; 32]> {
        let mut bytes = [0; 32];
        let filled = CRYPTO.with(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).map(drop));
        filled.map(|()| bytes).map_err(|thrown| unexpected(&thrown))
    }

    fn jitter(&self) -> f64 {
        Math::random()
    }

    async fn sleep(&self, milliseconds: u32) -> Result<()> {
        self.asked(self.call.sleep(milliseconds)).await.map(drop)
    }
}

fn cast<T: JsCast>(value: JsValue) -> Result<T> {
    value.dyn_into().map_err(|other| unexpected(&other))
}

/// An object of strings, for the dictionaries that WebIDL asks for.
fn object(members: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // A new object takes any member.
        let _taken = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}
