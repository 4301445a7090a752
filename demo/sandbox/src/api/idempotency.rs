//! `Idempotency-Key`: the same key gives the same answer for 24 hours.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::{Timestamp, ToSpan};
use openssl::sha::Sha256;
use rusqlite::{OptionalExtension, params};
use tokio::time::{Instant, sleep};

use crate::error::ApiError;
use crate::sandbox::Sandbox;
use crate::store::Store;

/// What is known of a key when a request brings it.
enum Known {
    /// Seen first now; this request does the work.
    New,
    /// The first request with it is still at work.
    Working,
    Answered {
        status: u16,
        body: Vec<u8>,
    },
    /// It came with another request before.
    Different,
}

/// Middleware: a repeated `POST` gets the first one's answer.
pub(crate) async fn repeat(State(sandbox): State<Arc<Sandbox>>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    // Runs to its end even if the client goes away, so that its next attempt finds the answer.
    let work = tokio::spawn(async move { answer(&sandbox, request, next).await });
    match work.await {
        Ok(answer) => answer.unwrap_or_else(IntoResponse::into_response),
        Err(error) => ApiError::internal(error).into_response(),
    }
}

async fn answer(sandbox: &Sandbox, request: Request, next: Next) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY).await.map_err(|_| too_large())?;
    let Some(key) = key(&parts.headers)? else {
        return Ok(next.run(Request::from_parts(parts, Body::from(body))).await);
    };
    let digest = request_digest(&parts.method, parts.uri.path(), &body);
    let deadline = Instant::now() + PATIENCE;
    loop {
        match reserve(&sandbox.store, &key, &digest)? {
            Known::New => break,
            Known::Working if Instant::now() < deadline => sleep(PAUSE).await,
            Known::Working => {
                return Err(ApiError::conflict("the first request with this key is still at work"));
            }
            Known::Answered { status, body } => return Ok(answer_again(status, body)),
            Known::Different => return Err(used_before()),
        }
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    keep(&sandbox.store, &key, response).await
}

fn reserve(store: &Store, key: &str, digest: &[u8]) -> rusqlite::Result<Known> {
    let now = Timestamp::now();
    let day_ago = (now - 24.hours()).as_millisecond();
    let connection = store.connection();
    connection.execute("DELETE FROM idempotency WHERE created_at < ?", [day_ago])?;
    let new = connection.execute(
        "INSERT OR IGNORE INTO idempotency (key, request_digest, created_at) VALUES (?, ?, ?)",
        params![key, digest, now.as_millisecond()],
    )?;
    if new == 1 {
        return Ok(Known::New);
    }
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?));
    let query = "SELECT request_digest, status, body FROM idempotency WHERE key = ?";
    Ok(match connection.query_row(query, [key], row).optional()? {
        Some((before, ..)) if before != digest => Known::Different,
        Some((_, Some(status), Some(body))) => Known::Answered { status, body },
        _ => Known::Working,
    })
}

/// Our own failures are forgotten: another attempt may do better.
async fn keep(store: &Store, key: &str, response: Response) -> Result<Response, ApiError> {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(ApiError::internal)?;
    if parts.status.is_server_error() {
        store.connection().execute("DELETE FROM idempotency WHERE key = ?", [key])?;
    } else {
        store.connection().execute(
            "UPDATE idempotency SET status = ?, body = ? WHERE key = ?",
            params![parts.status.as_u16(), body.as_ref(), key],
        )?;
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

fn request_digest(method: &Method, path: &str, body: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(format!("{method} {path}\n").as_bytes());
    digest.update(body);
    digest.finish()
}

fn used_before() -> ApiError {
    ApiError::new(StatusCode::CONFLICT, "invalid_request", "this key came with another request before")
        .with_field(HEADER)
}

fn too_large() -> ApiError {
    let message = format!("body larger than {LARGEST_BODY} bytes or cut off");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", message)
}

const HEADER: &str = "Idempotency-Key";
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);
/// Far more than a hundred digests need, far less than a document.
const LARGEST_BODY: usize = 1 << 20;
