//! The wire to a page: receive, send, close with a reason. Nothing above it knows which wire it is.

pub(crate) mod handshake;
pub(crate) mod websocket;

/// One page at the other end.
pub(crate) trait Wire: Send + 'static {
    /// The next message; a future that is dropped loses none.
    fn receive(&mut self) -> impl Future<Output = Received> + Send;

    /// Sends one message. A page that went away is noticed by the next `receive`.
    fn send(&mut self, text: String) -> impl Future<Output = ()> + Send;

    /// Says why, as far as the wire can, and ends it.
    fn close(self, reason: Reason) -> impl Future<Output = ()> + Send;
}

/// A message of the page, or what came in its place.
#[derive(Debug)]
pub(crate) enum Received {
    /// A sign of life without content.
    Alive,
    /// The page left.
    Gone,
    /// The wire does not carry such messages.
    Refused(Reason),
    Text(String),
}

/// Why the agent ends a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reason {
    Defect,
    HelloMissing,
    OriginBlocked,
    PageOutdated,
    Silence,
    TextOnly,
    TooLarge,
    TooManyConnections,
    TooManyMessages,
}

impl Reason {
    /// English, for a developer.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Defect => "internal",
            Self::HelloMissing => "hello must come first",
            Self::OriginBlocked => "origin blocked",
            Self::PageOutdated => "the protocol is too old",
            Self::Silence => "silent for too long",
            Self::TextOnly => "text messages only",
            Self::TooLarge => "message too large",
            Self::TooManyConnections => "too many connections",
            Self::TooManyMessages => "too many messages",
        }
    }
}
