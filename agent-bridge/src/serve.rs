//! The listener: who gets through to a session, and who is refused with an empty answer.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use agent_protocol::{MAX_MESSAGE, PORTS, SUBPROTOCOL};
use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Request, State, WebSocketUpgrade},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};

use crate::{
    agent::Agent, conversation, origins::Origin, peer, person::consent::Consent, remembered::Remembered,
    token::keys::Keys,
};

/// How the agent runs.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The first free one is taken; empty means the protocol's own.
    pub ports: Vec<u16>,
    /// The PKCS#11 modules.
    pub modules: Vec<PathBuf>,
    /// The program that asks the person; `None` means the first one in `PATH`.
    pub pinentry: Option<PathBuf>,
    /// The directory of what is remembered.
    pub state: PathBuf,
    /// Written with the port once the agent listens.
    pub ready_file: Option<PathBuf>,
}

/// Why the agent does not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// None of the ports is free.
    #[error("no port is free, tried {tried:?}")]
    NoPort {
        /// In this order.
        tried: Vec<u16>,
    },
    /// The file could not be written.
    #[error("the ready file cannot be written: {0}")]
    ReadyFile(io::Error),
    /// What is remembered cannot be read.
    #[error("the state in {directory} cannot be read: {source}")]
    State {
        /// Where it is.
        directory: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The system's signals or sockets fail.
    #[error(transparent)]
    System(#[from] io::Error),
}

/// Listens until the process is told to end.
pub async fn serve(options: Options) -> Result<(), Error> {
    let remembered = Remembered::open(&options.state)
        .map_err(|source| Error::State { directory: options.state.clone(), source })?;
    let agent = Arc::new(Agent::new(Keys::new(options.modules), Consent::new(options.pinentry), remembered));
    let listener = bind(&options.ports).await?;
    let port = listener.local_addr()?.port();
    println!("listening on ws://127.0.0.1:{port}");
    if let Some(file) = options.ready_file {
        announce(&file, port).map_err(Error::ReadyFile)?;
    }
    tokio::select! {
        () = accept_all(&listener, &agent) => Ok(()),
        ended = told_to_end() => Ok(ended?),
    }
}

/// The first free port, on the loopback of IPv4 only.
async fn bind(ports: &[u16]) -> Result<TcpListener, Error> {
    let ports = if ports.is_empty() { &PORTS[..] } else { ports };
    for port in ports {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) => tracing::info!(port, %error, "not this port"),
        }
    }
    Err(Error::NoPort { tried: ports.to_vec() })
}

/// Whole or not at all: whoever waits for the file must not read half a number.
fn announce(file: &std::path::Path, port: u16) -> io::Result<()> {
    let fresh = file.with_extension("new");
    std::fs::write(&fresh, port.to_string())?;
    std::fs::rename(fresh, file)
}

#[cfg(unix)]
async fn told_to_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_end() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

async fn accept_all(listener: &TcpListener, agent: &Arc<Agent>) {
    let sockets = Arc::new(Semaphore::new(SOCKETS));
    loop {
        let Ok(place) = Arc::clone(&sockets).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                tokio::spawn(converse(stream, peer, Arc::clone(agent), place));
            }
            Err(error) => {
                tracing::warn!(%error, "accept");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// What the handler of one TCP connection knows.
#[derive(Clone)]
struct Line {
    agent: Arc<Agent>,
    port: u16,
    /// Held by the handler and by the session that it becomes.
    place: Arc<OwnedSemaphorePermit>,
}

async fn converse(stream: TcpStream, peer: SocketAddr, agent: Arc<Agent>, place: OwnedSemaphorePermit) {
    let Ok(local) = stream.local_addr() else { return };
    if !peer::is_same_user(peer, local).await {
        tracing::warn!("another user of this machine was refused");
        return;
    }
    let line = Line { agent, port: local.port(), place: Arc::new(place) };
    let service = TowerToHyperService::new(Router::new().fallback(handle).with_state(line));
    let conversation = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HANDSHAKE)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    if let Err(error) = conversation.await {
        tracing::debug!(%error, "connection");
    }
}

/// A WebSocket for an origin, or a status with nothing in it: no CORS, no body, no version.
async fn handle(State(line): State<Line>, request: Request<Body>) -> Response {
    let (mut parts, _) = request.into_parts();
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await;
    let checked = check(&parts.headers, parts.uri.path(), line.port);
    match (checked, upgrade) {
        (Err(status), _) => refuse(status),
        (Ok(origin), Ok(upgrade)) => accept(upgrade, line, origin),
        (Ok(_), Err(_)) => refuse(StatusCode::UPGRADE_REQUIRED),
    }
}

fn accept(upgrade: WebSocketUpgrade, line: Line, origin: Origin) -> Response {
    let upgrade = upgrade.protocols([SUBPROTOCOL]).max_message_size(MAX_MESSAGE).max_frame_size(MAX_MESSAGE);
    if upgrade.selected_protocol().is_none() {
        return refuse(StatusCode::UPGRADE_REQUIRED);
    }
    upgrade.on_upgrade(async move |socket| {
        let Line { agent, place, .. } = line;
        conversation::run(socket, agent, origin).await;
        drop(place);
    })
}

/// What a browser does not check for us: a rebound name, another path, a page without an origin of its own.
fn check(headers: &HeaderMap, path: &str, port: u16) -> Result<Origin, StatusCode> {
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

fn refuse(status: StatusCode) -> Response {
    let close = [(header::CONNECTION, "close")];
    match status {
        // RFC 9110, 15.5.22: it must say what to upgrade to.
        StatusCode::UPGRADE_REQUIRED => (status, close, [(header::UPGRADE, "websocket")]).into_response(),
        _ => (status, close).into_response(),
    }
}

const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];
const SOCKETS: usize = 64;
const HANDSHAKE: Duration = Duration::from_secs(5);
const LARGEST_HEAD: usize = 16 * 1024;
