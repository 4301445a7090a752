//! A WebSocket on the loopback (RFC 6455): the wire of pages that reach the agent by its port.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use agent_protocol::{CLOSE_ORIGIN_BLOCKED, CLOSE_RATE_LIMITED, MAX_MESSAGE, SUBPROTOCOL};
use axum::{
    Router,
    body::Body,
    extract::{
        FromRequestParts, Request, State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    http::StatusCode,
    response::Response,
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tungstenite::error::{CapacityError, Error};

use crate::{
    origins::Origin,
    peer,
    wire::{
        Reason, Received, Wire,
        handshake::{check, refuse},
    },
};

/// The WebSocket of one page.
#[derive(Debug)]
pub(crate) struct Socket(WebSocket);

/// The handler of one TCP connection.
#[derive(Clone)]
struct Door<Meet> {
    meet: Meet,
    port: u16,
    /// Held by the handler and by the conversation that it becomes.
    place: Arc<OwnedSemaphorePermit>,
}

/// Has `meet` talk to each page that gets through.
pub(crate) async fn accept_all<Meet, Talk>(listener: &TcpListener, meet: Meet)
where
    Meet: Fn(Socket, Origin) -> Talk + Clone + Send + Sync + 'static,
    Talk: Future<Output = ()> + Send + 'static,
{
    let sockets = Arc::new(Semaphore::new(SOCKETS));
    loop {
        let Ok(place) = Arc::clone(&sockets).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                tokio::spawn(serve(stream, peer, meet.clone(), place));
            }
            Err(error) => {
                tracing::warn!(%error, "accept");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn serve<Meet, Talk>(stream: TcpStream, peer: SocketAddr, meet: Meet, place: OwnedSemaphorePermit)
where
    Meet: Fn(Socket, Origin) -> Talk + Clone + Send + Sync + 'static,
    Talk: Future<Output = ()> + Send + 'static,
{
    let Ok(local) = stream.local_addr() else { return };
    if !peer::is_same_user(peer, local).await {
        tracing::warn!("another user of this machine was refused");
        return;
    }
    let door = Door { meet, port: local.port(), place: Arc::new(place) };
    let service = TowerToHyperService::new(Router::new().fallback(handle::<Meet, Talk>).with_state(door));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HANDSHAKE)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    if let Err(error) = connection.await {
        tracing::debug!(%error, "connection");
    }
}

/// A WebSocket for an origin, or a refusal.
async fn handle<Meet, Talk>(State(door): State<Door<Meet>>, request: Request<Body>) -> Response
where
    Meet: Fn(Socket, Origin) -> Talk + Send + 'static,
    Talk: Future<Output = ()> + Send + 'static,
{
    let (mut parts, _) = request.into_parts();
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await;
    let checked = check(&parts.headers, parts.uri.path(), door.port);
    match (checked, upgrade) {
        (Err(status), _) => refuse(status),
        (Ok(origin), Ok(upgrade)) => accept(upgrade, door, origin),
        (Ok(_), Err(_)) => refuse(StatusCode::UPGRADE_REQUIRED),
    }
}

fn accept<Meet, Talk>(upgrade: WebSocketUpgrade, door: Door<Meet>, origin: Origin) -> Response
where
    Meet: Fn(Socket, Origin) -> Talk + Send + 'static,
    Talk: Future<Output = ()> + Send + 'static,
{
    let upgrade = upgrade.protocols([SUBPROTOCOL]).max_message_size(MAX_MESSAGE).max_frame_size(MAX_MESSAGE);
    if upgrade.selected_protocol().is_none() {
        return refuse(StatusCode::UPGRADE_REQUIRED);
    }
    upgrade.on_upgrade(async move |socket| {
        let Door { meet, place, .. } = door;
        meet(Socket(socket), origin).await;
        drop(place);
    })
}

impl Wire for Socket {
    async fn receive(&mut self) -> Received {
        match self.0.recv().await {
            Some(Ok(Message::Text(text))) => Received::Text(text.to_string()),
            Some(Ok(Message::Binary(_))) => Received::Refused(Reason::TextOnly),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Received::Alive,
            Some(Err(error)) if is_too_large(&error) => Received::Refused(Reason::TooLarge),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Received::Gone,
        }
    }

    async fn send(&mut self, text: String) {
        let _ = self.0.send(Message::Text(text.into())).await;
    }

    /// Waits a moment for the page to hear it.
    async fn close(mut self, reason: Reason) {
        let frame = CloseFrame { code: close_code(reason), reason: reason.as_str().into() };
        if self.0.send(Message::Close(Some(frame))).await.is_ok() {
            let _ = timeout(GOODBYE, async { while let Some(Ok(_)) = self.0.recv().await {} }).await;
        }
    }
}

/// RFC 6455, 7.4.1, and the protocol's own.
const fn close_code(reason: Reason) -> u16 {
    match reason {
        Reason::Defect => 1011,
        Reason::HelloMissing | Reason::PageOutdated | Reason::Silence => 1008,
        Reason::OriginBlocked => CLOSE_ORIGIN_BLOCKED,
        Reason::TextOnly => 1003,
        Reason::TooLarge => 1009,
        Reason::TooManyConnections | Reason::TooManyMessages => CLOSE_RATE_LIMITED,
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<Error>());
    matches!(cause, Some(Error::Capacity(CapacityError::MessageTooLong { .. })))
}

const SOCKETS: usize = 64;
const HANDSHAKE: Duration = Duration::from_secs(5);
const GOODBYE: Duration = Duration::from_secs(1);
const LARGEST_HEAD: usize = 16 * 1024;
