//! `/v1/connector/v1/sessions`: create, watch, have signed, complete, cancel.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::stream::{self, Stream};
use serde::{Deserialize, Serialize};

use super::fields::Fields;
use crate::error::{ApiError, Failure};
use crate::providers::Provider;
use crate::sandbox::Sandbox;
use crate::session::{CertificateMode, Completion, Document, Item, Request, Session, Status};
use crate::signing;

/// `POST /`
pub(crate) async fn create(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let session = Session::new(request(&sandbox, &headers, &body)?, sandbox.session_seconds);
    sandbox.store.open_session(&session).await?;
    Ok((StatusCode::CREATED, Json(SessionBody::new(&sandbox, &session))).into_response())
}

#[derive(Deserialize)]
pub(crate) struct Wait {
    #[serde(default)]
    wait: u64,
}

/// `GET /{id}?wait=25`: holds the answer while the next step is somebody else's.
pub(crate) async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    wait: Result<Query<Wait>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(Wait { wait }) = wait.map_err(|_| ApiError::invalid("wait", "wanted whole seconds"))?;
    if wait > LONGEST_WAIT {
        return Err(ApiError::invalid("wait", format!("wanted at most {LONGEST_WAIT} seconds")));
    }
    let mut session = sandbox.session(&id).await?;
    if !session.is_ready() {
        session = sandbox.changed_since(&session, Duration::from_secs(wait)).await?;
    }
    Ok(Json(SessionBody::new(&sandbox, &session)).into_response())
}

/// `GET /{id}/events`: an event `session` now and on each change, until the session has ended.
pub(crate) async fn events(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let first = sandbox.session(&id).await?;
    let changes = stream::unfold((sandbox, Some(first), None), next_event);
    Ok(Sse::new(changes).keep_alive(KeepAlive::default()))
}

type Watching = (Arc<Sandbox>, Option<Session>, Option<Session>);

/// Sends `due` at once, or what differs from `sent`.
async fn next_event((sandbox, due, sent): Watching) -> Option<(Result<Event, Infallible>, Watching)> {
    let session = match (due, sent) {
        (Some(due), _) => due,
        (None, Some(sent)) if !sent.status.is_final() => {
            let mut session = sent.clone();
            while session.revision == sent.revision {
                session = sandbox.changed_since(&sent, Duration::from_secs(LONGEST_WAIT)).await.ok()?;
            }
            session
        }
        _ => return None,
    };
    let event = Event::default().event("session").json_data(SessionBody::new(&sandbox, &session)).ok()?;
    Some((Ok(event), (sandbox, None, Some(session))))
}

/// `POST /{id}/signatures`
pub(crate) async fn sign(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let session = sandbox.session(&id).await?;
    let items = items(&body)?;
    if !sandbox.store.take_items(&id, &items).await? {
        return Err(wrong_status(&sandbox.session(&id).await?, Status::Authorized));
    }
    sandbox.announce_change();
    let session = Session { items, status: Status::Processing, ..session };
    if sandbox.provider(&session).is_some_and(Provider::signs_later) {
        signing::sign_soon(Arc::clone(&sandbox), id);
        return Ok((StatusCode::ACCEPTED, Json(SessionBody::new(&sandbox, &session))).into_response());
    }
    let signed = signing::sign(&sandbox, &session).await?;
    if !signed.has_signatures() {
        return Err(wrong_status(&signed, Status::Processing));
    }
    Ok(Json(serde_json::json!({ "items": item_bodies(&signed) })).into_response())
}

/// `POST /{id}/complete`
pub(crate) async fn complete(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let session = sandbox.session(&id).await?;
    let mut fields = Fields::of_body(&body)?;
    fields.refuse(UPLOAD, NO_UPLOADS)?;
    let completion =
        Completion { digest: fields.digest("signed_document_digest")?, size: fields.size("size")? };
    fields.end()?;
    let unsigned = session.request.certificate_mode == CertificateMode::Cloud && !session.has_signatures();
    if session.status == Status::Processing && unsigned {
        return Err(ApiError::conflict("the provider has not signed yet"));
    }
    if !sandbox.store.complete(&id, &completion).await? {
        return Err(wrong_status(&sandbox.session(&id).await?, Status::Processing));
    }
    sandbox.announce_change();
    Ok(Json(SessionBody::new(&sandbox, &sandbox.session(&id).await?)).into_response())
}

/// `DELETE /{id}`: what has ended stays as it is.
pub(crate) async fn cancel(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    sandbox.session(&id).await?;
    if sandbox.store.cancel(&id).await? {
        sandbox.announce_change();
    }
    Ok(StatusCode::NO_CONTENT)
}

fn request(sandbox: &Sandbox, headers: &HeaderMap, body: &[u8]) -> Result<Request, ApiError> {
    let mut fields = Fields::of_body(body)?;
    fields.refuse(UPLOAD, NO_UPLOADS)?;
    let (certificate_mode, provider) = mode(sandbox, &mut fields)?;
    let request = Request {
        document: Document {
            id: fields.text("document_id", 200)?,
            r#type: fields.choice("document_type", &["pdf", "xml"])?,
            name: fields.optional_text("document_name", 255)?,
            size: fields.size("document_size")?,
            digest: fields.digest("document_digest")?,
        },
        certificate_mode,
        provider,
        metadata: fields.texts("metadata")?,
        origin: headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()).map(str::to_owned),
    };
    fields.end()?;
    Ok(request)
}

/// The mode and who signs; without a hint the first provider stands in.
fn mode(sandbox: &Sandbox, fields: &mut Fields) -> Result<(CertificateMode, String), ApiError> {
    let mode = fields.choice("certificate_mode", &["cloud", "local"])?;
    let hint = fields.optional_choice("provider_hint", &sandbox.providers.hints())?;
    Ok(match mode.as_str() {
        "cloud" => (CertificateMode::Cloud, hint.unwrap_or_else(|| "birdid".to_owned())),
        _ => (CertificateMode::Local, "local".to_owned()),
    })
}

fn items(body: &[u8]) -> Result<Vec<Item>, ApiError> {
    let mut fields = Fields::of_body(body)?;
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    for mut item in fields.objects("items", MOST_ITEMS)? {
        let id = item.text("id", 100)?;
        if !seen.insert(id.clone()) {
            return Err(item.invalid("id", "used twice"));
        }
        items.push(Item { id, digest: item.digest_in("digest_algorithm", "digest")?, signature: None });
        item.end()?;
    }
    fields.end()?;
    Ok(items)
}

/// Why a session in this status cannot take the step that wants `wanted`.
fn wrong_status(session: &Session, wanted: Status) -> ApiError {
    let message = format!("session is {}, wanted {}", session.status.name(), wanted.name());
    let code = match session.status {
        Status::Expired => "session_expired",
        Status::Failed | Status::Cancelled => "user_cancelled",
        _ => return ApiError::conflict(message),
    };
    ApiError::new(StatusCode::GONE, code, message)
}

/// A session as the API shows it.
#[derive(Serialize)]
struct SessionBody<'a> {
    id: &'a str,
    signature_id: &'a str,
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

/// Where the person approves.
#[derive(Serialize)]
struct Authorization {
    kind: &'static str,
    url: String,
    expires_at: String,
}

#[derive(Serialize)]
struct ItemBody<'a> {
    id: &'a str,
    signature: String,
}

impl<'a> SessionBody<'a> {
    fn new(sandbox: &Sandbox, session: &'a Session) -> Self {
        Self {
            id: &session.id,
            signature_id: &session.signature_id,
            status: session.status.name(),
            certificate_mode: session.request.certificate_mode,
            provider: &session.request.provider,
            authorization: authorization(sandbox, session),
            certificate_chain: certificate_chain(sandbox, session),
            expires_at: session.expires_at.to_string(),
            error: failure(session.status),
            items: session.has_signatures().then(|| item_bodies(session)),
        }
    }
}

fn authorization(sandbox: &Sandbox, session: &Session) -> Option<Authorization> {
    (session.status == Status::AwaitingAuthorization).then(|| Authorization {
        kind: "redirect",
        url: format!("{}/provider/{}/authorize/{}", sandbox.origin, session.request.provider, session.id),
        expires_at: session.expires_at.to_string(),
    })
}

/// Known once the person has approved, as with the real providers.
fn certificate_chain(sandbox: &Sandbox, session: &Session) -> Option<Vec<String>> {
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

fn item_bodies(session: &Session) -> Vec<ItemBody<'_>> {
    let signed = session.items.iter().filter_map(|item| Some((item, item.signature.as_ref()?)));
    signed.map(|(item, value)| ItemBody { id: &item.id, signature: BASE64_STANDARD.encode(value) }).collect()
}

const LONGEST_WAIT: u64 = 60;
const MOST_ITEMS: usize = 100;
const UPLOAD: &str = "document_content_base64";
const NO_UPLOADS: &str = "uploads are not supported by the sandbox";
