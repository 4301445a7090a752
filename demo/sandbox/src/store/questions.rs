//! The API's questions to its database and the acts that change it, without rows or SQL.
//!
//! Each act happens whole or not at all, whoever else acts at the same time and whenever the power goes.

use futures_util::future::BoxFuture;

use super::error::Result;
use crate::session::{DigestItem, Registration, SigningSession};

/// Boxed: the database is chosen when the server starts.
pub(crate) type Answer<'a, T> = BoxFuture<'a, Result<T>>;

/// A session from its opening to its end.
pub(crate) trait Sessions {
    /// Opens it, or gives the one that a request with this key opened within the last 24 hours.
    fn open_session<'a>(
        &'a self,
        session: &'a SigningSession,
        key: Option<&'a str>,
    ) -> Answer<'a, Option<SigningSession>>;

    /// As it is now: one beyond its time has expired.
    fn session<'a>(&'a self, id: &'a str) -> Answer<'a, Option<SigningSession>>;

    /// Ends an open session; `false` where it had ended before.
    fn cancel<'a>(&'a self, id: &'a str) -> Answer<'a, bool>;

    /// Registers signed documents; `false` where one of them was registered before, or the session is neither in processing nor
    /// ended within 7 days of the moment when its values were given out.
    fn complete<'a>(&'a self, id: &'a str, signed: &'a [Registration]) -> Answer<'a, bool>;
}

/// The person's approval at the provider.
pub(crate) trait Approvals {
    /// Notes that a form with this token was shown: no older form of the session counts any more.
    fn ask<'a>(&'a self, id: &'a str, token: &'a str) -> Answer<'a, ()>;

    /// Takes the decision on the form with this token, which is used up.
    fn decide<'a>(&'a self, id: &'a str, token: &'a str, decision: Decision) -> Answer<'a, Effect>;
}

/// The button that a person presses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Decision {
    Authorize,
    Refuse,
}

/// The effect of a decision.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Effect {
    Decided,
    /// The session asked for no decision any more.
    Late,
    /// The token is not the newest form's, or was used before.
    Outdated,
}

/// Digests to be signed, and their signatures.
pub(crate) trait Signatures {
    /// Gives an authorized session its digests; `false` where it is not authorized and has not the same ones already.
    fn take_items<'a>(&'a self, id: &'a str, items: &'a [DigestItem]) -> Answer<'a, bool>;

    /// Notes that the values go out; `false` where the session has ended: then they must not.
    fn give_out<'a>(&'a self, id: &'a str) -> Answer<'a, bool>;

    /// Gives the digests of a session in processing their signatures, in order; `false` where it has ended meanwhile.
    fn keep_signatures<'a>(&'a self, id: &'a str, signatures: &'a [Vec<u8>]) -> Answer<'a, bool>;

    /// The ids of the sessions in processing whose signatures were promised and not yet made.
    fn promised(&self) -> Answer<'_, Vec<String>>;
}

/// A session with the place of the document whose signature was asked for.
pub(crate) type SignatureOf = (SigningSession, usize);

/// The signatures of all times.
pub(crate) trait History {
    fn signature<'a>(&'a self, signature_id: &'a str) -> Answer<'a, Option<SignatureOf>>;

    /// At most `limit` below the number `cursor`, the newest first.
    fn signatures_before(&self, cursor: i64, limit: u32) -> Answer<'_, Vec<SignatureOf>>;
}

/// `Idempotency-Key`s and the answers given to them, for 24 hours.
pub(crate) trait IdempotencyKeys {
    /// Claims a key for a request: of several at the same time, one gets [`Claim::New`].
    fn claim_key<'a>(&'a self, key: &'a str, request_digest: &'a [u8]) -> Answer<'a, Claim>;

    /// Keeps the answer to the request that claimed the key.
    fn keep_answer<'a>(&'a self, key: &'a str, status: u16, body: &'a [u8]) -> Answer<'a, ()>;

    /// Keeps no answer: the next attempt with the key is carried out again.
    fn release_key<'a>(&'a self, key: &'a str) -> Answer<'a, ()>;

    /// Releases the keys of requests that were at work when the server ended.
    fn release_unanswered(&self) -> Answer<'_, ()>;
}

/// The state of a key when a request brings it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Claim {
    Answered {
        status: u16,
        body: Vec<u8>,
    },
    /// Never seen, or released: this request does the work.
    New,
    /// It came with another request before.
    OtherRequest,
    /// The first request with it is still at work.
    Working,
}

/// All questions.
pub(crate) trait Store:
    Approvals + History + IdempotencyKeys + Send + Sessions + Signatures + Sync
{
}

impl<T: Approvals + History + IdempotencyKeys + Send + Sessions + Signatures + Sync> Store for T {}
