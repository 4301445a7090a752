//! HTTP through `fetch`.

use gloo_net::http::{Method as HttpMethod, Request, RequestBuilder};
use signer_flow::{Error, HttpReply, HttpRequest, Method, Result};

use super::Abort;
use super::json::Value;

/// `fetch` ends by itself when the signal fires, but for a request that outlives that.
pub(super) async fn fetch(abort: &Abort, request: HttpRequest<'_>) -> Result<HttpReply<Value>> {
    let cut_off = |error: gloo_net::Error| match abort.fired() {
        true => Error::UserCancelled,
        false => Error::Network { reason: error.to_string() },
    };
    let response = build(abort, request)?.send().await.map_err(cut_off)?;
    let body = response.text().await.map_err(cut_off)?;
    Ok(HttpReply {
        status: response.status(),
        retry_after: response.headers().get("retry-after").and_then(|seconds| seconds.parse().ok()),
        body: Value::parse(&body),
    })
}

fn build(abort: &Abort, request: HttpRequest<'_>) -> Result<Request> {
    let signal = abort.signal.as_ref().filter(|_| !request.outlives_abort);
    let mut builder = RequestBuilder::new(request.url).method(method(request.method)).abort_signal(signal);
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    let built = match request.body {
        Some(json) => builder.header("Content-Type", "application/json").body(json),
        None => builder.build(),
    };
    built.map_err(|_| Error::InvalidRequest { field: "apiBaseUrl".into() })
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::Delete => HttpMethod::DELETE,
        Method::Get => HttpMethod::GET,
        Method::Post => HttpMethod::POST,
    }
}
