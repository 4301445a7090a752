//! Acts that run to their end even where their client goes away: its next attempt finds them done.

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;

/// Middleware: only a look (`GET`) is dropped with its client.
pub(crate) async fn act(request: Request, next: Next) -> Response {
    if request.method() == Method::GET {
        return next.run(request).await;
    }
    let work = tokio::spawn(next.run(request));
    work.await.unwrap_or_else(|error| ApiError::internal(error).into_response())
}
