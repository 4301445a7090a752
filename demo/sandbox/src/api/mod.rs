//! The connector HTTP API, for sessions that never see the document.

mod fields;
mod idempotency;
mod requests;
mod session_body;
mod sessions;
mod signatures;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use tower_http::cors::CorsLayer;

use crate::error::ApiError;
use crate::sandbox::Sandbox;

/// Everything below `/api`, for pages of the `allowed` origins.
pub(crate) fn router(sandbox: &Arc<Sandbox>, allowed: Vec<HeaderValue>) -> Router {
    Router::new()
        .nest("/v1/connector/v1/sessions", sessions())
        .nest("/v1/signatures", signatures())
        .fallback(async || ApiError::not_found("no such resource"))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Arc::clone(sandbox), idempotency::repeat))
        .layer(from_fn_with_state(Arc::clone(sandbox), authenticate))
        .layer(cors(allowed))
        .with_state(Arc::clone(sandbox))
}

fn sessions() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/", post(sessions::create))
        .route("/{id}", get(sessions::show).delete(sessions::cancel))
        .route("/{id}/events", get(sessions::events))
        .route("/{id}/signatures", post(sessions::sign))
        .route("/{id}/complete", post(sessions::complete))
}

fn signatures() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/", get(signatures::list))
        .route("/{id}", get(signatures::show))
        .route("/{id}/download-url", get(signatures::download_url))
}

/// RFC 6750, 2.1. The comparison takes the same time wherever the two differ.
async fn authenticate(
    State(sandbox): State<Arc<Sandbox>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let token = &sandbox.token;
    if given.len() == token.len() && openssl::memcmp::eq(given.as_bytes(), token.as_bytes()) {
        return Ok(next.run(request).await);
    }
    let message = "bearer token missing or unknown";
    Err(ApiError::new(StatusCode::UNAUTHORIZED, "api_unauthorized", message))
}

async fn method_not_allowed() -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "api_rejected", "this resource has no such method")
}

fn cors(allowed: Vec<HeaderValue>) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([header::RETRY_AFTER])
}
