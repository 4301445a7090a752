//! The WebSocket to the agent on 127.0.0.1: `js/src/agent-socket.ts` handles its events.

use js_sys::Promise;
use serde::Serialize;
use signer_flow::{CLOSE_ORIGIN_BLOCKED, CLOSE_RATE_LIMITED, Error, Result, Socket};
use wasm_bindgen::{JsCast, JsValue};

use super::abort::Abort;
use super::json::{Value, stringify};
use crate::error::unexpected;
use crate::shapes::AgentSocket as Inner;

/// An open connection. Dropping it closes it, and with it the agent's dialogs.
pub(crate) struct AgentSocket {
    socket: Inner,
    abort: Abort,
}

impl AgentSocket {
    /// Waits for `opening`; [`Error::AgentUnavailable`] where nobody answers.
    pub(super) async fn open(opening: Promise, abort: Abort) -> Result<Self> {
        let socket = abort.or(opening.into()).await.map_err(|why| unreachable(&why))?;
        Ok(Self { socket: socket.unchecked_into(), abort })
    }
}

impl Socket for AgentSocket {
    type Json = Value;

    fn send<M: Serialize>(&self, message: &M) -> Result<()> {
        self.socket.send(&stringify(message)?).map_err(|_| Error::AgentUnavailable.into())
    }

    async fn receive(&self, within: Option<u32>) -> Result<Value> {
        let arrived =
            self.abort.or(self.socket.receive(within).into()).await.map_err(|thrown| unexpected(&thrown))?;
        match (arrived.as_string(), arrived.as_f64()) {
            (Some(message), _) => Value::parse(&message).ok_or_else(no_json),
            (None, code) => Err(closed(code.unwrap_or_default() as u16).into()),
        }
    }
}

impl Drop for AgentSocket {
    fn drop(&mut self) {
        self.socket.close();
    }
}

fn no_json() -> Box<Error> {
    Error::Internal { what: "the agent sent something that is not JSON".into() }.into()
}

fn closed(code: u16) -> Error {
    match code {
        CLOSE_ORIGIN_BLOCKED => Error::OriginNotAllowed,
        CLOSE_RATE_LIMITED => Error::RateLimited { retry_after: None },
        _ => Error::AgentUnavailable,
    }
}

fn unreachable(why: &JsValue) -> Error {
    match why.as_string().as_deref() {
        Some("denied") => Error::AgentPermissionDenied,
        Some("csp") => Error::AgentBlocked { reason: "csp" },
        Some("mixed_content") => Error::AgentBlocked { reason: "mixed_content" },
        _ => Error::AgentUnavailable,
    }
}
