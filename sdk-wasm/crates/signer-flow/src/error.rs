//! Why a call failed. The one place that holds the codes callers match on.

use std::borrow::Cow;

/// The result of everything here. An error is a word long: each step of the road copies the results of those before it.
pub type Result<T> = std::result::Result<T, Box<Error>>;

/// Why a call failed, with the facts as fields. Never holds a key, a PIN, a token or a document.
#[derive(Clone, Debug, Eq, PartialEq)]
#[allow(missing_docs, reason = "the codes are explained in docs/en/errors.md, the fields by their names")]
pub enum Error {
    AgentBlocked { reason: &'static str },
    AgentOutdated { minimum: u16 },
    AgentPermissionDenied,
    AgentUnavailable,
    ApiRejected { status: u16, api_code: String, retryable: bool },
    ApiUnauthorized,
    CannotAppend { reason: Cow<'static, str> },
    CertificateExpired { not_after: i64 },
    CertificateNotFound,
    CertificateNotYetValid { not_before: i64 },
    CertificateUnsuitable { reason: String },
    DocumentEncrypted,
    DocumentLocked { reason: Cow<'static, str> },
    DocumentMalformed { offset: u64, what: Cow<'static, str> },
    DocumentUnsupported { reason: Cow<'static, str> },
    Internal { what: String },
    InvalidRequest { field: String, reason: Cow<'static, str> },
    Network { reason: String },
    OriginNotAllowed,
    PageOutdated { minimum: u16 },
    PasswordIncorrect { field: &'static str },
    PinIncorrect { retries_left: Option<u32> },
    PinLastTry,
    PinLocked,
    PinPromptUnavailable,
    RateLimited { retry_after: Option<u32> },
    SessionExpired,
    SignatureMismatch,
    SignatureTooLarge { needed: usize, reserved: usize },
    Timeout { step: &'static str },
    TokenDriverMissing,
    TokenNotPresent,
    UserCancelled,
    UserTimeout,
}

/// One fact of an error, as a field of the JavaScript error.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fact {
    /// A count or an offset.
    Number(i64),
    /// Words or a code.
    Text(String),
    /// Seconds since 1970-01-01T00:00:00Z.
    Time(i64),
}

impl Error {
    /// The code callers match on. Never renamed; no `_` arm, so the compiler asks for each new one.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AgentBlocked { .. } => "agent_blocked",
            Self::AgentOutdated { .. } => "agent_outdated",
            Self::AgentPermissionDenied => "agent_permission_denied",
            Self::AgentUnavailable => "agent_unavailable",
            Self::ApiRejected { .. } => "api_rejected",
            Self::ApiUnauthorized => "api_unauthorized",
            Self::CannotAppend { .. } => "cannot_append",
            Self::CertificateExpired { .. } => "certificate_expired",
            Self::CertificateNotFound => "certificate_not_found",
            Self::CertificateNotYetValid { .. } => "certificate_not_yet_valid",
            Self::CertificateUnsuitable { .. } => "certificate_unsuitable",
            Self::DocumentEncrypted => "document_encrypted",
            Self::DocumentLocked { .. } => "document_locked",
            Self::DocumentMalformed { .. } => "document_malformed",
            Self::DocumentUnsupported { .. } => "document_unsupported",
            Self::Internal { .. } => "internal",
            Self::InvalidRequest { .. } => "invalid_request",
            Self::Network { .. } => "network",
            Self::OriginNotAllowed => "origin_not_allowed",
            Self::PageOutdated { .. } => "page_outdated",
            Self::PasswordIncorrect { .. } => "password_incorrect",
            Self::PinIncorrect { .. } => "pin_incorrect",
            Self::PinLastTry => "pin_last_try",
            Self::PinLocked => "pin_locked",
            Self::PinPromptUnavailable => "pin_prompt_unavailable",
            Self::RateLimited { .. } => "rate_limited",
            Self::SessionExpired => "session_expired",
            Self::SignatureMismatch => "signature_mismatch",
            Self::SignatureTooLarge { .. } => "signature_too_large",
            Self::Timeout { .. } => "timeout",
            Self::TokenDriverMissing => "token_driver_missing",
            Self::TokenNotPresent => "token_not_present",
            Self::UserCancelled => "user_cancelled",
            Self::UserTimeout => "user_timeout",
        }
    }

    /// True where the same call may succeed when it is tried again.
    #[must_use]
    pub const fn retryable(&self) -> bool {
        matches!(
            self,
            Self::AgentUnavailable
                | Self::ApiRejected { retryable: true, .. }
                | Self::Network { .. }
                | Self::PinIncorrect { .. }
                | Self::RateLimited { .. }
                | Self::SessionExpired
                | Self::SignatureMismatch
                | Self::Timeout { .. }
                | Self::TokenNotPresent
                | Self::UserTimeout
        )
    }

    /// The facts, by the names that they have in JavaScript.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, Fact)> {
        let number = |name, value: i64| vec![(name, Fact::Number(value))];
        let text = |name, value: &str| vec![(name, Fact::Text(value.to_owned()))];
        match self {
            Self::AgentOutdated { minimum } | Self::PageOutdated { minimum } => {
                number("minimum", (*minimum).into())
            }
            Self::ApiRejected { status, api_code, .. } => {
                vec![("status", Fact::Number((*status).into())), ("apiCode", Fact::Text(api_code.clone()))]
            }
            Self::CannotAppend { reason }
            | Self::DocumentLocked { reason }
            | Self::DocumentUnsupported { reason } => text("reason", reason),
            Self::CertificateExpired { not_after } => vec![("notAfter", Fact::Time(*not_after))],
            Self::CertificateNotYetValid { not_before } => vec![("notBefore", Fact::Time(*not_before))],
            Self::CertificateUnsuitable { reason } | Self::Network { reason } => text("reason", reason),
            Self::DocumentMalformed { offset, what } => vec![
                ("offset", Fact::Number(i64::try_from(*offset).unwrap_or(i64::MAX))),
                ("reason", Fact::Text(what.to_string())),
            ],
            Self::InvalidRequest { field, reason } => {
                vec![("field", Fact::Text(field.clone())), ("reason", Fact::Text(reason.to_string()))]
            }
            Self::PasswordIncorrect { field } => text("field", field),
            Self::PinIncorrect { retries_left: Some(left) } => number("retriesLeft", (*left).into()),
            Self::RateLimited { retry_after: Some(seconds) } => number("retryAfter", (*seconds).into()),
            Self::AgentBlocked { reason } => text("reason", reason),
            Self::Timeout { step } => text("step", step),
            Self::UserCancelled => text("reason", "declined"),
            Self::SignatureTooLarge { needed, reserved } => {
                vec![("needed", count(*needed)), ("reserved", count(*reserved))]
            }
            _ => Vec::new(),
        }
    }

    /// The message in English, for a developer: found this, wanted that.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::AgentOutdated { minimum } => format!("the agent is too old, protocol {minimum} is needed"),
            Self::ApiRejected { status, api_code, .. } => format!("the API answered {status} {api_code}"),
            Self::CannotAppend { reason } => format!("an update cannot be appended: {reason}"),
            Self::CertificateUnsuitable { reason } => format!("the certificate cannot sign: {reason}"),
            Self::DocumentLocked { reason } => {
                format!("the document does not allow another signature: {reason}")
            }
            Self::DocumentMalformed { offset, what } => format!("{what} at byte {offset}"),
            Self::DocumentUnsupported { reason } => format!("the document is not supported: {reason}"),
            Self::Internal { what } => format!("{what}, please report"),
            Self::InvalidRequest { field, reason } => format!("{field} {reason}"),
            Self::Network { reason } => format!("the API could not be reached: {reason}"),
            Self::PageOutdated { minimum } => {
                format!("this page is too old for the agent, protocol {minimum} is needed")
            }
            Self::SignatureTooLarge { needed, reserved } => {
                format!("the signature takes {needed} bytes, and {reserved} are reserved for it")
            }
            fixed => fixed.sentence().to_owned(),
        }
    }

    /// The message of one that has nothing to tell besides.
    const fn sentence(&self) -> &'static str {
        match self {
            Self::AgentBlocked { .. } => "the browser does not let this page open a WebSocket to 127.0.0.1",
            Self::AgentPermissionDenied => {
                "the browser does not let this page reach the agent (permission loopback-network)"
            }
            Self::AgentUnavailable => "no agent answers on 127.0.0.1",
            Self::ApiUnauthorized => "the API did not accept the bearer token",
            Self::CertificateExpired { .. } => "the certificate's validity is over",
            Self::CertificateNotFound => "there is no certificate that can sign",
            Self::CertificateNotYetValid { .. } => "the certificate's validity has not begun",
            Self::DocumentEncrypted => "the document is encrypted",
            Self::OriginNotAllowed => "the user does not let this origin use the agent",
            Self::PasswordIncorrect { .. } => "the password does not open the file",
            Self::PinIncorrect { .. } => "the PIN is wrong",
            Self::PinLastTry => "one try for the PIN is left, and it was not used",
            Self::PinLocked => "the token is locked",
            Self::PinPromptUnavailable => "the agent has no program to ask for the PIN with",
            Self::RateLimited { .. } => "too many requests",
            Self::SessionExpired => "the session is over",
            Self::SignatureMismatch => "the signature value is not that of the certificate over these bytes",
            Self::TokenDriverMissing => "the agent found no PKCS#11 module",
            Self::TokenNotPresent => "no token is inserted",
            Self::Timeout { .. } => "the API took too long",
            Self::UserCancelled => "the person declined",
            Self::UserTimeout => "nobody answered in time",
            told_with_its_facts => told_with_its_facts.code(),
        }
    }
}

impl Error {
    /// A field that is missing, unknown or not of the documented form.
    pub fn invalid(field: impl Into<String>) -> Box<Self> {
        let reason = "is missing, unknown or not of the documented form".into();
        Box::new(Self::InvalidRequest { field: field.into(), reason })
    }
}

fn count(bytes: usize) -> Fact {
    Fact::Number(i64::try_from(bytes).unwrap_or(i64::MAX))
}
