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
use axum::response::{IntoResponse, Response};
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

/// RFC 6750, 3: a refusal names the scheme.
async fn authenticate(State(sandbox): State<Arc<Sandbox>>, request: Request, next: Next) -> Response {
    if sandbox.is_authorized(request.headers()) {
        return next.run(request).await;
    }
    let message = "bearer token missing or unknown";
    let refused = ApiError::new(StatusCode::UNAUTHORIZED, "api_unauthorized", message);
    ([(header::WWW_AUTHENTICATE, "Bearer")], refused).into_response()
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
