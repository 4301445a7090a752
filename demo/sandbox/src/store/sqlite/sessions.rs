//! Sessions: opened, decided by a person, cancelled, completed, listed.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::SqliteConnection;

use super::database::SqliteStore;
use super::rows;
use crate::session::{Completion, SigningSession, Status};
use crate::store::error::{Error, Result};
use crate::store::questions::{Answer, Approvals, Decision, Effect, History, Sessions};

impl Sessions for SqliteStore {
    fn open_session<'a>(&'a self, session: &'a SigningSession) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut transaction = self.begin_write().await?;
            sqlx::query("UPDATE last_session SET number = number + 1").execute(&mut *transaction).await?;
            insert(&mut transaction, session).await?;
            Ok(transaction.commit().await?)
        })
    }

    fn session<'a>(&'a self, id: &'a str) -> Answer<'a, Option<SigningSession>> {
        Box::pin(self.find("SELECT * FROM signing_sessions WHERE id = $1", id))
    }

    fn cancel<'a>(&'a self, id: &'a str) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            let cancel = "UPDATE signing_sessions
                SET status = 'cancelled', revision = revision + 1, completed_at = $1
                WHERE id = $2 AND status IN ('awaiting_authorization', 'authorized', 'processing')";
            let cancel = sqlx::query(cancel).bind(Timestamp::now().as_millisecond()).bind(id);
            let cancelled = cancel.execute(&mut *transaction).await?.rows_affected() == 1;
            transaction.commit().await?;
            Ok(cancelled)
        })
    }

    fn complete<'a>(&'a self, id: &'a str, completion: &'a Completion) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            let completed = advance(&mut transaction, id, Status::Processing, Status::Signed).await?;
            if completed {
                let complete = "UPDATE signing_sessions SET completion = $1 WHERE id = $2";
                let complete = sqlx::query(complete).bind(json(completion)?).bind(id);
                complete.execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
            Ok(completed)
        })
    }
}

impl Approvals for SqliteStore {
    fn ask<'a>(&'a self, id: &'a str, token: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let ask = "UPDATE signing_sessions SET approval_token = $1 WHERE id = $2";
            sqlx::query(ask).bind(token).bind(id).execute(&self.pool).await?;
            Ok(())
        })
    }

    fn decide<'a>(&'a self, id: &'a str, token: &'a str, decision: Decision) -> Answer<'a, Effect> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            if !use_up(&mut transaction, id, token).await? {
                return Ok(Effect::Outdated);
            }
            let decided = match decision {
                Decision::Authorize => Status::Authorized,
                Decision::Refuse => Status::Failed,
            };
            let moved = advance(&mut transaction, id, Status::AwaitingAuthorization, decided).await?;
            transaction.commit().await?;
            Ok(if moved { Effect::Decided } else { Effect::Late })
        })
    }
}

impl History for SqliteStore {
    fn session_of_signature<'a>(&'a self, signature_id: &'a str) -> Answer<'a, Option<SigningSession>> {
        Box::pin(self.find("SELECT * FROM signing_sessions WHERE signature_id = $1", signature_id))
    }

    fn sessions_before(&self, cursor: i64, limit: u32) -> Answer<'_, Vec<SigningSession>> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            let page = "SELECT * FROM signing_sessions WHERE number < $1 ORDER BY number DESC LIMIT $2";
            let page = sqlx::query(page).bind(cursor).bind(i64::from(limit));
            let mut sessions = Vec::new();
            for row in page.fetch_all(&mut *transaction).await? {
                sessions.push(rows::session(&mut transaction, &row).await?);
            }
            transaction.commit().await?;
            Ok(sessions)
        })
    }
}

impl SqliteStore {
    async fn find(&self, query: &'static str, id: &str) -> Result<Option<SigningSession>> {
        let mut transaction = self.begin().await?;
        let session = match sqlx::query(query).bind(id).fetch_optional(&mut *transaction).await? {
            Some(row) => Some(rows::session(&mut transaction, &row).await?),
            None => None,
        };
        transaction.commit().await?;
        Ok(session)
    }
}

/// Moves a session on if it is at `from`; `false` where it is not.
pub(super) async fn advance(
    connection: &mut SqliteConnection,
    id: &str,
    from: Status,
    to: Status,
) -> Result<bool> {
    let advance = "UPDATE signing_sessions SET status = $1, revision = revision + 1, completed_at = $2
        WHERE id = $3 AND status = $4";
    let completed_at = to.is_final().then(|| Timestamp::now().as_millisecond());
    let advance = sqlx::query(advance).bind(to.name()).bind(completed_at).bind(id).bind(from.name());
    Ok(advance.execute(connection).await?.rows_affected() == 1)
}

/// Takes the number that was just counted.
async fn insert(connection: &mut SqliteConnection, session: &SigningSession) -> Result<()> {
    let insert = "INSERT INTO signing_sessions
            (number, id, signature_id, status, created_at, expires_at, request)
        VALUES ((SELECT number FROM last_session), $1, $2, $3, $4, $5, $6)";
    sqlx::query(insert)
        .bind(&session.id)
        .bind(&session.signature_id)
        .bind(session.status.name())
        .bind(session.created_at.as_millisecond())
        .bind(session.expires_at.as_millisecond())
        .bind(json(&session.request)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Uses the form's token up; `false` where it is not the session's.
async fn use_up(connection: &mut SqliteConnection, id: &str, token: &str) -> Result<bool> {
    let take = "UPDATE signing_sessions SET approval_token = NULL WHERE id = $1 AND approval_token = $2";
    Ok(sqlx::query(take).bind(id).bind(token).execute(connection).await?.rows_affected() == 1)
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Database(Box::new(error)))
}
