//! Signatures from the provider into the session that asked for them.

use std::sync::Arc;

use crate::error::ApiError;
use crate::sandbox::Sandbox;
use crate::session::{SigningSession, Status};

/// Has the provider sign a session's digests, and wakes whoever waits for it. One that has ended meanwhile stays as it is.
pub(crate) async fn sign(sandbox: &Sandbox, session: &SigningSession) -> Result<SigningSession, ApiError> {
    let missing = || ApiError::internal(format!("no provider {:?}", session.request.provider));
    let provider = sandbox.provider(session).ok_or_else(missing)?;
    let digests = session.items.iter().map(|item| &item.digest).collect();
    let signatures = provider.sign(digests).await?;
    if sandbox.store.keep_signatures(&session.id, &signatures).await? {
        sandbox.announce_change();
    }
    sandbox.session(&session.id).await
}

/// The same after the answer that promises it.
pub(crate) fn sign_soon(sandbox: Arc<Sandbox>, id: String) {
    tokio::spawn(async move {
        if let Err(error) = sign_open(&sandbox, &id).await {
            eprintln!("signer-sandbox: session {id} stays unsigned: {error:?}");
        }
    });
}

/// A session that was cancelled or expired meanwhile is left alone.
async fn sign_open(sandbox: &Sandbox, id: &str) -> Result<(), ApiError> {
    let session = sandbox.session(id).await?;
    if session.status == Status::Processing {
        sign(sandbox, &session).await?;
    }
    Ok(())
}
