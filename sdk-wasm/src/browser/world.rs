//! The world as a browser, a worker or Node gives it.

use js_sys::{Array, Date, Math};
use serde::Serialize;
use signer_flow::{
    Candidate, Drawing, HttpReply, HttpRequest, Json, Moment, Picture, Progress, Result, SignatureAlgorithm,
    World,
};
use wasm_bindgen::JsCast;
use web_sys::{Blob, CryptoKey};

use super::abort::Abort;
use super::agent::AgentSocket;
use super::door::Side;
use super::json::{Value, stringify, to_js};
use super::source::BlobSource;
use super::{api, blob, crypto};
use crate::error::unexpected;
use crate::globals::CRYPTO;
use crate::shapes::{Page, PlainObject};

/// One call's callbacks and `AbortSignal`.
pub(crate) struct Browser<'page> {
    page: &'page Page,
    abort: Abort,
}

impl<'page> Browser<'page> {
    pub(crate) fn new(page: &'page Page) -> Self {
        Self { page, abort: Abort::of(page) }
    }

    /// A document of the call.
    pub(crate) fn source(&self, blob: Blob) -> BlobSource {
        BlobSource::new(blob, self.abort.clone())
    }

    /// Reads a small file whole.
    pub(crate) async fn read_blob(&self, blob: &Blob) -> Result<Vec<u8>> {
        blob::read(&self.abort, blob, 0..blob.size() as u64).await
    }
}

impl World for Browser<'_> {
    type Door = Side;
    type Json = Value;
    type Key = CryptoKey;
    type Socket = AgentSocket;
    type Source = BlobSource;

    async fn fetch(&self, request: HttpRequest<'_>) -> Result<HttpReply<Value>> {
        api::fetch(&self.abort, request).await
    }

    fn send(&self, request: HttpRequest<'_>) {
        api::send(&request);
    }

    fn json<T: Serialize>(&self, value: &T) -> Result<String> {
        stringify(value)
    }

    async fn bearer_token(&self) -> Result<Option<String>> {
        Ok(self.abort.asked(self.page.bearer_token()).await?.as_string())
    }

    async fn connect(&self, port: u16, subprotocol: &str) -> Result<Self::Socket> {
        AgentSocket::open(self.page.connect_agent(port, subprotocol), self.abort.clone()).await
    }

    async fn import_key(&self, pkcs8: &[u8], algorithm: SignatureAlgorithm) -> Result<Self::Key> {
        crypto::import_key(&self.abort, pkcs8, algorithm).await
    }

    async fn sign_with_key(
        &self,
        key: &Self::Key,
        algorithm: SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>> {
        crypto::sign(&self.abort, key, algorithm, message).await
    }

    async fn verify(
        &self,
        subject_public_key_info: &[u8],
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool> {
        crypto::verify(&self.abort, subject_public_key_info, algorithm, message, signature).await
    }

    async fn draw(&self, picture: &Picture) -> Result<Drawing> {
        let drawn = self.abort.asked(self.page.draw_appearance(&to_js(picture)?)).await?;
        let objects = Array::from(&drawn);
        Ok(Drawing(objects.iter().map(|object| object.unchecked_into::<PlainObject>().read()).collect()))
    }

    async fn open_door(&self, format: &str) -> Result<Option<Side>> {
        let door = self.abort.asked(self.page.open_door(format)).await?;
        Ok((!door.is_undefined()).then(|| Side::new(door.unchecked_into())))
    }

    async fn select_certificate(&self, candidates: &[Candidate]) -> Result<Option<usize>> {
        let chosen = self.abort.asked(self.page.select_certificate(&to_js(candidates)?)).await?;
        // An answer that is no index is one beyond the list.
        let chosen = Value::from(chosen);
        Ok(chosen.as_number().map(|_| chosen.as_whole().map_or(usize::MAX, |index| index as usize)))
    }

    fn progress(&self, progress: Progress<'_>) {
        if let Ok(event) = to_js(&progress) {
            self.page.progress(&event);
        }
    }

    fn is_over(&self) -> bool {
        self.abort.signal().aborted()
    }

    fn seconds(&self, time: &str) -> Option<i64> {
        let milliseconds = Date::parse(time);
        milliseconds.is_finite().then_some((milliseconds / 1000.0) as i64)
    }

    fn now(&self) -> Moment {
        let now = Date::new_0();
        Moment { seconds: (now.get_time() / 1000.0) as i64, iso: now.to_iso_string().into() }
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
        self.abort.asked(self.page.sleep(milliseconds)).await.map(drop)
    }
}
