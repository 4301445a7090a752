//! `Idempotency-Key`: the same key gives the same answer for 24 hours.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use signer_pki::DigestAlgorithm;
use tokio::time::{Instant, sleep};

use crate::error::ApiError;
use crate::sandbox::Sandbox;
use crate::store::Claim;
use crate::wire::whole;

/// Middleware: a repeated `POST` gets the first one's answer.
pub(crate) async fn repeat(
    State(sandbox): State<Arc<Sandbox>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if request.method() != Method::POST {
        return Ok(next.run(request).await);
    }
    let (parts, body) = request.into_parts();
    let body = whole(body, LARGEST_BODY).await?;
    let Some(key) = key(&parts.headers)? else {
        return Ok(next.run(Request::from_parts(parts, Body::from(body))).await);
    };
    let digest = request_digest(&parts.method, parts.uri.path(), &body);
    match claim(&sandbox, &key, &digest).await? {
        Claim::New => {
            keep(&sandbox, &key, next.run(Request::from_parts(parts, Body::from(body))).await).await
        }
        Claim::Answered { status, body } => Ok(answer_again(status, body)),
        Claim::OtherRequest => Err(used_before()),
        Claim::Working => Err(ApiError::conflict("the first request with this key is still at work")),
    }
}

/// Waits a while for the first request with the key.
async fn claim(sandbox: &Sandbox, key: &str, request_digest: &[u8]) -> Result<Claim, ApiError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match sandbox.store.claim_key(key, request_digest).await? {
            Claim::Working if Instant::now() < deadline => sleep(PAUSE).await,
            claim => return Ok(claim),
        }
    }
}

/// Keeps the answer for the next attempt. Our own failures are forgotten: another one may do better.
async fn keep(sandbox: &Sandbox, key: &str, response: Response) -> Result<Response, ApiError> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(ApiError::internal)?;
    if parts.status.is_server_error() {
        sandbox.store.release_key(key).await?;
    } else {
        sandbox.store.keep_answer(key, parts.status.as_u16(), &body).await?;
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn answer_again(status: u16, body: Vec<u8>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get(HEADER) else { return Ok(None) };
    match value.to_str() {
        Ok(key) if (1..=255).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(ApiError::invalid(HEADER, "wanted 1 to 255 ASCII characters")),
    }
}

fn request_digest(method: &Method, path: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("{method} {path}\n");
    DigestAlgorithm::Sha256.hasher().finish(&[head.as_bytes(), body])
}

fn used_before() -> ApiError {
    ApiError::new(StatusCode::CONFLICT, "invalid_request", "this key came with another request before")
        .with_field(HEADER)
}

const HEADER: &str = "Idempotency-Key";
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);
/// Far more than a hundred digests need, far less than a document.
const LARGEST_BODY: usize = 1 << 20;
