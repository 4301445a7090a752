//! Signed documents as the API is told of them: at the end of a call, or later where that failed.

use serde::Serialize;

use crate::api::client::{Api, segment};
use crate::api::digest::DigestValue;
use crate::error::{Error, Result};
use crate::world::World;

/// A signed document that the API has to hear of. Plain data: it may be told from another page, or days later.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    /// Names the session in which it was signed.
    pub session_id: String,
    /// The API's name for the signature, where the session has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_id: Option<String>,
    /// SHA-256, in base64.
    pub signed_document_digest: String,
    /// Bytes.
    pub size: u64,
}

#[derive(Serialize)]
struct Completions<'a> {
    documents: &'a [Completion<'a>],
}

#[derive(Serialize)]
struct Completion<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    signature_id: Option<&'a str>,
    signed_document_digest: DigestValue,
    size: u64,
}

/// Tells the API of a document that could not be registered when it was signed.
pub async fn register<W: World>(world: &W, api_base_url: &str, registration: Registration) -> Result<()> {
    let path = path(&registration.session_id).map_err(|_| Error::invalid("registration"))?;
    complete(&Api::new(world, api_base_url), &path, &[&registration]).await
}

/// Tells the API of all documents of one session.
pub(crate) async fn complete<W: World>(
    api: &Api<'_, W>,
    session: &str,
    registrations: &[&Registration],
) -> Result<()> {
    let path = format!("{session}/complete");
    let completions: Vec<_> = registrations.iter().copied().map(completion).collect();
    match completions.as_slice() {
        [one] if one.signature_id.is_none() => api.post(REGISTERING, &path, one).await,
        documents => api.post(REGISTERING, &path, &Completions { documents }).await,
    }
    .map(drop)
}

/// The address of a session.
pub(crate) fn path(session_id: &str) -> Result<String> {
    Ok(format!("{SESSIONS}/{}", segment(session_id)?))
}

fn completion(registration: &Registration) -> Completion<'_> {
    let Registration { signature_id, signed_document_digest, size, .. } = registration;
    Completion {
        signature_id: signature_id.as_deref(),
        signed_document_digest: DigestValue::of_sha256(signed_document_digest),
        size: *size,
    }
}

pub(crate) const SESSIONS: &str = "/v1/connector/v1/sessions";
const REGISTERING: &str = "registering";
