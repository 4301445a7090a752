//! Calls to the connector's HTTP API: authorization, deadlines, retries, errors.

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
#[derive(Default)]
struct Call<'a> {
    method: Method,
    path: &'a str,
    body: Option<&'a str>,
    /// `Idempotency-Key`.
    key: Option<&'a str>,
    outlives_abort: bool,
    attempts: u32,
    within: u32,
    step: &'static str,
}

impl<'world, W: World> Api<'world, W> {
    pub(crate) fn new(world: &'world W, base: &str) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        Self { world, base, authorization: RefCell::default() }
    }

    pub(crate) fn get(&self, step: &'static str, path: &str) -> impl Future<Output = Result<W::Json>> {
        self.call(Call { path, step, attempts: ATTEMPTS, within: ANSWERED, ..Call::default() })
    }

    /// Asks for what may take the API `seconds` to have, once: whoever polls asks again anyway.
    pub(crate) fn poll(
        &self,
        step: &'static str,
        path: &str,
        seconds: u32,
    ) -> impl Future<Output = Result<W::Json>> {
        let within = seconds.saturating_mul(1000).saturating_add(SLACK);
        self.call(Call { path, step, attempts: 1, within, ..Call::default() })
    }

    /// Acts on what there is.
    pub(crate) async fn post<B: Serialize>(
        &self,
        step: &'static str,
        path: &str,
        body: &B,
    ) -> Result<W::Json> {
        self.act(Call { path, step, ..Call::default() }, self.world.json(body)?).await
    }

    /// Makes something. An abort does not cut the request off: what it opened could not be closed, its name being unknown.
    pub(crate) async fn create<B: Serialize>(
        &self,
        step: &'static str,
        path: &str,
        body: &B,
    ) -> Result<W::Json> {
        self.act(Call { path, step, outlives_abort: true, ..Call::default() }, self.world.json(body)?).await
    }

    /// Best effort, also after an abort: what fails here has nobody left to tell, and nobody waits for it.
    pub(crate) fn delete(&self, path: &str) {
        let call = Call { method: Method::Delete, path, outlives_abort: true, ..Call::default() };
        let authorization = self.authorization.take();
        let headers = call.headers(authorization.as_deref());
        self.world.send(call.request(&format!("{}{path}", self.base), &headers));
    }

    /// A `POST` always has its key, so that a retry cannot act twice.
    async fn act(&self, call: Call<'_>, body: String) -> Result<W::Json> {
        let key = self.world.uuid();
        let (body, key) = (Some(body.as_str()), Some(key.as_str()));
        self.call(Call { method: Method::Post, body, key, attempts: ATTEMPTS, within: ANSWERED, ..call })
            .await
    }

    async fn call(&self, call: Call<'_>) -> Result<W::Json> {
        let mut attempt = 1;
        let mut renewed = false;
        loop {
            let authorization = self.authorization().await?;
            match self.attempt(&call, authorization.as_deref()).await {
                Err(error) if *error == Error::ApiUnauthorized && !renewed => renewed = true,
                Err(error) if attempt < call.attempts && pauses(&error) => {
                    self.world.sleep(self.pause(&error, attempt)).await?;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt(&self, call: &Call<'_>, authorization: Option<&str>) -> Result<W::Json> {
        let headers = call.headers(authorization);
        let url = format!("{}{}", self.base, call.path);
        read(self.world.fetch(call.request(&url, &headers)).await?)
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

impl<'a> Call<'a> {
    fn headers(&self, authorization: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
        let mut headers = vec![("Accept", "application/json")];
        headers.extend(self.body.map(|_| ("Content-Type", "application/json")));
        headers.extend(authorization.map(|value| ("Authorization", value)));
        headers.extend(self.key.map(|key| ("Idempotency-Key", key)));
        headers
    }

    fn request<'r>(&self, url: &'r str, headers: &'r [(&'r str, &'r str)]) -> HttpRequest<'r>
    where
        'a: 'r,
    {
        let Call { method, body, outlives_abort, within, step, .. } = *self;
        HttpRequest { method, url, headers, body, outlives_abort, within, step }
    }
}

/// An API that asks for more patience than a person has is not waited for: the page is told how long.
fn pauses(error: &Error) -> bool {
    match error {
        Error::RateLimited { retry_after } => retry_after.unwrap_or_default() <= LONGEST_PAUSE,
        error => passes(error),
    }
}

/// True for what an API is over with by itself: a gap in the network, a restart behind its proxy.
pub(crate) const fn passes(error: &Error) -> bool {
    matches!(
        error,
        Error::ApiRejected { retryable: true, .. } | Error::Network { .. } | Error::RateLimited { .. }
    )
}

fn read<J: Json>(reply: HttpReply<J>) -> Result<J> {
    match reply {
        HttpReply { status: 200..300, body: Some(answer), .. } => Ok(answer),
        HttpReply { status: status @ 200..300, .. } => Err(unexpected(status)),
        HttpReply { status, retry_after, body } => {
            let error = body.and_then(|body| body.member("error"));
            Err(refused(status, retry_after, error.as_ref()))
        }
    }
}

/// An answer that is not 2xx, or a session that failed. A person's decision keeps its code; the rest is the API's refusal.
pub(crate) fn refused<J: Json>(status: u16, retry_after: Option<u32>, error: Option<&J>) -> Box<Error> {
    let code = error.and_then(|error| error.text("code")).unwrap_or_default();
    let option = error.and_then(|error| option(&error.text("field")?));
    let retryable = error.and_then(|error| error.member("retryable")).is_some_and(|told| told.is_true());
    match (status, code.as_str(), option) {
        (_, "user_cancelled", _) => Error::UserCancelled,
        (_, "session_expired", _) => Error::SessionExpired,
        (401, _, _) => Error::ApiUnauthorized,
        (429 | 503, _, _) => Error::RateLimited { retry_after },
        (400, "invalid_request", Some(option)) => return Error::invalid(option),
        // RFC 9110, 15.5.9 and 15.6; RFC 8470, 5.2.
        _ => Error::ApiRejected {
            status,
            api_code: code,
            retryable: retryable || matches!(status, 408 | 425 | 500 | 502 | 504),
        },
    }
    .into()
}

/// The option of `sign()` that a field of a request comes from; none of what the SDK fills in by itself.
fn option(field: &str) -> Option<String> {
    let named = match field {
        "certificate_mode" => "certificateMode",
        "document_id" => "documentId",
        "document_type" => "documentType",
        "provider_hint" => "providerHint",
        _ if field.starts_with("metadata") => return Some(format!("requestOptions.{field}")),
        _ => return None,
    };
    Some(named.into())
}

/// An answer that lacks what the contract promises.
pub(crate) fn broken() -> Box<Error> {
    unexpected(200)
}

fn unexpected(status: u16) -> Box<Error> {
    Error::ApiRejected { status, api_code: "unexpected_answer".into(), retryable: false }.into()
}

/// A name that the API gave, as one segment of a path (RFC 3986, 3.3): it must not lead elsewhere.
pub(crate) fn segment(name: &str) -> Result<String> {
    if matches!(name, "" | "." | "..") {
        return Err(broken());
    }
    let mut segment = String::new();
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => segment.push(byte.into()),
            _ => segment.push_str(&format!("%{byte:02X}")),
        }
    }
    Ok(segment)
}

/// How often what is retryable is tried in all.
const ATTEMPTS: u32 = 4;
/// Milliseconds, doubled before each retry, the first as well; at least half of it is waited.
const FIRST_PAUSE: u32 = 300;
/// Seconds.
const LONGEST_PAUSE: u32 = 30;
/// Milliseconds in which an API answers that has nobody to wait for.
const ANSWERED: u32 = 30_000;
/// Milliseconds beyond those that an API was given to wait.
const SLACK: u32 = 15_000;
