//! The world as a browser, a worker or Node gives it: `signer_flow::Host` for one call.

mod agent;
mod api;
mod crypto;
mod document;
mod json;

use std::ops::Range;

use js_sys::{Date, Function, Math, Object, Promise, Reflect};
use serde::Serialize;
use signer_flow::{
    Candidate, Error, Host, HttpReply, HttpRequest, Now, Progress, Result, SignatureAlgorithm,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, CryptoKey};

pub(crate) use json::to_js;

use crate::error::unexpected;
use crate::interop::{CRYPTO, Call};

/// One call's document, callbacks and `AbortSignal`.
pub(crate) struct Browser<'call> {
    call: &'call Call,
    document: Blob,
    abort: Abort,
    on_progress: Option<Function>,
}

/// Ends every wait of a call when its `AbortSignal` fires.
#[derive(Clone)]
pub(crate) struct Abort {
    signal: Option<AbortSignal>,
    aborted: Option<Promise>,
}

impl Abort {
    /// Waits for `promise`, or for the end of the call.
    pub(crate) async fn or(&self, promise: Promise) -> std::result::Result<JsValue, Failed> {
        if self.fired() {
            return Err(Failed::Aborted);
        }
        let raced = match &self.aborted {
            Some(aborted) => Promise::race(&js_sys::Array::of2(&promise, aborted)),
            None => promise,
        };
        JsFuture::from(raced)
            .await
            .map_err(|thrown| if self.fired() { Failed::Aborted } else { Failed::Thrown(thrown) })
    }

    fn fired(&self) -> bool {
        self.signal.as_ref().is_some_and(AbortSignal::aborted)
    }
}

/// Why a promise did not bring its value.
pub(crate) enum Failed {
    Aborted,
    Thrown(JsValue),
}

impl Failed {
    /// The error of the call, for a promise that was not expected to reject.
    pub(crate) fn unexpected(self) -> Error {
        self.or(|thrown| unexpected(&thrown))
    }

    /// The error of the call, where a rejection means something.
    pub(crate) fn or(self, meaning: impl FnOnce(JsValue) -> Error) -> Error {
        match self {
            Self::Aborted => Error::UserCancelled,
            Self::Thrown(thrown) => meaning(thrown),
        }
    }
}

impl<'call> Browser<'call> {
    pub(crate) fn new(call: &'call Call) -> Self {
        let abort = Abort { signal: call.signal(), aborted: call.aborted() };
        Self { call, document: call.document(), abort, on_progress: call.on_progress() }
    }

    /// Calls one of the page's callbacks and waits for what it promises.
    async fn ask(&self, callback: &Function, argument: &JsValue) -> Result<JsValue> {
        let answer = callback.call1(&JsValue::UNDEFINED, argument).map_err(|thrown| unexpected(&thrown))?;
        self.abort.or(Promise::resolve(&answer)).await.map_err(Failed::unexpected)
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
        document::read(&self.abort, &self.document, range).await
    }

    fn stream(&self) -> Result<Self::Stream> {
        document::DocumentStream::open(&self.document, self.abort.clone())
    }

    async fn fetch(&self, request: HttpRequest<'_>) -> Result<HttpReply<Self::Json>> {
        api::fetch(&self.abort, request).await
    }

    fn json<T: Serialize>(&self, value: &T) -> Result<String> {
        json::stringify(value)
    }

    async fn bearer_token(&self, renew: bool) -> Result<Option<String>> {
        match self.call.bearer_token() {
            Some(callback) => Ok(self.ask(&callback, &renew.into()).await?.as_string()),
            None => Ok(None),
        }
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

    async fn select_certificate(&self, candidates: &[Candidate]) -> Result<Option<usize>> {
        let Some(callback) = self.call.select_certificate() else { return Ok(Some(0)) };
        let list = to_js(&candidates)?;
        let chosen = self.ask(&callback, &list).await?;
        Ok(chosen.as_f64().map(|index| index as usize))
    }

    fn progress(&self, progress: Progress<'_>) {
        if let (Some(callback), Ok(event)) = (&self.on_progress, to_js(&progress)) {
            // What a listener throws is the page's; the signature goes on.
            let _thrown = callback.call1(&JsValue::UNDEFINED, &event);
        }
    }

    fn now(&self) -> Now {
        let now = Date::new_0();
        Now { seconds: (now.get_time() / 1000.0) as i64, iso: now.to_iso_string().into() }
    }

    fn uuid(&self) -> String {
        CRYPTO.with(web_sys::Crypto::random_uuid)
    }

    fn jitter(&self) -> f64 {
        Math::random()
    }

    async fn sleep(&self, milliseconds: u32) -> Result<()> {
        self.abort.or(self.call.sleep(milliseconds)).await.map(drop).map_err(Failed::unexpected)
    }
}

impl Browser<'_> {
    /// Reads a small file whole.
    pub(crate) async fn read_blob(&self, blob: &Blob) -> Result<Vec<u8>> {
        document::read(&self.abort, blob, 0..blob.size() as u64).await
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
