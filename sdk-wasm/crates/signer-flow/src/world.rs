//! The world, as far as a call needs it.

use serde::Serialize;
use signer_pki::SignatureAlgorithm;

use crate::error::Result;
use crate::format::seam::{Drawing, DrawingWanted, Moment, SignerFacts};
use crate::identity::{Candidate, Progress, SignerIdentity};
use crate::source::Source;

/// Everything outside of one call: given by the browser, Node, a server or a test.
///
/// Whatever waits fails, with any error, once the caller's `AbortSignal` fires: the caller has been told by then.
/// Only a request that `outlives_abort` goes on, for what it opens or closes at the API.
#[allow(async_fn_in_trait, reason = "wasm has one thread: no future here has to be Send")]
pub trait World {
    /// A format in another module.
    type Door: Door<Json = Self::Json>;
    /// A value that was parsed from JSON.
    type Json: Json;
    /// A private key that the world holds and does not give away.
    type Key;
    /// An open connection to the agent.
    type Socket: Socket<Json = Self::Json>;
    /// A document.
    type Source: Source;

    /// Calls the API. A status that is not 2xx is an answer, not an error; a redirect is one (`Network`), for what is sent is meant
    /// for one host alone. After [`HttpRequest::within`] it is [`Error::Timeout`](crate::Error).
    async fn fetch(&self, request: HttpRequest<'_>) -> Result<HttpReply<Self::Json>>;
    /// Sends what nobody waits for, also after an abort.
    fn send(&self, request: HttpRequest<'_>);
    /// Writes a value as JSON.
    fn json<T: Serialize>(&self, value: &T) -> Result<String>;
    /// The bearer token, asked for before each request.
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
    /// True where `signature` (as of `sign_with_key`) over `message` is that of the key in `subject_public_key_info`.
    async fn verify(
        &self,
        subject_public_key_info: &[u8],
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool>;

    /// Draws a visible signature.
    async fn draw(&self, picture: &Picture) -> Result<Drawing>;
    /// Opens the door to the format of this name, for one document; none where no module knows it.
    async fn open_door(&self, format: &str) -> Result<Option<Self::Door>>;
    /// Lets the page choose among several certificates: an index into `candidates`, or none.
    async fn select_certificate(&self, candidates: &[Candidate]) -> Result<Option<usize>>;
    /// Tells the page how far the call is.
    fn progress(&self, progress: Progress<'_>);

    /// True once the caller's `AbortSignal` fired.
    fn is_over(&self) -> bool;
    /// The time.
    fn now(&self) -> Moment;
    /// Seconds since 1970 of an RFC 3339 text; none for anything else.
    fn seconds(&self, time: &str) -> Option<i64>;
    /// A random UUID (RFC 9562, version 4).
    fn uuid(&self) -> String;
    /// Random bytes that nobody can guess.
    fn entropy(&self) -> Result<[u8; 32]>;
    /// Evenly distributed in `0.0..1.0`, to spread retries.
    fn jitter(&self) -> f64;
    /// Waits.
    async fn sleep(&self, milliseconds: u32) -> Result<()>;
}

/// A value that was parsed from JSON: the engine's own objects in a browser.
///
/// Reading members one by one rather than through `Deserialize` makes the module a quarter smaller.
pub trait Json: Serialize + Sized {
    /// A member of an object.
    fn member(&self, name: &str) -> Option<Self>;
    /// `true`.
    fn is_true(&self) -> bool;
    /// A string.
    fn as_text(&self) -> Option<String>;
    /// A number.
    fn as_number(&self) -> Option<f64>;
    /// Octets, which another module sends beside JSON's own types.
    fn as_bytes(&self) -> Option<Vec<u8>>;
    /// The elements of an array; none for anything else.
    fn elements(&self) -> Vec<Self>;

    /// A number of things, which JavaScript counts exactly up to 2^53 - 1; none for anything else.
    fn as_whole(&self) -> Option<u64> {
        const LARGEST: f64 = 9_007_199_254_740_991.0;
        let number = self.as_number()?;
        (number.fract() == 0.0 && (0.0..=LARGEST).contains(&number)).then_some(number as u64)
    }

    /// A member that is a whole number that fits.
    fn whole<N: TryFrom<u64>>(&self, name: &str) -> Option<N> {
        N::try_from(self.member(name)?.as_whole()?).ok()
    }

    /// A member that is a string.
    fn text(&self, name: &str) -> Option<String> {
        self.member(name)?.as_text()
    }

    /// A member that is an array of strings.
    fn texts(&self, name: &str) -> Option<Vec<String>> {
        self.member(name)?.elements().iter().map(Self::as_text).collect()
    }
}

/// A format in another module, opened for one document: plain data in, plain data out. It asks for ranges and never gets the whole.
#[allow(async_fn_in_trait, reason = "as for World")]
pub trait Door {
    /// An answer.
    type Json: Json;
    /// One call of the seam, by the name of its method in `Format`, and `insert` for a range that was missing.
    async fn ask(&self, call: &str, question: &Plain<'_, Self::Json>) -> Result<Self::Json>;
}

/// Plain data on its way to another module: built by hand, for a serialiser of each question would be 3 % of this one.
#[derive(Debug)]
pub enum Plain<'a, J> {
    /// Octets.
    Bytes(&'a [u8]),
    /// A value that came from the other side.
    Json(&'a J),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Members(Vec<(&'a str, Self)>),
    /// A size or an offset.
    Number(u64),
    /// A string.
    Text(&'a str),
}

/// A WebSocket that carries one JSON object a message. Dropping it closes it.
#[allow(async_fn_in_trait, reason = "as for World")]
pub trait Socket {
    /// A message that was read.
    type Json: Json;
    /// Sends one message.
    fn send<M: Serialize>(&self, message: &M) -> Result<()>;
    /// Waits for the next one; [`Error::AgentUnavailable`](crate::Error) where none came within so many milliseconds.
    async fn receive(&self, within: Option<u32>) -> Result<Self::Json>;
}

/// A visible signature to be drawn.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
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

impl Picture {
    pub(crate) fn of(room: DrawingWanted, signer: &SignerFacts) -> Self {
        let DrawingWanted { width, height, opaque } = room;
        let identity = SignerIdentity::of(signer.certificate());
        Self { width, height, opaque, signer: identity, signed_at: signer.signed_at.seconds }
    }
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
    /// Milliseconds in which the whole answer is there.
    pub within: u32,
    /// The step that takes too long after that: [`Error::Timeout`](crate::Error).
    pub step: &'static str,
}

/// HTTP methods (RFC 9110, 9.3).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Method {
    /// Cancels.
    Delete,
    /// Reads.
    #[default]
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

/// The API's answer.
#[derive(Clone, Debug)]
pub struct HttpReply<J> {
    /// The status code.
    pub status: u16,
    /// Seconds, from `Retry-After`.
    pub retry_after: Option<u32>,
    /// The body; none where there is none, or it is not JSON.
    pub body: Option<J>,
}
