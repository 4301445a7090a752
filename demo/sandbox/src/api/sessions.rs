//! `/v1/connector/v1/sessions`: create, watch, have signed, complete, cancel.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;

use super::idempotency::{Key, NotKept, used_before};
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
    key: Option<Extension<Key>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let new = SigningSession::new(request(&sandbox.providers, &headers, &body)?, sandbox.session_seconds);
    let key = key.as_ref().map(|Extension(Key(key))| key.as_str());
    let session = match sandbox.store.open_session(&new, key).await? {
        None => new,
        Some(before) if before.request == new.request => before,
        Some(_) => return Err(used_before()),
    };
    Ok((StatusCode::CREATED, answer(&sandbox, session).await?).into_response())
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
    answer(&sandbox, session).await
}

/// `GET /{id}/events`: an event `session` now and on each change, until the session has ended.
pub(crate) async fn events(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, ApiError> {
    let first = sandbox.session(&id).await?;
    let changes = stream::unfold((sandbox, Some(first), None), next_event);
    Ok(([UNBUFFERED], Sse::new(changes).keep_alive(KeepAlive::default())))
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
    let session = sandbox.shown(session).await.ok()?;
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
    if !sandbox.store.take_items(&id, &items(&body, &session)?).await? {
        return Err(wrong_status(&sandbox.session(&id).await?, Status::Authorized));
    }
    sandbox.announce_change();
    if sandbox.provider(&session).is_some_and(Provider::signs_later) {
        signing::sign_soon(Arc::clone(&sandbox), id.clone());
        let promised = answer(&sandbox, sandbox.session(&id).await?).await?;
        return Ok((StatusCode::ACCEPTED, Extension(NotKept), promised).into_response());
    }
    let signed = sandbox.shown(signing::sign(&sandbox, &id).await?).await?;
    if !signed.gives_values() {
        return Err(wrong_status(&signed, Status::Processing));
    }
    let items = Json(serde_json::json!({ "items": item_bodies(&signed) }));
    Ok((Extension(NotKept), items).into_response())
}

/// `POST /{id}/complete`
pub(crate) async fn complete(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let session = sandbox.session(&id).await?;
    let signed = completion(&body, &session)?;
    let in_cloud = session.request.certificate_mode == CertificateMode::Cloud;
    if session.status == Status::Processing && in_cloud && session.given_out_at.is_none() {
        return Err(ApiError::conflict("no value was given out yet").for_now());
    }
    let registers = sandbox.store.complete(&id, &signed).await?;
    let session = sandbox.session(&id).await?;
    if registers {
        sandbox.announce_change();
    } else if !session.has_registered(&signed) {
        return Err(wrong_status(&session, Status::Processing));
    }
    Ok((Extension(NotKept), answer(&sandbox, session).await?).into_response())
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

/// The session as it is.
async fn answer(sandbox: &Sandbox, session: SigningSession) -> Result<Response, ApiError> {
    Ok(Json(SessionBody::new(sandbox, &sandbox.shown(session).await?)).into_response())
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
/// To nginx: events go on at once.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");
