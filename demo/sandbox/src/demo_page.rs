//! The demo page, served as plain files on an origin of its own.

use std::path::Path;

use anyhow::Result;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// The files of `directory`, with the policy under which the SDK has to work.
pub(crate) fn router(directory: &Path, api_origin: &str) -> Result<Router> {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         connect-src 'self' {api_origin} ws://127.0.0.1:*; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    Ok(Router::new()
        .fallback_service(ServeDir::new(directory))
        .layer(always(header::CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy)?))
        // Revalidated each time: a page that was just built again is the one shown.
        .layer(always(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))))
}

fn always(name: HeaderName, value: HeaderValue) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, value)
}
