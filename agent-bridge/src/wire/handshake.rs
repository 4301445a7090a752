//! The HTTP request that asks for a WebSocket: who gets through, and who is refused with an empty answer.

use axum::{
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::origins::Origin;

/// Refuses what no browser refuses for us: a rebound name, another path, a page without an origin of its own.
pub(crate) fn check(headers: &HeaderMap, path: &str, port: u16) -> Result<Origin, StatusCode> {
    let host = only(headers, header::HOST).ok_or(StatusCode::MISDIRECTED_REQUEST)?;
    if !LOOPBACK.iter().any(|name| {
        host.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')) == Some(&port.to_string())
    }) {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    if path != "/" {
        return Err(StatusCode::NOT_FOUND);
    }
    if !headers.contains_key(header::UPGRADE) {
        return Err(StatusCode::UPGRADE_REQUIRED);
    }
    only(headers, header::ORIGIN).and_then(Origin::parse).ok_or(StatusCode::FORBIDDEN)
}

/// The value of a header that comes exactly once.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// A status with nothing in it: no CORS, no body, no version.
pub(crate) fn refuse(status: StatusCode) -> Response {
    let close = [(header::CONNECTION, "close")];
    match status {
        // RFC 9110, 15.5.22: it must say what to upgrade to.
        StatusCode::UPGRADE_REQUIRED => (status, close, [(header::UPGRADE, "websocket")]).into_response(),
        _ => (status, close).into_response(),
    }
}

const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];
