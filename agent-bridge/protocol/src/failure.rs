//! Why a call failed: the agent's part of the error codes.

use serde::{Deserialize, Serialize};

/// Why a call failed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Stable: programs match on it.
    pub code: Code,
    /// English, for a developer.
    pub message: String,
    /// With `page_outdated`: the oldest protocol version that the agent still speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<u16>,
    /// With `pin_incorrect`, where the token tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries_left: Option<u32>,
    /// With `rate_limited`, where the agent knows it: seconds until the call may be tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// The agent's part of the error codes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The certificate's validity is over.
    CertificateExpired,
    /// No certificate with a private key, or not this one any more.
    CertificateNotFound,
    /// Its key cannot do what is asked.
    CertificateUnsuitable,
    /// A defect of the agent or the token; the message says which.
    Internal,
    /// Malformed, unknown, too large, out of order, or not a structure that the agent signs.
    InvalidRequest,
    /// The person blocked this origin.
    OriginNotAllowed,
    /// The page speaks no protocol version that the agent still does.
    PageOutdated,
    /// Wrong PIN.
    PinIncorrect,
    /// One try is left and the person did not confirm that they want to use it.
    PinLastTry,
    /// The token is locked.
    PinLocked,
    /// Nothing to ask the person with: no pinentry program.
    PinPromptUnavailable,
    /// Too many calls, or another dialog is open.
    RateLimited,
    /// No PKCS#11 module could be loaded.
    TokenDriverMissing,
    /// No token, or it was pulled out.
    TokenNotPresent,
    /// The person said no.
    UserCancelled,
    /// The person did not answer in time.
    UserTimeout,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 16] = [
        Self::CertificateExpired,
        Self::CertificateNotFound,
        Self::CertificateUnsuitable,
        Self::Internal,
        Self::InvalidRequest,
        Self::OriginNotAllowed,
        Self::PageOutdated,
        Self::PinIncorrect,
        Self::PinLastTry,
        Self::PinLocked,
        Self::PinPromptUnavailable,
        Self::RateLimited,
        Self::TokenDriverMissing,
        Self::TokenNotPresent,
        Self::UserCancelled,
        Self::UserTimeout,
    ];

    /// As it stands in a message.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CertificateExpired => "certificate_expired",
            Self::CertificateNotFound => "certificate_not_found",
            Self::CertificateUnsuitable => "certificate_unsuitable",
            Self::Internal => "internal",
            Self::InvalidRequest => "invalid_request",
            Self::OriginNotAllowed => "origin_not_allowed",
            Self::PageOutdated => "page_outdated",
            Self::PinIncorrect => "pin_incorrect",
            Self::PinLastTry => "pin_last_try",
            Self::PinLocked => "pin_locked",
            Self::PinPromptUnavailable => "pin_prompt_unavailable",
            Self::RateLimited => "rate_limited",
            Self::TokenDriverMissing => "token_driver_missing",
            Self::TokenNotPresent => "token_not_present",
            Self::UserCancelled => "user_cancelled",
            Self::UserTimeout => "user_timeout",
        }
    }

    /// The code that stands in a message.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_side_does_not_know_may_be_missing() {
        let old = r#"{"code":"rate_limited","message":"wait"}"#;
        let failure: Failure = serde_json::from_str(old).unwrap();
        assert_eq!((failure.code, failure.retry_after), (Code::RateLimited, None));
        assert_eq!(serde_json::to_string(&failure).unwrap(), old);
        let told = serde_json::to_value(Failure { retry_after: Some(600), ..failure }).unwrap();
        assert_eq!(told["retryAfter"], 600);
    }

    #[test]
    fn names_are_the_same_with_and_without_serde() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert_eq!(Code::parse(code.as_str()), Some(code));
        }
    }
}
