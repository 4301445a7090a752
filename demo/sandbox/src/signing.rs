//! Signatures from the provider into the session that asked for them.

use std::sync::Arc;

use crate::error::ApiError;
use crate::sandbox::Sandbox;
use crate::session::{SigningSession, Status};

/// Has the provider sign a session's digests, unless it has done so, and wakes whoever waits for it. A session that has ended
/// stays as it is.
pub(crate) async fn sign(sandbox: &Sandbox, id: &str) -> Result<SigningSession, ApiError> {
    let _turn = sandbox.turn_to_sign(id).await;
    let session = sandbox.session(id).await?;
    if session.status != Status::Processing || session.has_signatures() {
        return Ok(session);
    }
    let missing = || ApiError::internal(format!("no provider {:?}", session.request.provider));
    let provider = sandbox.provider(&session).ok_or_else(missing)?;
    let digests = session.items.iter().map(|item| &item.digest).collect();
    let signatures = provider.sign(digests).await?;
    if sandbox.store.keep_signatures(id, &signatures).await? {
        sandbox.announce_change();
    }
    sandbox.session(id).await
}

/// The same after the answer that promises it.
pub(crate) fn sign_soon(sandbox: Arc<Sandbox>, id: String) {
    tokio::spawn(async move {
        if let Err(error) = sign(&sandbox, &id).await {
            eprintln!("signer-sandbox: session {id} stays unsigned: {error:?}");
        }
    });
}
