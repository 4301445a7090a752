//! Calls to the connector's HTTP API: authorization, retries, errors.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Host, HttpReply, HttpRequest, Method, Result};

/// How often what is retryable is tried in all.
const ATTEMPTS: u32 = 4;
/// Milliseconds before the first retry; doubled for each further one, spread by half.
const FIRST_PAUSE: u32 = 300;

/// The API as one call uses it.
pub(crate) struct Api<'host, H> {
    host: &'host H,
    base: String,
}

/// A call without a body.
#[derive(Serialize)]
pub(crate) struct Nothing {}

impl<'host, H: Host> Api<'host, H> {
    pub(crate) fn new(host: &'host H, base: &str) -> Self {
        Self { host, base: base.trim_end_matches('/').to_owned() }
    }

    pub(crate) async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A> {
        self.call(Method::Get, path, None::<&Nothing>).await
    }

    /// A `POST` always has its key, so that a retry cannot act twice.
    pub(crate) async fn post<B: Serialize, A: DeserializeOwned>(&self, path: &str, body: &B) -> Result<A> {
        self.call(Method::Post, path, Some(body)).await
    }

    /// Best effort, also after an abort: what fails here has nobody left to tell.
    pub(crate) async fn delete(&self, path: &str) {
        let Ok(authorization) = self.authorization(false).await else { return };
        let headers: Vec<_> =
            authorization.as_deref().map(|value| ("Authorization", value)).into_iter().collect();
        let request = HttpRequest {
            method: Method::Delete,
            url: &format!("{}{path}", self.base),
            headers: &headers,
            body: None::<&Nothing>,
            outlives_abort: true,
        };
        let _gone: Result<HttpReply<()>> = self.host.fetch(request).await;
    }

    async fn call<B: Serialize, A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<A> {
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

    async fn attempt<B: Serialize, A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
        key: &str,
        renew: bool,
    ) -> Result<A> {
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
        Ok(token.map(|token| format!("Bearer {token}")))
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

fn read<A>(reply: HttpReply<A>) -> Result<A> {
    match reply {
        HttpReply { body: Some(answer), .. } => Ok(answer),
        HttpReply { status, retry_after, failure, .. } => {
            Err(Error::of_api(status, retry_after, failure.map(|failure| failure.error)))
        }
    }
}
