//! `Host`: a name that leads here by somebody else's DNS is not ours, and its pages get nothing.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;

/// The names that this server answers to, whatever the port: a page chooses its name, not its port.
#[derive(Clone, Debug)]
pub(crate) struct Hosts(Arc<[String]>);

impl Hosts {
    /// The loopback's names, the address that is listened on, and those that the operator allows.
    pub(crate) fn new(listening: IpAddr, allowed: &[String]) -> Self {
        let listening = match listening {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        let mut names: Vec<String> = LOOPBACK.map(str::to_owned).into();
        names.push(listening);
        names.extend(allowed.iter().map(|name| name.to_ascii_lowercase()));
        Self(names.into())
    }

    fn include(&self, authority: &str) -> bool {
        let Ok(authority) = authority.parse::<Authority>() else { return false };
        let name = authority.host().to_ascii_lowercase();
        // RFC 9112, 3.2: Host has no userinfo.
        !authority.as_str().contains('@') && self.0.contains(&name)
    }
}

/// Middleware: refuses requests for somebody else (RFC 9110, 7.4).
pub(crate) async fn for_us(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    // RFC 9112, 3.2.2: in the absolute form the target counts, and Host has to say the same.
    let target = request.uri().authority().is_none_or(|authority| hosts.include(authority.as_str()));
    match host(request.headers()) {
        Some(host) if target && hosts.include(host) => next.run(request).await,
        _ => {
            let message = "this server is not the one named in Host; --allow-host allows a name";
            ApiError::new(StatusCode::MISDIRECTED_REQUEST, "invalid_request", message)
                .with_field(header::HOST.as_str())
                .into_response()
        }
    }
}

/// The field's value, where it comes exactly once.
fn host(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::HOST).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];
