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

/// The key of a request, for the handler that makes something.
#[derive(Clone)]
pub(super) struct Key(pub(super) String);

/// Extension of an answer that tells how things stand: a repeat is told how they stand then, and the handler does nothing twice.
#[derive(Clone)]
pub(super) struct NotKept;

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
            let mut request = Request::from_parts(parts, Body::from(body));
            request.extensions_mut().insert(Key(key.clone()));
            keep(&sandbox, &key, next.run(request).await).await
        }
        Claim::Answered { status, body } => Ok(answer_again(status, body)),
        Claim::OtherRequest => Err(used_before()),
        Claim::Working => {
            Err(ApiError::conflict("the first request with this key is still at work").for_now())
        }
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

/// Keeps the answer for the next attempt, where that would do no better.
async fn keep(sandbox: &Sandbox, key: &str, response: Response) -> Result<Response, ApiError> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(ApiError::internal)?;
    if passes(parts.status) || parts.extensions.get::<NotKept>().is_some() {
        sandbox.store.release_key(key).await?;
    } else {
        sandbox.store.keep_answer(key, parts.status.as_u16(), &body).await?;
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// `true` of what may be otherwise a moment later: our own failures, steps out of order, what came too slowly or too often.
fn passes(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::CONFLICT
                | StatusCode::REQUEST_TIMEOUT
                | StatusCode::TOO_EARLY
                | StatusCode::TOO_MANY_REQUESTS
        )
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

pub(super) fn used_before() -> ApiError {
    let message = "this key came with another request before";
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", message).with_field(HEADER)
}

const HEADER: &str = "Idempotency-Key";
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);
/// Far more than a hundred digests need, far less than a document.
const LARGEST_BODY: usize = 1 << 20;
