//! A session as the API shows it.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;

use crate::error::Failure;
use crate::sandbox::Sandbox;
use crate::session::{CertificateMode, SigningSession, Status};

/// The body of most answers.
#[derive(Serialize)]
pub(super) struct SessionBody<'a> {
    id: &'a str,
    signature_id: &'a str,
    documents: Vec<DocumentBody<'a>>,
    status: &'static str,
    certificate_mode: CertificateMode,
    provider: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<Authorization>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_chain: Option<Vec<String>>,
    expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<ItemBody<'a>>>,
}

/// The page where the person approves.
#[derive(Serialize)]
struct Authorization {
    kind: &'static str,
    url: String,
    expires_at: String,
}

/// One of the documents.
#[derive(Serialize)]
struct DocumentBody<'a> {
    document_id: &'a str,
    signature_id: &'a str,
    status: &'static str,
}

#[derive(Serialize)]
pub(super) struct ItemBody<'a> {
    id: &'a str,
    signature: String,
}

impl<'a> SessionBody<'a> {
    /// Of a session that [`Sandbox::shown`] gave.
    pub(super) fn new(sandbox: &Sandbox, session: &'a SigningSession) -> Self {
        Self {
            id: &session.id,
            signature_id: session.signature_id(),
            documents: documents(session),
            status: session.status.name(),
            certificate_mode: session.request.certificate_mode,
            provider: &session.request.provider,
            authorization: authorization(sandbox, session),
            certificate_chain: certificate_chain(sandbox, session),
            expires_at: session.expires_at.to_string(),
            error: failure(session.status),
            items: session.gives_values().then(|| item_bodies(session)),
        }
    }
}

fn documents(session: &SigningSession) -> Vec<DocumentBody<'_>> {
    let mut bodies = Vec::new();
    for (facts, document) in session.told() {
        let status = session.status_of(document).name();
        bodies.push(DocumentBody { document_id: &facts.id, signature_id: &document.signature_id, status });
    }
    bodies
}

fn authorization(sandbox: &Sandbox, session: &SigningSession) -> Option<Authorization> {
    (session.status == Status::AwaitingAuthorization).then(|| Authorization {
        kind: "redirect",
        url: format!("{}/provider/{}/authorize/{}", sandbox.origin, session.request.provider, session.id),
        expires_at: session.expires_at.to_string(),
    })
}

/// Known once the person has approved, as with the real providers.
fn certificate_chain(sandbox: &Sandbox, session: &SigningSession) -> Option<Vec<String>> {
    let approved = matches!(session.status, Status::Authorized | Status::Processing | Status::Signed);
    let provider = sandbox.provider(session).filter(|_| approved)?;
    Some(provider.certificate_chain().iter().map(|der| BASE64_STANDARD.encode(der)).collect())
}

pub(super) fn failure(status: Status) -> Option<Failure> {
    match status {
        Status::Failed => Some(Failure::new("user_cancelled", "the person refused at the provider")),
        Status::Cancelled => Some(Failure::new("user_cancelled", "the application cancelled the session")),
        Status::Expired => Some(Failure::new("session_expired", "nobody finished the session in time")),
        Status::AwaitingAuthorization | Status::Authorized | Status::Processing | Status::Signed => None,
    }
}

pub(super) fn item_bodies(session: &SigningSession) -> Vec<ItemBody<'_>> {
    let signed = session.items.iter().filter_map(|item| Some((item, item.signature.as_ref()?)));
    signed.map(|(item, value)| ItemBody { id: &item.id, signature: BASE64_STANDARD.encode(value) }).collect()
}
