//! The WebSocket to the agent on 127.0.0.1.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Function, JSON, Promise};
use serde::{Serialize, de::DeserializeOwned};
use signer_flow::{CLOSE_ORIGIN_BLOCKED, CLOSE_RATE_LIMITED, Error, Result, Socket};
use wasm_bindgen::prelude::*;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use super::{Abort, Failed, object, to_js};
use crate::error::unexpected;
use crate::interop::{NAVIGATOR, PermissionStatus};

/// An open connection. Dropping it closes it, and with it the agent's dialogs.
pub(crate) struct AgentSocket {
    socket: WebSocket,
    inbox: Rc<RefCell<Inbox>>,
    abort: Abort,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

/// What arrived and was not asked for yet, or who waits for it.
#[derive(Default)]
struct Inbox {
    arrived: VecDeque<JsValue>,
    closed: Option<u16>,
    waiting: Option<Function>,
}

impl Inbox {
    fn wake(&mut self) {
        if let Some(resolve) = self.waiting.take() {
            // A resolve function of a promise does not throw.
            let _done = resolve.call0(&JsValue::UNDEFINED);
        }
    }
}

impl AgentSocket {
    /// Connects; [`Error::AgentUnavailable`] where nobody answers with the subprotocol.
    pub(super) async fn open(port: u16, subprotocol: &str, abort: Abort) -> Result<Self> {
        let url = format!("ws://127.0.0.1:{port}/");
        let Ok(socket) = WebSocket::new_with_str(&url, subprotocol) else {
            return Err(Error::AgentUnavailable);
        };
        let opened = Self::listen(socket, abort);
        match opened.abort.or(opening(&opened.socket)).await {
            Ok(_) => Ok(opened),
            Err(Failed::Aborted) => Err(Error::UserCancelled),
            Err(Failed::Thrown(_)) => Err(unreachable().await),
        }
    }

    fn listen(socket: WebSocket, abort: Abort) -> Self {
        let inbox = Rc::new(RefCell::new(Inbox::default()));
        let on_message = {
            let inbox = Rc::clone(&inbox);
            Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
                inbox.borrow_mut().arrived.push_back(event.data());
                inbox.borrow_mut().wake();
            })
        };
        let on_close = {
            let inbox = Rc::clone(&inbox);
            Closure::<dyn FnMut(_)>::new(move |event: CloseEvent| {
                inbox.borrow_mut().closed = Some(event.code());
                inbox.borrow_mut().wake();
            })
        };
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Self { socket, inbox, abort, _on_message: on_message, _on_close: on_close }
    }

    /// Resolves when there is something in the inbox.
    fn arrival(&self) -> Promise {
        Promise::new(&mut |resolve, _| {
            let mut inbox = self.inbox.borrow_mut();
            inbox.waiting = Some(resolve);
            if !inbox.arrived.is_empty() || inbox.closed.is_some() {
                inbox.wake();
            }
        })
    }
}

impl Socket for AgentSocket {
    fn send<M: Serialize>(&self, message: &M) -> Result<()> {
        let json = JSON::stringify(&to_js(message)?).map_err(|thrown| unexpected(&thrown))?;
        self.socket.send_with_str(&String::from(json)).map_err(|_| Error::AgentUnavailable)
    }

    async fn receive<M: DeserializeOwned>(&self) -> Result<M> {
        self.abort.or(self.arrival()).await.map_err(Failed::unexpected)?;
        let arrived = self.inbox.borrow_mut().arrived.pop_front();
        let Some(message) = arrived else { return Err(closed(self.inbox.borrow().closed)) };
        let json = JSON::parse(&message.as_string().unwrap_or_default()).map_err(|thrown| unexpected(&thrown))?;
        serde_wasm_bindgen::from_value(json).map_err(|error| unexpected(&JsValue::from(error)))
    }
}

impl Drop for AgentSocket {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // It may be closed already.
        let _closed = self.socket.close();
    }
}

fn closed(code: Option<u16>) -> Error {
    match code {
        Some(CLOSE_ORIGIN_BLOCKED) => Error::OriginNotAllowed,
        Some(CLOSE_RATE_LIMITED) => Error::RateLimited { retry_after: None },
        _ => Error::AgentUnavailable,
    }
}

/// Resolves when the socket is open, rejects when it will not be.
fn opening(socket: &WebSocket) -> Promise {
    Promise::new(&mut |resolve, reject| {
        socket.set_onopen(Some(&resolve));
        socket.set_onerror(Some(&reject));
    })
}

/// The page is not told why a connection failed; only the permission tells a browser's refusal from a closed port.
async fn unreachable() -> Error {
    match permission("loopback-network").await.as_deref() {
        Some("denied") => Error::AgentPermissionDenied,
        _ => Error::AgentUnavailable,
    }
}

/// The state of a permission; none where the browser does not know it.
async fn permission(name: &str) -> Option<String> {
    let permissions = NAVIGATOR.with(|navigator| navigator.as_ref()?.permissions())?;
    let query = permissions.query(&object(&[("name", name)])).ok()?;
    let status = wasm_bindgen_futures::JsFuture::from(query).await.ok()?;
    Some(status.unchecked_into::<PermissionStatus>().state())
}
