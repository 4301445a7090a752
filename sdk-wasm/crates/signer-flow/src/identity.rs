//! How far a call is.

use serde::Serialize;

use crate::Authorization;

/// One event for `onProgress`.
#[derive(Clone, Debug, Serialize)]
pub struct Progress<'a> {
    /// What begins or goes on.
    pub phase: Phase,
    /// Bytes done, while hashing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loaded: Option<u64>,
    /// Bytes in all, while hashing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Where a person approves, while waiting for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<&'a Authorization>,
}

impl Progress<'_> {
    /// A phase begins.
    #[must_use]
    pub fn begin(phase: Phase) -> Self {
        Self { phase, loaded: None, total: None, authorization: None }
    }
}

/// The phases, in the order in which a call goes through them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Finding what the signature has to touch.
    Reading,
    /// Digesting the document.
    Hashing,
    /// A person approves at the provider, or consents at the agent.
    WaitingForApproval,
    /// Writing the update and the signed attributes.
    Preparing,
    /// The key signs.
    Signing,
    /// Verifying the value and filling the hole.
    Finishing,
    /// Telling the API.
    Registering,
}
