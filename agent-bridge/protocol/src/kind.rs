//! The kinds of structure that are signed.

use serde::{Deserialize, Serialize};

/// The kinds of structure that the agent reads. There is no kind for a bare digest.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `SignedAttributes` of CAdES or PAdES.
    SignedAttributes,
}
