//! `/v1/signatures`: the history of signatures.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::session_body::failure;
use crate::digest::Digest;
use crate::error::{ApiError, Failure};
use crate::sandbox::Sandbox;
use crate::session::CertificateMode;
use crate::store::SignatureOf;

#[derive(Deserialize)]
pub(crate) struct Cursor {
    cursor: Option<i64>,
}

/// `GET /?cursor=`: the newest first; `next_cursor` where there are more.
pub(crate) async fn list(
    State(sandbox): State<Arc<Sandbox>>,
    from: Result<Query<Cursor>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(Cursor { cursor }) =
        from.map_err(|_| ApiError::invalid("cursor", "wanted a next_cursor of this API"))?;
    let page = sandbox.store.signatures_before(cursor.unwrap_or(i64::MAX), PAGE).await?;
    let items: Vec<_> = page.iter().filter_map(SignatureBody::new).collect();
    let full = page.len() == PAGE as usize;
    let last = page.last().filter(|_| full).and_then(|(session, place)| session.documents.get(*place));
    let next_cursor = last.map(|document| document.number.to_string());
    Ok(Json(serde_json::json!({ "items": items, "next_cursor": next_cursor })).into_response())
}

/// `GET /{id}`
pub(crate) async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let signature = signature(&sandbox, &id).await?;
    Ok(Json(SignatureBody::new(&signature)).into_response())
}

/// `GET /{id}/download-url`: there is none, the signed document never came here.
pub(crate) async fn download_url(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    signature(&sandbox, &id).await?;
    Err(ApiError::not_found("the API holds no document of a digest session"))
}

async fn signature(sandbox: &Sandbox, id: &str) -> Result<SignatureOf, ApiError> {
    let signature = sandbox.store.signature(id).await?;
    signature.ok_or_else(|| ApiError::not_found(format!("no signature {id:?}")))
}

/// A signature as the API shows it.
#[derive(Serialize)]
struct SignatureBody<'a> {
    id: &'a str,
    document_id: &'a str,
    document_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_name: Option<&'a str>,
    document_size: u64,
    document_digest: &'a Digest,
    status: &'static str,
    certificate_mode: CertificateMode,
    provider: &'a str,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_document_digest: Option<&'a Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_document_size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
}

impl<'a> SignatureBody<'a> {
    /// `None` where there is no such place.
    fn new((session, place): &'a SignatureOf) -> Option<Self> {
        let (document, signing) = session.told().nth(*place)?;
        let (completion, status) = (signing.completion.as_ref(), session.status_of(signing));
        Some(Self {
            id: &signing.signature_id,
            document_id: &document.id,
            document_type: &document.r#type,
            document_name: document.name.as_deref(),
            document_size: document.size,
            document_digest: &document.digest,
            status: status.name(),
            certificate_mode: session.request.certificate_mode,
            provider: &session.request.provider,
            created_at: session.created_at.to_string(),
            completed_at: session.completed_at.map(|time| time.to_string()),
            signed_document_digest: completion.map(|completion| &completion.digest),
            signed_document_size: completion.map(|completion| completion.size),
            error: failure(status),
        })
    }
}

const PAGE: u32 = 50;
