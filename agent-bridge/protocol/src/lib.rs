//! The messages between a page and the agent, version 1.
//!
//! One JSON object per WebSocket text message, subprotocol [`SUBPROTOCOL`]:
//!
//! ```text
//! page  → {"id":"1","call":{"hello":{"client":"signer-connector 0.1.0","protocol":1}}}
//! agent → {"id":"1","result":{"hello":{"version":"0.1.0","protocol":1,…}}}
//! agent → {"id":"2","error":{"code":"pin_incorrect","message":"…","retriesLeft":2}}
//! ```
//!
//! Binary values are base64 (RFC 4648, section 4, padded). Unknown fields are refused.

use serde::{Deserialize, Serialize};

/// The WebSocket subprotocol that both sides insist on.
pub const SUBPROTOCOL: &str = "signer-bridge.v1";
/// The protocol version of `hello`.
pub const PROTOCOL: u16 = 1;
/// Where the agent listens on 127.0.0.1: the first free one, below every ephemeral range.
pub const PORTS: [u16; 3] = [17340, 17341, 17342];
/// WebSocket close code for an https origin that the user blocked.
pub const CLOSE_ORIGIN_BLOCKED: u16 = 4403;
/// WebSocket close code for a page that sends too much.
pub const CLOSE_RATE_LIMITED: u16 = 4429;
/// The largest message in either direction, in bytes.
pub const MAX_MESSAGE: usize = 512 * 1024;
/// The largest structure to be signed, in bytes.
pub const MAX_TO_BE_SIGNED: usize = 64 * 1024;

/// What a page sends.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Chosen by the page, at most 64 bytes; comes back in the answer.
    pub id: String,
    /// What is asked.
    pub call: Call,
}

/// The calls of the protocol.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Call {
    /// Must come first.
    Hello(Hello),
    /// The certificates with a private key on the tokens; asks the person once per connection.
    Certificates(Certificates),
    /// Signs items with one key: one consent and one PIN.
    Sign(Sign),
    /// Gives up a call in flight: its dialogs close and it answers `user_cancelled`.
    Cancel(Cancel),
}

/// Who is there, and what it speaks.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hello {
    /// Name and version of the SDK, for the agent's log.
    pub client: String,
    /// The highest protocol version that the page speaks.
    pub protocol: u16,
}

/// Takes no parameters yet.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Certificates {}

/// What is to be signed, and with which key.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sign {
    /// An `id` from the answer to `certificates` on the same connection.
    pub certificate_id: String,
    /// How the key signs.
    pub algorithm: Algorithm,
    /// At least one.
    pub items: Vec<Item>,
}

/// One structure to be signed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Item {
    /// Chosen by the page; unique in the call.
    pub id: String,
    /// What the bytes are; the agent parses them as that and refuses anything else.
    pub kind: Kind,
    /// The DER of SignedAttributes as a `SET OF` (RFC 5652, 5.4), in base64.
    pub to_be_signed: String,
    /// Shown to the person as what the site says.
    pub document: DocumentName,
}

/// What the site says about a document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentName {
    /// File name.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// The kinds of structure that the agent reads. There is no kind for a bare digest.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `SignedAttributes` of CAdES or PAdES.
    SignedAttributes,
}

/// Signature algorithms, by their JOSE names (RFC 7518, 3.1).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RS512,
    /// ECDSA on P-256 with SHA-256.
    ES256,
    /// ECDSA on P-384 with SHA-384.
    ES384,
    /// ECDSA on P-521 with SHA-512.
    ES512,
}

/// The call to give up.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// The `id` of the request in flight.
    pub id: String,
}

/// What the agent sends: exactly one of `result` and `error`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Response {
    /// The `id` of the request; empty when it could not be read.
    pub id: String,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Answer>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

/// The answers, named as the calls.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// To `hello`.
    Hello(Greeting),
    /// To `certificates`.
    Certificates(CertificateList),
    /// To `sign`.
    Sign(Signatures),
    /// To `cancel`: the call is given up or was already over.
    Cancel(Cancelled),
}

/// The agent's side of `hello`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Greeting {
    /// The agent's version.
    pub version: String,
    /// The protocol version that both speak.
    pub protocol: u16,
}

/// The certificates that the person let the page see.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateList {
    /// Those with a private key, in the order of slots.
    pub certificates: Vec<TokenCertificate>,
}

/// One certificate with its key on a token.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenCertificate {
    /// Random, good for this connection only.
    pub id: String,
    /// DER, base64: the end entity first, then what else the token holds of its chain.
    pub chain: Vec<String>,
    /// What the token calls itself.
    pub token_label: String,
    /// What the key can do.
    pub algorithms: Vec<Algorithm>,
}

/// One signature value for each item, in the order asked.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Signatures {
    /// As many as there were items.
    pub items: Vec<ItemSignature>,
}

/// The signature value of one item.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemSignature {
    /// The item's `id`.
    pub id: String,
    /// Base64: PKCS#1 for RSA, `Ecdsa-Sig-Value` in DER for ECDSA.
    pub signature: String,
}

/// Empty: there is nothing to say.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Cancelled {}

/// Why a call failed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Stable; what a program matches on.
    pub code: Code,
    /// English, for a developer.
    pub message: String,
    /// With `pin_incorrect`, where the token tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries_left: Option<u32>,
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
    pub const ALL: [Self; 15] = [
        Self::CertificateExpired,
        Self::CertificateNotFound,
        Self::CertificateUnsuitable,
        Self::Internal,
        Self::InvalidRequest,
        Self::OriginNotAllowed,
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

impl Algorithm {
    /// As it stands in a message.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_with_and_without_serde() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert_eq!(Code::parse(code.as_str()), Some(code));
        }
        assert_eq!(serde_json::to_value(Algorithm::ES384).unwrap(), Algorithm::ES384.as_str());
    }
}
