//! HTTP through gloo-net, which is `fetch` of window, worker and Node alike.

use gloo_net::http::{Method as HttpMethod, Request, RequestBuilder};
use signer_flow::{Error, HttpReply, HttpRequest, Method, Result};

use super::abort::Abort;
use super::json::Value;

/// Ends by itself when the signal fires, but for a request that outlives that.
pub(super) async fn fetch(abort: &Abort, request: HttpRequest<'_>) -> Result<HttpReply<Value>> {
    let response = build(abort, &request)?.send().await.map_err(unanswered)?;
    let body = response.text().await.map_err(unanswered)?;
    Ok(HttpReply {
        status: response.status(),
        retry_after: response.headers().get("retry-after").and_then(|seconds| seconds.parse().ok()),
        body: Value::parse(&body),
    })
}

fn build(abort: &Abort, request: &HttpRequest<'_>) -> Result<Request> {
    let signal = (!request.outlives_abort).then_some(abort.signal());
    let builder = RequestBuilder::new(request.url).method(method(request.method)).abort_signal(signal);
    let builder = request.headers.iter().fold(builder, |builder, (name, value)| builder.header(name, value));
    let built = match request.body {
        Some(json) => builder.body(json),
        None => builder.build(),
    };
    built.map_err(|_| Error::invalid("apiBaseUrl"))
}

fn unanswered(error: gloo_net::Error) -> Box<Error> {
    Error::Network { reason: error.to_string() }.into()
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::Delete => HttpMethod::DELETE,
        Method::Get => HttpMethod::GET,
        Method::Post => HttpMethod::POST,
    }
}
