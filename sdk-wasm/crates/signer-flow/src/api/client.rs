//! Calls to the connector's HTTP API: authorization, retries, errors.

use std::cell::RefCell;

use serde::Serialize;

use crate::{Error, Host, HttpReply, HttpRequest, Json, Method, Result};

/// How often what is retryable is tried in all.
const ATTEMPTS: u32 = 4;
/// Milliseconds before the first retry; doubled for each further one, spread by half.
const FIRST_PAUSE: u32 = 300;
/// Seconds.
const LONGEST_PAUSE: u32 = 30;

/// The API as one call uses it.
pub(crate) struct Api<'host, H> {
    host: &'host H,
    base: String,
    /// The last one that was given: after an abort nobody is asked any more.
    authorization: RefCell<Option<String>>,
}

/// What one call asks for, in all its attempts.
struct Call<'a> {
    method: Method,
    path: &'a str,
    body: Option<&'a str>,
    /// `Idempotency-Key`.
    key: Option<&'a str>,
    outlives_abort: bool,
}

impl<'host, H: Host> Api<'host, H> {
    pub(crate) fn new(host: &'host H, base: &str) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        Self { host, base, authorization: RefCell::default() }
    }

    pub(crate) async fn get(&self, path: &str) -> Result<H::Json> {
        self.call(&Call { method: Method::Get, path, body: None, key: None, outlives_abort: false }).await
    }

    /// Acts on what there is.
    pub(crate) async fn post<B: Serialize>(&self, path: &str, body: &B) -> Result<H::Json> {
        self.send(path, self.host.json(body)?, false).await
    }

    /// Makes something. An abort does not cut the request off: what it opened could not be closed, its name being unknown.
    pub(crate) async fn create<B: Serialize>(&self, path: &str, body: &B) -> Result<H::Json> {
        self.send(path, self.host.json(body)?, true).await
    }

    /// Best effort, also after an abort: what fails here has nobody left to tell.
    pub(crate) async fn delete(&self, path: &str) {
        let call = Call { method: Method::Delete, path, body: None, key: None, outlives_abort: true };
        let authorization = self.authorization.take();
        let _gone = self.attempt(&call, authorization.as_deref()).await;
    }

    /// A `POST` always has its key, so that a retry cannot act twice.
    async fn send(&self, path: &str, body: String, outlives_abort: bool) -> Result<H::Json> {
        let key = self.host.uuid();
        let (body, key) = (Some(body.as_str()), Some(key.as_str()));
        self.call(&Call { method: Method::Post, path, body, key, outlives_abort }).await
    }

    async fn call(&self, call: &Call<'_>) -> Result<H::Json> {
        let mut attempt = 1;
        let mut renewed = false;
        loop {
            let authorization = self.authorization().await?;
            match self.attempt(call, authorization.as_deref()).await {
                Err(Error::ApiUnauthorized) if !renewed => renewed = true,
                Err(error) if pauses(&error) && attempt < ATTEMPTS => {
                    self.host.sleep(self.pause(&error, attempt)).await?;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt(&self, call: &Call<'_>, authorization: Option<&str>) -> Result<H::Json> {
        let mut headers = vec![("Accept", "application/json")];
        headers.extend(call.body.map(|_| ("Content-Type", "application/json")));
        headers.extend(authorization.map(|value| ("Authorization", value)));
        headers.extend(call.key.map(|key| ("Idempotency-Key", key)));
        let url = format!("{}{}", self.base, call.path);
        let Call { method, body, outlives_abort, .. } = *call;
        read(
            self.host
                .fetch(HttpRequest { method, url: &url, headers: &headers, body, outlives_abort })
                .await?,
        )
    }

    async fn authorization(&self) -> Result<Option<String>> {
        let token = self.host.bearer_token().await?;
        let authorization = token.map(|token| format!("Bearer {token}"));
        self.authorization.replace(authorization.clone());
        Ok(authorization)
    }

    fn pause(&self, error: &Error, attempt: u32) -> u32 {
        match error {
            Error::RateLimited { retry_after: Some(seconds) } => seconds.saturating_mul(1000),
            _ => {
                let longest = f64::from(FIRST_PAUSE.saturating_mul(1 << attempt.min(8)));
                (longest * (0.5 + self.host.jitter() / 2.0)) as u32
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
        HttpReply { status, retry_after, body } => {
            let error = body.and_then(|body| body.member("error"));
            Err(Error::of_api(status, retry_after, error.as_ref()))
        }
    }
}
