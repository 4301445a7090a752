//! The API's one shape of failure: `{"error": {code, message, field?, retryable}}`.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::{providers, store};

/// A failed request: the HTTP status and the failure in the body.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    failure: Failure,
    /// Seconds.
    retry_after: Option<u16>,
}

/// The connector's code with facts for a developer.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    retryable: bool,
}

impl Failure {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        let retryable = matches!(code, "session_expired" | "internal");
        Self { code, message: message.into(), field: None, retryable }
    }
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, failure: Failure::new(code, message), retry_after: None }
    }

    pub(crate) fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", message).with_field(field)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "api_rejected", message)
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "api_rejected", message)
    }

    /// Our own fault; the cause goes to the log, not to the client.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        eprintln!("signer-sandbox: {cause}");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the sandbox failed, its log says why")
    }

    /// The same request may do better a moment later.
    pub(crate) fn for_now(mut self) -> Self {
        self.failure.retryable = true;
        self.retry_after = Some(1);
        self
    }

    pub(crate) fn with_field(mut self, field: impl Into<String>) -> Self {
        self.failure.field = Some(field.into());
        self
    }
}

impl From<store::Error> for ApiError {
    fn from(error: store::Error) -> Self {
        Self::internal(error)
    }
}

impl From<providers::Error> for ApiError {
    fn from(error: providers::Error) -> Self {
        Self::internal(error)
    }
}

impl From<openssl::error::ErrorStack> for ApiError {
    fn from(error: openssl::error::ErrorStack) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(serde_json::json!({ "error": self.failure }))).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
