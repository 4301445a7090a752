//! HTTP: `js/src/api.ts` calls `fetch`.

use js_sys::Promise;
use signer_flow::{Error, HttpReply, HttpRequest, Json, Result};
use wasm_bindgen_futures::JsFuture;

use super::json::Value;
use super::object;
use crate::error::text;
use crate::interop::Call;

/// Ends by itself when the signal fires, but for a request that outlives that.
pub(super) async fn fetch(call: &Call, request: HttpRequest<'_>) -> Result<HttpReply<Value>> {
    let replied = JsFuture::from(start(call, &request)).await;
    let reply = Value(replied.map_err(|thrown| Error::Network { reason: text(&thrown) })?);
    let number = |name| reply.member(name).and_then(|number| number.as_number());
    Ok(HttpReply {
        status: number("status").unwrap_or_default() as u16,
        retry_after: number("retryAfter").map(|seconds| seconds as u32),
        body: reply.member("body"),
    })
}

fn start(call: &Call, request: &HttpRequest<'_>) -> Promise {
    let headers = object(request.headers);
    call.fetch(request.method.as_str(), request.url, &headers, request.body, request.outlives_abort)
}
