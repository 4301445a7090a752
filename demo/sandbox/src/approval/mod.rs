//! The provider's page: a person reads what is to be signed, and authorizes or refuses.

mod language;
mod page;

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Router, middleware};
use maud::Markup;
use openssl::rand::rand_bytes;
use serde::Deserialize;

use crate::error::ApiError;
use crate::providers::Provider;
use crate::sandbox::Sandbox;
use crate::session::{SigningSession, Status};
use crate::store::{Decision, Effect};
use language::Language;

/// Everything below `/provider`.
pub(crate) fn router(sandbox: &Arc<Sandbox>) -> Router {
    Router::new()
        .route("/{provider}/authorize/{session}", get(show).post(decide))
        .route("/style.css", get(style))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::map_response(protect))
        .with_state(Arc::clone(sandbox))
}

#[derive(Deserialize)]
struct Choice {
    lang: Option<String>,
}

/// The form as the browser sends it: the token that it was given, and the button.
#[derive(Deserialize)]
struct ApprovalForm {
    token: String,
    decision: String,
}

async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Path((provider, id)): Path<(String, String)>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let language = Language::of(choice.lang.as_deref(), &headers);
    let Some((session, provider)) = find(&sandbox, &provider, &id).await? else {
        return Ok(answer(StatusCode::NOT_FOUND, page::unknown(language)));
    };
    if session.status != Status::AwaitingAuthorization {
        return Ok(answer(StatusCode::OK, page::decided(language, provider.name(), session.status)));
    }
    let token = new_token()?;
    sandbox.store.ask(&id, &token).await?;
    Ok(answer(StatusCode::OK, page::question(language, provider, &session, &token)))
}

async fn decide(
    State(sandbox): State<Arc<Sandbox>>,
    Path((provider, id)): Path<(String, String)>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
    decision: Result<Form<ApprovalForm>, FormRejection>,
) -> Result<Response, ApiError> {
    let language = Language::of(choice.lang.as_deref(), &headers);
    let Some((session, provider)) = find(&sandbox, &provider, &id).await? else {
        return Ok(answer(StatusCode::NOT_FOUND, page::unknown(language)));
    };
    let decision = decision.ok().and_then(|Form(form)| Some((button(&form.decision)?, form.token)));
    let Some((decision, token)) = decision else {
        return Ok(answer(StatusCode::BAD_REQUEST, page::outdated(language, provider.name())));
    };
    match sandbox.store.decide(&session.id, &token, decision).await? {
        Effect::Decided => sandbox.announce_change(),
        Effect::Late => {}
        Effect::Outdated => {
            return Ok(answer(StatusCode::FORBIDDEN, page::outdated(language, provider.name())));
        }
    }
    // Redirected: reloading the page that tells the outcome sends nothing again.
    Ok(Redirect::to(&format!("{}?lang={}", session.id, language.tag())).into_response())
}

fn button(pressed: &str) -> Option<Decision> {
    match pressed {
        "authorize" => Some(Decision::Authorize),
        "refuse" => Some(Decision::Refuse),
        _ => None,
    }
}

/// The session, if it is at this provider.
async fn find<'a>(
    sandbox: &'a Sandbox,
    provider: &str,
    id: &str,
) -> Result<Option<(SigningSession, &'a dyn Provider)>, ApiError> {
    let session = sandbox.store.session(id).await?.filter(|session| session.request.provider == provider);
    Ok(session.zip(sandbox.providers.named(provider)))
}

/// A token that is good for one decision; a page that cannot read this form cannot decide.
fn new_token() -> Result<String, ApiError> {
    let mut bytes = [0; 32];
    rand_bytes(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn answer(status: StatusCode, page: Markup) -> Response {
    (status, Html(page.into_string())).into_response()
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("style.css")).into_response()
}

/// Headers: no script, no frame around it.
async fn protect(mut response: Response) -> Response {
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_SECURITY_POLICY, POLICY), (header::X_FRAME_OPTIONS, "DENY")];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A token and a button.
const LARGEST_FORM: usize = 4 << 10;
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";
