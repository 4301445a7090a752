//! The conversation with one page: `hello` first, then calls, one answer each.

use std::{collections::HashMap, sync::Arc, time::Duration};

use agent_protocol::{
    Answer, Call, Cancel, Cancelled, Code, Failure, Greeting, Hello, PROTOCOLS, Request, Response, agreed,
};
use serde::Deserialize;
use tokio::{
    task::{AbortHandle, Id, JoinError, JoinSet},
    time::timeout,
};

use crate::{
    agent::Agent,
    calls::{certificates::certificates, sign::sign},
    connection::Connection,
    failure::{Result, cancelled, internal, invalid, page_outdated},
    foreign::shown,
    origins::Origin,
    rate::Rate,
    reading,
    wire::{Reason, Received, Wire},
};

/// The connection and its calls in flight. Dropping it gives all of them up: dialogs close, the login ends.
struct Conversation<W> {
    wire: W,
    connection: Arc<Connection>,
    calls: JoinSet<Response>,
    in_flight: HashMap<Id, (String, AbortHandle)>,
    rate: Rate,
    greeted: bool,
}

/// The next thing that a conversation has to deal with.
enum Event {
    Answered(std::result::Result<(Id, Response), JoinError>),
    Received(Received),
    Silence,
}

/// Goes on, or ends for a reason.
type Course = std::result::Result<(), Reason>;

/// Talks to the page until one of the two has had enough.
pub(crate) async fn run(wire: impl Wire, agent: Arc<Agent>, origin: Origin) {
    let Some(_seat) = agent.seat(&origin) else {
        return wire.close(Reason::TooManyConnections).await;
    };
    if agent.remembered.is_blocked(&origin) {
        return wire.close(Reason::OriginBlocked).await;
    }
    let mut conversation = Conversation {
        wire,
        connection: Arc::new(Connection::new(agent, origin)),
        calls: JoinSet::new(),
        in_flight: HashMap::new(),
        rate: Rate::full(),
        greeted: false,
    };
    if let Some(reason) = conversation.go_on().await {
        conversation.calls.abort_all();
        conversation.wire.close(reason).await;
    }
}

impl<W: Wire> Conversation<W> {
    /// Until the page is gone (`None`) or the agent has had enough.
    async fn go_on(&mut self) -> Option<Reason> {
        loop {
            let course = match self.next().await {
                Event::Answered(answered) => self.answered(answered).await,
                Event::Received(Received::Alive) => self.count(),
                Event::Received(Received::Gone) => return None,
                Event::Received(Received::Refused(reason)) => Err(reason),
                Event::Received(Received::Text(text)) => self.receive(&text).await,
                Event::Silence if self.in_flight.is_empty() => Err(Reason::Silence),
                Event::Silence => Ok(()),
            };
            if let Err(reason) = course {
                return Some(reason);
            }
        }
    }

    async fn next(&mut self) -> Event {
        let patience = if self.greeted { IDLE } else { HANDSHAKE };
        tokio::select! {
            Some(answered) = self.calls.join_next_with_id() => Event::Answered(answered),
            received = timeout(patience, self.wire.receive()) => {
                received.map_or(Event::Silence, Event::Received)
            }
        }
    }

    fn count(&mut self) -> Course {
        if self.rate.take() { Ok(()) } else { Err(Reason::TooManyMessages) }
    }

    async fn receive(&mut self, text: &str) -> Course {
        self.count()?;
        let Request { id, call } = match read(text) {
            Ok(request) => request,
            Err((id, failure)) => return self.send(id, Err(failure)).await,
        };
        let connection = Arc::clone(&self.connection);
        match call {
            Call::Hello(hello) => self.hello(id, &hello).await,
            _ if !self.greeted => {
                self.send(id, Err(invalid("hello must come first"))).await?;
                Err(Reason::HelloMissing)
            }
            Call::Cancel(cancel) => self.cancel(id, &cancel).await,
            _ if self.in_flight.values().any(|(known, _)| *known == id) => {
                self.send(id, Err(invalid("a call with this id is in flight"))).await
            }
            Call::Certificates(_) => self.start(id, async move { certificates(&connection).await }),
            Call::Sign(request) => self.start(id, async move { sign(&connection, request).await }),
        }
    }

    async fn hello(&mut self, id: String, hello: &Hello) -> Course {
        if self.greeted {
            return self.send(id, Err(invalid("hello came before"))).await;
        }
        match agreed(&PROTOCOLS, hello.protocol) {
            Some(protocol) => self.greet(id, hello, protocol).await,
            None => {
                self.send(id, Err(page_outdated(hello.protocol, *PROTOCOLS.start()))).await?;
                Err(Reason::PageOutdated)
            }
        }
    }

    async fn greet(&mut self, id: String, hello: &Hello, protocol: u16) -> Course {
        self.greeted = true;
        tracing::info!(origin = %self.connection.origin, client = shown(&hello.client, LONGEST_CLIENT), "hello");
        let version = env!("CARGO_PKG_VERSION").into();
        let kinds = reading::KINDS.to_vec();
        self.send(id, Ok(Answer::Hello(Greeting { version, protocol, kinds }))).await
    }

    async fn cancel(&mut self, id: String, cancel: &Cancel) -> Course {
        let named = self.in_flight.values().filter(|(known, _)| *known == cancel.id);
        named.for_each(|(_, call)| call.abort());
        self.send(id, Ok(Answer::Cancel(Cancelled {}))).await
    }

    fn start(&mut self, id: String, call: impl Future<Output = Result<Answer>> + Send + 'static) -> Course {
        let known = id.clone();
        let call = self.calls.spawn(async move { response(id, call.await) });
        self.in_flight.insert(call.id(), (known, call));
        Ok(())
    }

    async fn answered(&mut self, answered: std::result::Result<(Id, Response), JoinError>) -> Course {
        let (task, outcome) = match answered {
            Ok((task, response)) => (task, Ok(response)),
            Err(error) if error.is_cancelled() => (error.id(), Err(cancelled())),
            Err(error) => (error.id(), Err(internal("the call ended in a defect of the agent"))),
        };
        let id = self.in_flight.remove(&task).map(|(id, _)| id).unwrap_or_default();
        let answer = outcome.unwrap_or_else(|failure| response(id, Err(failure)));
        let blocked = answer.error.as_ref().is_some_and(|failure| failure.code == Code::OriginNotAllowed);
        self.write(&answer).await?;
        if blocked { Err(Reason::OriginBlocked) } else { Ok(()) }
    }

    async fn send(&mut self, id: String, outcome: Result<Answer>) -> Course {
        self.write(&response(id, outcome)).await
    }

    async fn write(&mut self, response: &Response) -> Course {
        let text = serde_json::to_string(response).map_err(|_| Reason::Defect)?;
        self.wire.send(text).await;
        Ok(())
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

const LONGEST_ID: usize = 64;
const LONGEST_CLIENT: usize = 64;
const HANDSHAKE: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(15 * 60);
