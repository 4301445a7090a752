//! The things that all requests share: the database, the providers, and the bell that rings on each change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use tokio::sync::{OwnedMutexGuard, watch};
use tokio::time::{Instant, sleep_until};

use crate::error::ApiError;
use crate::providers::{Provider, Providers};
use crate::session::SigningSession;
use crate::store::Store;

pub(crate) struct Sandbox {
    pub(crate) store: Box<dyn Store>,
    pub(crate) providers: Providers,
    /// The token that `Authorization: Bearer` must carry.
    pub(crate) token: String,
    /// This server's origin, for the addresses that it gives out: `http://127.0.0.1:8787`.
    pub(crate) origin: String,
    pub(crate) session_seconds: u32,
    /// Who has a provider sign, by session: two requests for one have it sign once.
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// One bell for all sessions: a sandbox has a handful of waiting clients, and each looks at its own row.
    changes: watch::Sender<()>,
}

impl Sandbox {
    pub(crate) fn new(
        store: Box<dyn Store>,
        providers: Providers,
        token: String,
        origin: String,
        session_seconds: u32,
    ) -> Self {
        Self {
            store,
            providers,
            token,
            origin,
            session_seconds,
            turns: Mutex::default(),
            changes: watch::Sender::new(()),
        }
    }

    /// Carries the bearer token (RFC 6750, 2.1). The comparison takes the same time wherever the two differ.
    pub(crate) fn is_authorized(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| bearer(value.to_str().ok()?));
        given.is_some_and(|given| {
            given.len() == self.token.len() && openssl::memcmp::eq(given.as_bytes(), self.token.as_bytes())
        })
    }

    pub(crate) async fn session(&self, id: &str) -> Result<SigningSession, ApiError> {
        self.store.session(id).await?.ok_or_else(|| ApiError::not_found(format!("no session {id:?}")))
    }

    /// The session as it goes out, its values noted as given out; one that ended at the last moment has none any more.
    pub(crate) async fn shown(&self, session: SigningSession) -> Result<SigningSession, ApiError> {
        if session.gives_values() && !self.store.give_out(&session.id).await? {
            return self.session(&session.id).await;
        }
        Ok(session)
    }

    /// Waits until nobody else has the session's provider sign.
    pub(crate) async fn turn_to_sign(&self, id: &str) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(id.to_owned()).or_default())
        };
        turn.lock_owned().await
    }

    /// The provider that holds the session's key; none holds one outside the cloud.
    pub(crate) fn provider(&self, session: &SigningSession) -> Option<&dyn Provider> {
        self.providers.named(&session.request.provider)
    }

    pub(crate) fn announce_change(&self) {
        self.changes.send_replace(());
    }

    /// Holds until the session differs from `seen`, at most as long as `patience`.
    pub(crate) async fn changed_since(
        &self,
        seen: &SigningSession,
        patience: Duration,
    ) -> Result<SigningSession, ApiError> {
        let deadline = Instant::now() + patience;
        // Subscribed before the first look: no change falls between the two.
        let mut changes = self.changes.subscribe();
        loop {
            let session = self.session(&seen.id).await?;
            if session.revision != seen.revision || Instant::now() >= deadline {
                return Ok(session);
            }
            let next_look = if session.status.is_final() { deadline } else { deadline.min(expiry(&session)) };
            tokio::select! {
                _ = changes.changed() => {}
                () = sleep_until(next_look) => {}
            }
        }
    }
}

/// `Bearer TOKEN`: the scheme in any case, then one space or more (RFC 9110, 11.1 and 11.4).
fn bearer(credentials: &str) -> Option<&str> {
    let (scheme, token) = credentials.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start_matches(' '))
}

/// The first moment at which the database calls this session expired.
fn expiry(session: &SigningSession) -> Instant {
    let left = Timestamp::now().duration_until(session.expires_at);
    Instant::now() + Duration::try_from(left).unwrap_or_default() + Duration::from_millis(1)
}
