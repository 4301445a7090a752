//! Calls to the connector's HTTP API: authorization, retries, errors.

use std::cell::RefCell;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::world::{HttpReply, HttpRequest, Json, Method, World};

/// The API as one call uses it.
pub(crate) struct Api<'world, W> {
    world: &'world W,
    base: String,
    /// The last one that was given: after an abort nobody is asked any more.
    authorization: RefCell<Option<String>>,
}

/// One request, in all its attempts.
struct Call<'a> {
    method: Method,
    path: &'a str,
    body: Option<&'a str>,
    /// `Idempotency-Key`.
    key: Option<&'a str>,
    outlives_abort: bool,
}

impl<'world, W: World> Api<'world, W> {
    pub(crate) fn new(world: &'world W, base: &str) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        Self { world, base, authorization: RefCell::default() }
    }

    pub(crate) async fn get(&self, path: &str) -> Result<W::Json> {
        self.call(&Call { method: Method::Get, path, body: None, key: None, outlives_abort: false }).await
    }

    /// Acts on what there is.
    pub(crate) async fn post<B: Serialize>(&self, path: &str, body: &B) -> Result<W::Json> {
        self.send(path, self.world.json(body)?, false).await
    }

    /// Makes something. An abort does not cut the request off: what it opened could not be closed, its name being unknown.
    pub(crate) async fn create<B: Serialize>(&self, path: &str, body: &B) -> Result<W::Json> {
        self.send(path, self.world.json(body)?, true).await
    }

    /// Best effort, also after an abort: what fails here has nobody left to tell.
    pub(crate) async fn delete(&self, path: &str) {
        let call = Call { method: Method::Delete, path, body: None, key: None, outlives_abort: true };
        let authorization = self.authorization.take();
        let _gone = self.attempt(&call, authorization.as_deref()).await;
    }

    /// A `POST` always has its key, so that a retry cannot act twice.
    async fn send(&self, path: &str, body: String, outlives_abort: bool) -> Result<W::Json> {
        let key = self.world.uuid();
        let (body, key) = (Some(body.as_str()), Some(key.as_str()));
        self.call(&Call { method: Method::Post, path, body, key, outlives_abort }).await
    }

    async fn call(&self, call: &Call<'_>) -> Result<W::Json> {
        let mut attempt = 1;
        let mut renewed = false;
        loop {
            let authorization = self.authorization().await?;
            match self.attempt(call, authorization.as_deref()).await {
                Err(error) if *error == Error::ApiUnauthorized && !renewed => renewed = true,
                Err(error) if pauses(&error) && attempt < ATTEMPTS => {
                    self.world.sleep(self.pause(&error, attempt)).await?;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt(&self, call: &Call<'_>, authorization: Option<&str>) -> Result<W::Json> {
        let mut headers = vec![("Accept", "application/json")];
        headers.extend(call.body.map(|_| ("Content-Type", "application/json")));
        headers.extend(authorization.map(|value| ("Authorization", value)));
        headers.extend(call.key.map(|key| ("Idempotency-Key", key)));
        let url = format!("{}{}", self.base, call.path);
        let Call { method, body, outlives_abort, .. } = *call;
        read(
            self.world
                .fetch(HttpRequest { method, url: &url, headers: &headers, body, outlives_abort })
                .await?,
        )
    }

    async fn authorization(&self) -> Result<Option<String>> {
        let token = self.world.bearer_token().await?;
        let authorization = token.map(|token| format!("Bearer {token}"));
        self.authorization.replace(authorization.clone());
        Ok(authorization)
    }

    fn pause(&self, error: &Error, attempt: u32) -> u32 {
        match error {
            Error::RateLimited { retry_after: Some(seconds) } => seconds.saturating_mul(1000),
            _ => {
                let longest = f64::from(FIRST_PAUSE.saturating_mul(1 << attempt.min(8)));
                (longest * (0.5 + self.world.jitter() / 2.0)) as u32
            }
        }
    }
}

/// An API that asks for more patience than a person has is not waited for: the page is told how long.
fn pauses(error: &Error) -> bool {
    match error {
        Error::RateLimited { retry_after } => retry_after.unwrap_or_default() <= LONGEST_PAUSE,
        error => matches!(error, Error::Network { .. }),
    }
}

fn read<J: Json>(reply: HttpReply<J>) -> Result<J> {
    match reply {
        HttpReply { status: 200..300, body: Some(answer), .. } => Ok(answer),
        HttpReply { status: status @ 200..300, .. } => {
            Err(Error::ApiRejected { status, api_code: UNEXPECTED.into() }.into())
        }
        HttpReply { status, retry_after, body } => {
            let error = body.and_then(|body| body.member("error"));
            Err(refused(status, retry_after, error.as_ref()))
        }
    }
}

/// An answer that is not 2xx, or a session that failed. A person's decision keeps its code; the rest is the API's refusal.
pub(crate) fn refused<J: Json>(status: u16, retry_after: Option<u32>, error: Option<&J>) -> Box<Error> {
    let code = error.and_then(|error| error.text("code")).unwrap_or_default();
    let field = error.and_then(|error| error.text("field"));
    match (status, code.as_str(), field) {
        (_, "user_cancelled", _) => Error::UserCancelled,
        (_, "session_expired", _) => Error::SessionExpired,
        (401, _, _) => Error::ApiUnauthorized,
        (429 | 503, _, _) => Error::RateLimited { retry_after },
        (400, "invalid_request", Some(field)) => return Error::invalid(field),
        _ => Error::ApiRejected { status, api_code: code },
    }
    .into()
}

/// An answer that lacks what the contract promises.
pub(crate) fn broken() -> Box<Error> {
    Error::ApiRejected { status: 200, api_code: UNEXPECTED.into() }.into()
}

/// How often what is retryable is tried in all.
const ATTEMPTS: u32 = 4;
/// Milliseconds, doubled before each retry, the first as well; at least half of it is waited.
const FIRST_PAUSE: u32 = 300;
/// Seconds.
const LONGEST_PAUSE: u32 = 30;
const UNEXPECTED: &str = "unexpected_answer";
