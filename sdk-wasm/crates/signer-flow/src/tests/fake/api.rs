//! The API as a test plays it: scripted answers first, then those of a provider that really signs.

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use super::key;
use crate::Error;

pub(crate) const SIGN: &str = "POST /v1/connector/v1/sessions/ses-1/signatures";
/// Stands for a session with the values that were asked for before.
pub(crate) const LATER: &str = "later";

/// Stands for no answer at all.
pub(crate) const SILENCE: &str = "silence";

/// One request as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
    /// Milliseconds in which the answer has to be there.
    pub(crate) within: u32,
}

/// The API says no, for good.
pub(crate) fn rejected(status: u16, api_code: &str) -> Box<Error> {
    Error::ApiRejected { status, api_code: api_code.into(), retryable: false }.into()
}

impl Sent {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The provider's answer to a request that nobody scripted.
pub(crate) fn answer(sent: &Sent) -> (u16, Value) {
    match sent.line.as_str() {
        "POST /v1/connector/v1/sessions" => (201, opened(&sent.body)),
        SIGN => (200, signed(&sent.body)),
        "POST /v1/connector/v1/sessions/ses-1/complete" => (200, session("signed")),
        line if line.starts_with("GET /v1/connector/v1/sessions/ses-1") => (200, authorized()),
        _ => (204, Value::Null),
    }
}

pub(crate) fn session(status: &str) -> Value {
    json!({"id": "ses-1", "signature_id": "sig-1", "status": status})
}

pub(crate) fn authorized() -> Value {
    let mut session = session("authorized");
    session["certificate_chain"] = json!([key::certificate()]);
    session
}

/// The answer to the items of a request: real values over their digests.
pub(crate) fn signed(body: &Value) -> Value {
    let items = body["items"].as_array().unwrap().iter().map(|item| {
        let digest = Base64::decode_vec(item["digest"].as_str().unwrap()).unwrap();
        json!({"id": item["id"], "signature": Base64::encode_string(&key::sign_digest(&digest))})
    });
    json!({"items": items.collect::<Vec<_>>()})
}

fn opened(body: &Value) -> Value {
    let mut session = session("awaiting_authorization");
    session["authorization"] =
        json!({"kind": "redirect", "url": "https://provider.test/", "expires_at": "2027-01-15T08:05:00Z"});
    if let Some(documents) = body["documents"].as_array() {
        let named = |(place, one): (usize, &Value)| json!({"document_id": one["document_id"], "signature_id": format!("sig-{}", place + 1)});
        session["documents"] = documents.iter().enumerate().map(named).collect();
    }
    session
}
