//! HTTP through gloo-net, which is `fetch` of window, worker and Node alike.

use gloo_net::http::{Method as HttpMethod, Request, RequestBuilder, Response};
use js_sys::{Date, parse_float};
use signer_flow::{Error, HttpReply, HttpRequest, Method, Result};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortSignal, RequestRedirect};

use super::abort::Abort;
use super::json::Value;

/// Ends by itself when the signal fires, but for a request that outlives that, and when its time is over.
pub(super) async fn fetch(abort: &Abort, request: HttpRequest<'_>) -> Result<HttpReply<Value>> {
    let deadline = abort.deadline(request.within, request.outlives_abort);
    let answer = answer(build(&request, Some(&deadline))?).await;
    answer.map_err(|error| {
        if deadline.aborted() { Error::Timeout { step: request.step } } else { unanswered(&error) }.into()
    })
}

/// Nobody hears of an answer, nor that there is none.
pub(super) fn send(request: &HttpRequest<'_>) {
    if let Ok(request) = build(request, None) {
        spawn_local(async move { drop(answer(request).await) });
    }
}

async fn answer(request: Request) -> std::result::Result<HttpReply<Value>, gloo_net::Error> {
    let response = request.send().await?;
    let body = response.text().await?;
    Ok(HttpReply {
        status: response.status(),
        retry_after: retry_after(&response),
        body: Value::parse(&body),
    })
}

/// Seconds, which may be said as a date (RFC 9110, 10.2.3); none where it is neither, or over.
fn retry_after(response: &Response) -> Option<u32> {
    let told = response.headers().get("retry-after")?;
    let seconds = parse_float(&told);
    let seconds = if seconds.is_nan() { (Date::parse(&told) - Date::now()) / 1000.0 } else { seconds };
    (seconds >= 0.0).then_some(seconds.ceil() as u32)
}

/// A redirect is an error: the digest, the names and the token are for one host.
fn build(request: &HttpRequest<'_>, signal: Option<&AbortSignal>) -> Result<Request> {
    let builder = RequestBuilder::new(request.url).method(method(request.method)).abort_signal(signal);
    let builder = builder.redirect(RequestRedirect::Error);
    let builder = request.headers.iter().fold(builder, |builder, (name, value)| builder.header(name, value));
    let built = match request.body {
        Some(json) => builder.body(json),
        None => builder.build(),
    };
    built.map_err(|_| Error::invalid("apiBaseUrl"))
}

fn unanswered(error: &gloo_net::Error) -> Error {
    Error::Network { reason: error.to_string() }
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::Delete => HttpMethod::DELETE,
        Method::Get => HttpMethod::GET,
        Method::Post => HttpMethod::POST,
    }
}
