//! The work of a module's thread: questions and answers as plain values, which could as well cross to a process.

use std::time::Duration;

use agent_protocol::{Algorithm, Failure};

use crate::{
    failure::internal,
    pin::{Pin, PinState},
};

/// A question to the worker of a module.
#[derive(Debug)]
pub(crate) enum Work {
    /// Ends the job: logout, and the session is closed.
    End,
    /// All that the tokens hold.
    List,
    /// Shows the PIN to the token, once; `None` where it is typed on the reader or not needed.
    Login { pin: Option<Pin>, required: bool },
    /// Begins a job with a key.
    Open(KeyLocation),
    /// How the token of the job wants to be convinced by now.
    Examine,
    /// One signature over `message`. `on_reader`: a key that asks each time may have the PIN typed there.
    Sign { algorithm: Algorithm, message: Vec<u8>, on_reader: bool },
}

/// The worker's answer, named as the question.
#[derive(Debug)]
pub(crate) enum Done {
    Ended,
    Listed(Vec<TokenContents>),
    LoggedIn,
    Examined(PinState),
    Opened(PinState),
    /// The protocol's signature value.
    Signed(Vec<u8>),
}

/// The way to a key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct KeyLocation {
    /// `CK_SLOT_ID`.
    pub(crate) slot: u64,
    /// `serialNumber` of the token, so that another one in the same reader is noticed.
    pub(crate) serial: String,
    /// `CKA_ID`, which the key and its certificate share.
    pub(crate) id: Vec<u8>,
    /// The certificate's DER.
    pub(crate) certificate: Vec<u8>,
}

/// The contents of one token, as far as they show without a PIN.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct TokenContents {
    /// `CK_SLOT_ID`.
    pub(crate) slot: u64,
    pub(crate) label: String,
    pub(crate) serial: String,
    /// Those that the token has a mechanism for.
    pub(crate) algorithms: Vec<Algorithm>,
    /// `CKA_ID` (empty where there is none) and DER of each X.509 certificate.
    pub(crate) certificates: Vec<(Vec<u8>, Vec<u8>)>,
    /// `CKA_ID` of the private keys; `None` where the token shows none before login.
    pub(crate) private_keys: Option<Vec<Vec<u8>>>,
}

impl Work {
    /// The longest that the answer may take.
    pub(crate) const fn limit(&self) -> Duration {
        match self {
            Self::End | Self::Examine | Self::List | Self::Open(_) => Duration::from_secs(15),
            // A PIN pad waits for the person.
            Self::Login { .. } => Duration::from_secs(120),
            Self::Sign { on_reader: true, .. } => Duration::from_secs(180),
            Self::Sign { .. } => Duration::from_secs(60),
        }
    }
}

/// An answer that does not go with the question.
pub(crate) fn out_of_turn(done: &Done) -> Failure {
    let named = match done {
        Done::Ended => "ended",
        Done::Examined(_) => "examined",
        Done::Listed(_) => "listed",
        Done::LoggedIn => "logged in",
        Done::Opened(_) => "opened",
        Done::Signed(_) => "signed",
    };
    internal(format!("the module's thread answered {named}, which was not the question"))
}
