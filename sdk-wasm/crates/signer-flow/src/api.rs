//! Calls to the connector's HTTP API: authorization, retries, errors.

use std::cell::RefCell;

use serde::Serialize;

use crate::{Error, Host, HttpReply, HttpRequest, Json, Method, Result};

/// How often what is retryable is tried in all.
const ATTEMPTS: u32 = 4;
/// Milliseconds before the first retry; doubled for each further one, spread by half.
const FIRST_PAUSE: u32 = 300;

/// The API as one call uses it.
pub(crate) struct Api<'host, H> {
    host: &'host H,
    base: String,
    /// The last one that was given: after an abort nobody is asked any more.
    authorization: RefCell<Option<String>>,
}

impl<'host, H: Host> Api<'host, H> {
    pub(crate) fn new(host: &'host H, base: &str) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        Self { host, base, authorization: RefCell::default() }
    }

    pub(crate) async fn get(&self, path: &str) -> Result<H::Json> {
        self.call(Method::Get, path, None).await
    }

    /// A `POST` always has its key, so that a retry cannot act twice.
    pub(crate) async fn post<B: Serialize>(&self, path: &str, body: &B) -> Result<H::Json> {
        let body = self.host.json(body)?;
        self.call(Method::Post, path, Some(&body)).await
    }

    /// Best effort, also after an abort: what fails here has nobody left to tell.
    pub(crate) async fn delete(&self, path: &str) {
        let authorization = self.authorization.take();
        let headers: Vec<_> =
            authorization.as_deref().map(|value| ("Authorization", value)).into_iter().collect();
        let request = HttpRequest {
            method: Method::Delete,
            url: &format!("{}{path}", self.base),
            headers: &headers,
            body: None,
            outlives_abort: true,
        };
        let _gone = self.host.fetch(request).await;
    }

    async fn call(&self, method: Method, path: &str, body: Option<&str>) -> Result<H::Json> {
        let key = self.host.uuid();
        let mut attempt = 1;
        let mut renewed = false;
        loop {
            match self.attempt(method, path, body, &key, renewed).await {
                Err(Error::ApiUnauthorized) if !renewed => renewed = true,
                Err(error) if pauses(&error) && attempt < ATTEMPTS => {
                    self.host.sleep(self.pause(&error, attempt)).await?;
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt(
        &self,
        method: Method,
        path: &str,
        body: Option<&str>,
        key: &str,
        renew: bool,
    ) -> Result<H::Json> {
        let authorization = self.authorization(renew).await?;
        let mut headers = vec![("Accept", "application/json")];
        headers.extend(authorization.as_deref().map(|value| ("Authorization", value)));
        headers.extend((method == Method::Post).then_some(("Idempotency-Key", key)));
        let url = format!("{}{path}", self.base);
        let request = HttpRequest { method, url: &url, headers: &headers, body, outlives_abort: false };
        read(self.host.fetch(request).await?)
    }

    async fn authorization(&self, renew: bool) -> Result<Option<String>> {
        let token = self.host.bearer_token(renew).await?;
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

fn pauses(error: &Error) -> bool {
    matches!(error, Error::Network { .. } | Error::RateLimited { .. })
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
