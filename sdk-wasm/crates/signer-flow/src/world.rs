//! The world, as far as one `sign()` call needs it.

use std::ops::Range;

use serde::Serialize;
use signer_pdf::AppearanceObject;
use signer_pki::{DigestAlgorithm, SignatureAlgorithm};

use crate::{Candidate, Progress, Result, SignerIdentity};

/// What the browser, Node or a test gives to one call.
///
/// Whatever waits fails, with any error, once the caller's `AbortSignal` fires: the caller has been told by then.
/// Only a request that `outlives_abort` goes on, for what it opens or closes at the API.
#[allow(async_fn_in_trait, reason = "wasm has one thread: no future here has to be Send")]
pub trait Host {
    /// What a JSON text becomes.
    type Json: Json;
    /// A private key that the host holds and does not give away.
    type Key;
    /// An open connection to the agent.
    type Socket: Socket<Json = Self::Json>;
    /// The document from its first to its last byte.
    type Stream: ByteStream;

    /// Bytes of the document.
    fn document_len(&self) -> u64;
    /// Reads a range of the document; fewer bytes than asked are an error.
    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>>;
    /// Starts to read the whole document, a piece at a time.
    fn stream(&self) -> Result<Self::Stream>;
    /// The digest of the whole document with `appended` after it, where the host has the document at hand and can
    /// digest it beside the page; none where the document is to be streamed.
    async fn digest(&self, algorithm: DigestAlgorithm, appended: &[&[u8]]) -> Result<Option<Vec<u8>>>;

    /// Calls the API. A status that is not 2xx is an answer, not an error.
    async fn fetch(&self, request: HttpRequest<'_>) -> Result<HttpReply<Self::Json>>;
    /// Writes a value as JSON.
    fn json<T: Serialize>(&self, value: &T) -> Result<String>;
    /// The bearer token; asked again after a 401.
    async fn bearer_token(&self) -> Result<Option<String>>;
    /// Opens a WebSocket to the agent on 127.0.0.1.
    async fn connect(&self, port: u16, subprotocol: &str) -> Result<Self::Socket>;

    /// Makes a non-extractable key of a PKCS#8 `PrivateKeyInfo` (RFC 5958).
    async fn import_key(&self, pkcs8: &[u8], algorithm: SignatureAlgorithm) -> Result<Self::Key>;
    /// Digests and signs `message`: PKCS#1 for RSA, `r || s` for ECDSA.
    async fn sign_with_key(
        &self,
        key: &Self::Key,
        algorithm: SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>>;
    /// Whether `signature` (as of `sign_with_key`) over `message` is that of the key in `subject_public_key_info`.
    async fn verify(
        &self,
        subject_public_key_info: &[u8],
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool>;

    /// Draws what is seen of a signature: the objects of its appearance, the form XObject first.
    async fn draw(&self, drawing: &Drawing) -> Result<Vec<AppearanceObject>>;
    /// Lets the page choose among several certificates: an index into `candidates`, or none.
    async fn select_certificate(&self, candidates: &[Candidate]) -> Result<Option<usize>>;
    /// Tells the page how far the call is.
    fn progress(&self, progress: Progress<'_>);

    /// The time.
    fn now(&self) -> Now;
    /// A random UUID (RFC 9562, version 4).
    fn uuid(&self) -> String;
    /// Random bytes that nobody can guess.
    fn entropy(&self) -> Result<[u8; 32]>;
    /// Evenly distributed in `0.0..1.0`, to spread retries.
    fn jitter(&self) -> f64;
    /// Waits.
    async fn sleep(&self, milliseconds: u32) -> Result<()>;
}

/// Bytes that arrive in pieces.
#[allow(async_fn_in_trait, reason = "as for Host")]
pub trait ByteStream {
    /// Replaces `piece` by the next bytes; false at the end.
    async fn next(&mut self, piece: &mut Vec<u8>) -> Result<bool>;
}

/// A value that was parsed from JSON: the engine's own objects in a browser.
///
/// Reading members one by one rather than through `Deserialize` makes the module a quarter smaller.
pub trait Json: Sized {
    /// A member of an object.
    fn member(&self, name: &str) -> Option<Self>;
    /// A string.
    fn as_text(&self) -> Option<String>;
    /// A number.
    fn as_number(&self) -> Option<f64>;
    /// The elements of an array; none for anything else.
    fn elements(&self) -> Vec<Self>;

    /// A member that is a string.
    fn text(&self, name: &str) -> Option<String> {
        self.member(name)?.as_text()
    }

    /// A member that is an array of strings.
    fn texts(&self, name: &str) -> Option<Vec<String>> {
        self.member(name)?.elements().iter().map(Self::as_text).collect()
    }
}

/// A WebSocket that carries one JSON object a message. Dropping it closes it.
#[allow(async_fn_in_trait, reason = "as for Host")]
pub trait Socket {
    /// What a message becomes.
    type Json: Json;
    /// Sends one message.
    fn send<M: Serialize>(&self, message: &M) -> Result<()>;
    /// Waits for the next one.
    async fn receive(&self) -> Result<Self::Json>;
}

/// What is to be drawn.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Drawing {
    /// Points.
    pub width: f64,
    /// Points.
    pub height: f64,
    /// Without transparency, which PDF/A-1 forbids (ISO 19005-1, 6.4).
    pub opaque: bool,
    /// Who signs.
    pub signer: SignerIdentity,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub signed_at: i64,
}

/// One moment, as the page's clock has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Now {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// The same as `2026-11-22T12:00:00.000Z` (ISO 8601).
    pub iso: String,
}

/// One call to the API.
#[derive(Clone, Debug)]
pub struct HttpRequest<'a> {
    /// How.
    pub method: Method,
    /// Absolute address.
    pub url: &'a str,
    /// Name and value.
    pub headers: &'a [(&'a str, &'a str)],
    /// JSON.
    pub body: Option<&'a str>,
    /// Goes on when the caller aborts.
    pub outlives_abort: bool,
}

/// HTTP methods (RFC 9110, 9.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// Cancels.
    Delete,
    /// Reads.
    Get,
    /// Creates or acts.
    Post,
}

impl Method {
    /// As it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What the API answered.
#[derive(Clone, Debug)]
pub struct HttpReply<J> {
    /// The status code.
    pub status: u16,
    /// Seconds, from `Retry-After`.
    pub retry_after: Option<u32>,
    /// The body; none where there is none, or it is not JSON.
    pub body: Option<J>,
}
