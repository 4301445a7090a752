//! The messages of a page.

use serde::{Deserialize, Serialize};

use crate::{algorithm::Algorithm, kind::Kind};

/// One message of a page.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Chosen by the page, at most 64 bytes; comes back in the answer.
    pub id: String,
    /// The question.
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
    /// The newest protocol version that the page speaks.
    pub protocol: u16,
}

/// Takes no parameters yet.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Certificates {}

/// Structures to be signed with one key.
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
    /// The agent parses the bytes as that and refuses anything else.
    pub kind: Kind,
    /// The bytes, in base64; for each kind it is told at [`Kind`].
    pub to_be_signed: String,
    /// Shown to the person as the site's words; characters that are not drawn are shown as their numbers.
    pub document: DocumentName,
}

/// The site's words about a document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentName {
    /// File name.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// The call to give up.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// The `id` of the request in flight.
    pub id: String,
}
