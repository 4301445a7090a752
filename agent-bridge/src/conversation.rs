//! One connection of a page: `hello` first, then calls, one answer each.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use agent_protocol::{
    Answer, CLOSE_ORIGIN_BLOCKED, CLOSE_RATE_LIMITED, Call, Cancelled, Code, Failure, Greeting, Hello,
    PROTOCOL, Request, Response,
};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde::Deserialize;
use tokio::{
    task::{AbortHandle, Id, JoinError, JoinSet},
    time::timeout,
};

use crate::{
    agent::Agent,
    calls::certificates::certificates,
    calls::sign::sign,
    failure::{Result, cancelled, internal, invalid},
    origins::Origin,
    person::text::shown,
    token::keys::TokenKey,
};

/// What the calls of one connection share.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) agent: Arc<Agent>,
    pub(crate) origin: Origin,
    allowed: AtomicBool,
    keys: Mutex<HashMap<String, TokenKey>>,
}

impl Connection {
    pub(crate) fn is_allowed(&self) -> bool {
        self.allowed.load(Ordering::Relaxed)
    }

    pub(crate) fn allow(&self) {
        self.allowed.store(true, Ordering::Relaxed);
    }

    /// The identifiers of a list before this one are good no longer.
    pub(crate) fn remember_keys(&self, keys: Vec<(String, TokenKey)>) {
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys.into_iter().collect();
    }

    pub(crate) fn key(&self, id: &str) -> Option<TokenKey> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }
}

/// The connection and its calls in flight. Dropping it gives all of them up: dialogs close, the login ends.
struct Session {
    socket: WebSocket,
    connection: Arc<Connection>,
    calls: JoinSet<Response>,
    in_flight: HashMap<Id, (String, AbortHandle)>,
    rate: Rate,
    greeted: bool,
}

/// Why the agent ends a connection.
struct Close(u16, &'static str);

/// What happened next on a connection.
enum Event {
    Answered(std::result::Result<(Id, Response), JoinError>),
    Received(Message),
    Silent,
    TooLarge,
    Gone,
}

/// Serves the connection until it ends.
pub(crate) async fn run(socket: WebSocket, agent: Arc<Agent>, origin: Origin) {
    let Some(_seat) = agent.seat(&origin) else {
        return close(socket, Close(CLOSE_RATE_LIMITED, "too many connections")).await;
    };
    if agent.remembered.is_blocked(&origin) {
        return close(socket, BLOCKED).await;
    }
    let connection = Connection { agent, origin, allowed: AtomicBool::new(false), keys: Mutex::default() };
    let mut session = Session {
        socket,
        connection: Arc::new(connection),
        calls: JoinSet::new(),
        in_flight: HashMap::new(),
        rate: Rate::full(),
        greeted: false,
    };
    if let Some(reason) = session.serve().await {
        session.calls.abort_all();
        close(session.socket, reason).await;
    }
}

/// Says why, and waits a moment for the page to hear it.
async fn close(mut socket: WebSocket, Close(code, reason): Close) {
    let frame = CloseFrame { code, reason: reason.into() };
    if socket.send(Message::Close(Some(frame))).await.is_ok() {
        let _ = timeout(GOODBYE, async { while let Some(Ok(_)) = socket.recv().await {} }).await;
    }
}

impl Session {
    /// Until the page is gone (`None`) or the agent has had enough.
    async fn serve(&mut self) -> Option<Close> {
        loop {
            let outcome = match self.next().await {
                Event::Answered(answered) => self.answered(answered).await,
                Event::Received(Message::Text(text)) => self.receive(text.as_str()).await,
                Event::Received(Message::Binary(_)) => Err(Close(UNSUPPORTED, "text messages only")),
                Event::Received(Message::Ping(_) | Message::Pong(_)) => self.count(),
                Event::Received(Message::Close(_)) | Event::Gone => return None,
                Event::Silent if self.in_flight.is_empty() => Err(Close(POLICY, "silent for too long")),
                Event::Silent => Ok(()),
                Event::TooLarge => Err(Close(TOO_LARGE, "message too large")),
            };
            if let Err(reason) = outcome {
                return Some(reason);
            }
        }
    }

    async fn next(&mut self) -> Event {
        let patience = if self.greeted { IDLE } else { HANDSHAKE };
        tokio::select! {
            Some(answered) = self.calls.join_next_with_id() => Event::Answered(answered),
            received = timeout(patience, self.socket.recv()) => match received {
                Ok(Some(Ok(message))) => Event::Received(message),
                Ok(Some(Err(error))) if is_too_large(&error) => Event::TooLarge,
                Ok(_) => Event::Gone,
                Err(_) => Event::Silent,
            },
        }
    }

    fn count(&mut self) -> std::result::Result<(), Close> {
        if self.rate.take() { Ok(()) } else { Err(Close(CLOSE_RATE_LIMITED, "too many messages")) }
    }

    async fn receive(&mut self, text: &str) -> std::result::Result<(), Close> {
        self.count()?;
        match read(text) {
            Err((id, failure)) => self.send(id, Err(failure)).await,
            Ok(Request { id, call: Call::Hello(hello) }) => self.hello(id, &hello).await,
            Ok(Request { id, .. }) if !self.greeted => {
                self.send(id, Err(invalid("hello must come first"))).await?;
                Err(Close(POLICY, "hello must come first"))
            }
            Ok(Request { id, call: Call::Cancel(cancel) }) => {
                self.in_flight
                    .values()
                    .filter(|(known, _)| *known == cancel.id)
                    .for_each(|(_, call)| call.abort());
                self.send(id, Ok(Answer::Cancel(Cancelled {}))).await
            }
            Ok(Request { id, .. }) if self.in_flight.values().any(|(known, _)| *known == id) => {
                self.send(id, Err(invalid("a call with this id is in flight"))).await
            }
            Ok(Request { id, call }) => {
                self.start(id, call);
                Ok(())
            }
        }
    }

    async fn hello(&mut self, id: String, hello: &Hello) -> std::result::Result<(), Close> {
        if self.greeted {
            return self.send(id, Err(invalid("hello came before"))).await;
        }
        if hello.protocol < PROTOCOL {
            self.send(id, Err(invalid(format!("protocol {} is too old, wanted {PROTOCOL}", hello.protocol))))
                .await?;
            return Err(Close(POLICY, "the protocol is too old"));
        }
        self.greeted = true;
        tracing::info!(origin = %self.connection.origin, client = shown(&hello.client, LONGEST_CLIENT), "hello");
        let version = env!("CARGO_PKG_VERSION").into();
        self.send(id, Ok(Answer::Hello(Greeting { version, protocol: PROTOCOL }))).await
    }

    fn start(&mut self, id: String, call: Call) {
        let (connection, known) = (Arc::clone(&self.connection), id.clone());
        let call = self.calls.spawn(async move { response(id, answer(&connection, call).await) });
        self.in_flight.insert(call.id(), (known, call));
    }

    async fn answered(
        &mut self,
        answered: std::result::Result<(Id, Response), JoinError>,
    ) -> std::result::Result<(), Close> {
        let (task, outcome) = match answered {
            Ok((task, response)) => (task, Ok(response)),
            Err(error) if error.is_cancelled() => (error.id(), Err(cancelled())),
            Err(error) => (error.id(), Err(internal("the call ended in a defect of the agent"))),
        };
        let id = self.in_flight.remove(&task).map(|(id, _)| id).unwrap_or_default();
        let answer = outcome.unwrap_or_else(|failure| response(id, Err(failure)));
        let blocked = answer.error.as_ref().is_some_and(|failure| failure.code == Code::OriginNotAllowed);
        self.write(&answer).await?;
        if blocked { Err(BLOCKED) } else { Ok(()) }
    }

    async fn send(&mut self, id: String, outcome: Result<Answer>) -> std::result::Result<(), Close> {
        self.write(&response(id, outcome)).await
    }

    async fn write(&mut self, response: &Response) -> std::result::Result<(), Close> {
        let text = serde_json::to_string(response).map_err(|_| Close(DEFECT, "internal"))?;
        // A page that went away is noticed by the next read.
        let _ = self.socket.send(Message::Text(text.into())).await;
        Ok(())
    }
}

async fn answer(connection: &Connection, call: Call) -> Result<Answer> {
    match call {
        Call::Certificates(_) => certificates(connection).await,
        Call::Sign(request) => sign(connection, request).await,
        Call::Cancel(_) | Call::Hello(_) => Err(internal("answered before")),
    }
}

fn response(id: String, outcome: Result<Answer>) -> Response {
    match outcome {
        Ok(answer) => Response { id, result: Some(answer), error: None },
        Err(failure) => Response { id, result: None, error: Some(failure) },
    }
}

/// A request, or why it is none, with its `id` where that can be read.
fn read(text: &str) -> std::result::Result<Request, (String, Failure)> {
    #[derive(Deserialize)]
    struct Identified {
        id: String,
    }
    match serde_json::from_str::<Request>(text) {
        Ok(request) if request.id.len() <= LONGEST_ID => Ok(request),
        Ok(_) => Err((String::new(), invalid(format!("the id is longer than {LONGEST_ID} bytes")))),
        Err(error) => {
            let id = serde_json::from_str::<Identified>(text).map(|request| request.id).unwrap_or_default();
            // The parser's own message would quote what the page sent.
            let what = format!("malformed request at column {}", error.column());
            Err((if id.len() <= LONGEST_ID { id } else { String::new() }, invalid(what)))
        }
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut source = Some(error as &dyn std::error::Error);
    while let Some(error) = source {
        if error.to_string().contains("too long") || error.to_string().contains("too large") {
            return true;
        }
        source = error.source();
    }
    false
}

/// A bucket of messages that fills again with time.
struct Rate {
    left: f64,
    at: Instant,
}

impl Rate {
    fn full() -> Self {
        Self { left: BURST, at: Instant::now() }
    }

    fn take(&mut self) -> bool {
        let now = Instant::now();
        self.left = (self.left + now.duration_since(self.at).as_secs_f64() * PER_SECOND).min(BURST) - 1.0;
        self.at = now;
        self.left >= 0.0
    }
}

const BLOCKED: Close = Close(CLOSE_ORIGIN_BLOCKED, "origin blocked");
const BURST: f64 = 40.0;
const PER_SECOND: f64 = 20.0;
const LONGEST_ID: usize = 64;
const LONGEST_CLIENT: usize = 64;
const HANDSHAKE: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(15 * 60);
const GOODBYE: Duration = Duration::from_secs(1);
// RFC 6455, 7.4.1.
const UNSUPPORTED: u16 = 1003;
const POLICY: u16 = 1008;
const TOO_LARGE: u16 = 1009;
const DEFECT: u16 = 1011;
