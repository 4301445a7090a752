//! HTTP through `fetch`.

use gloo_net::http::{Method as HttpMethod, Request, RequestBuilder, Response};
use js_sys::{JSON, Promise};
use serde::{Serialize, de::DeserializeOwned};
use signer_flow::{Error, HttpReply, HttpRequest, Method, Result};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use super::{Abort, Failed, to_js};
use crate::error::{text, unexpected};

pub(super) async fn fetch<B: Serialize, A: DeserializeOwned>(
    abort: &Abort,
    request: HttpRequest<'_, B>,
) -> Result<HttpReply<A>> {
    let outlives_abort = request.outlives_abort;
    let request = build(abort, request)?;
    let promise = answer(request);
    let outcome = if outlives_abort {
        wasm_bindgen_futures::JsFuture::from(promise).await.map_err(Failed::Thrown)
    } else {
        abort.or(promise).await
    };
    read(&outcome.map_err(|failed| failed.or(|thrown| Error::Network { reason: text(&thrown) }))?)
}

fn build<B: Serialize>(abort: &Abort, request: HttpRequest<'_, B>) -> Result<Request> {
    let signal = abort.signal.as_ref().filter(|_| !request.outlives_abort);
    let mut builder =
        RequestBuilder::new(request.url).method(method(request.method)).abort_signal(signal);
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    let built = match request.body {
        Some(body) => {
            let json = JSON::stringify(&to_js(body)?).map_err(|thrown| unexpected(&thrown))?;
            builder.header("Content-Type", "application/json").body(String::from(json))
        }
        None => builder.build(),
    };
    built.map_err(|_| Error::InvalidRequest { field: "apiBaseUrl".into() })
}

/// `[status, Retry-After, body]`, so that one promise can be raced against an abort.
fn answer(request: Request) -> Promise {
    future_to_promise(async move {
        let response = request.send().await.map_err(|error| JsValue::from(error.to_string()))?;
        let body = response.text().await.map_err(|error| JsValue::from(error.to_string()))?;
        Ok(js_sys::Array::of3(&response.status().into(), &retry_after(&response), &body.into()).into())
    })
}

fn retry_after(response: &Response) -> JsValue {
    let seconds = response.headers().get("retry-after").and_then(|value| value.parse::<u32>().ok());
    seconds.map_or(JsValue::UNDEFINED, JsValue::from)
}

fn read<A: DeserializeOwned>(answer: &JsValue) -> Result<HttpReply<A>> {
    let answer = js_sys::Array::from(answer);
    let status = answer.get(0).as_f64().unwrap_or_default() as u16;
    let retry_after = answer.get(1).as_f64().map(|seconds| seconds as u32);
    let json = JSON::parse(&answer.get(2).as_string().unwrap_or_default()).unwrap_or(JsValue::NULL);
    let reply = HttpReply { status, retry_after, body: None, failure: None };
    Ok(if (200..300).contains(&status) {
        HttpReply { body: serde_wasm_bindgen::from_value(json).ok(), ..reply }
    } else {
        HttpReply { failure: serde_wasm_bindgen::from_value(json).ok(), ..reply }
    })
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::Delete => HttpMethod::DELETE,
        Method::Get => HttpMethod::GET,
        Method::Post => HttpMethod::POST,
    }
}
