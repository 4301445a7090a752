//! `/v1/connector/v1/sessions`: create, watch, have signed, complete, cancel.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::Deserialize;

use super::requests::{completion, items, request};
use super::session_body::{SessionBody, item_bodies};
use crate::error::ApiError;
use crate::providers::Provider;
use crate::sandbox::Sandbox;
use crate::session::{CertificateMode, SigningSession, Status};
use crate::signing;

/// `POST /`
pub(crate) async fn create(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let session = SigningSession::new(request(&sandbox.providers, &headers, &body)?, sandbox.session_seconds);
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

type Watching = (Arc<Sandbox>, Option<SigningSession>, Option<SigningSession>);

/// Sends `due` at once, or the first state that differs from `sent`.
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
    let session = SigningSession { items, status: Status::Processing, ..session };
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
    let completion = completion(&body)?;
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

/// `DELETE /{id}`: an ended session stays as it is.
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

/// The refusal of a step that takes a session at `wanted`.
fn wrong_status(session: &SigningSession, wanted: Status) -> ApiError {
    let message = format!("session is {}, wanted {}", session.status.name(), wanted.name());
    let code = match session.status {
        Status::Expired => "session_expired",
        Status::Failed | Status::Cancelled => "user_cancelled",
        _ => return ApiError::conflict(message),
    };
    ApiError::new(StatusCode::GONE, code, message)
}

const LONGEST_WAIT: u64 = 60;
