//! Sessions: opened, decided by a person, cancelled, completed, listed.

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::database::SqliteStore;
use super::rows;
use crate::session::{Completion, SigningSession, Status};
use crate::store::error::{Error, Result};
use crate::store::questions::{Answer, Approvals, Decision, Effect, History, Sessions};

impl Sessions for SqliteStore {
    fn open_session<'a>(
        &'a self,
        session: &'a SigningSession,
        key: Option<&'a str>,
    ) -> Answer<'a, Option<SigningSession>> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            let before = opened_before(&mut transaction, key).await?;
            if before.is_none() {
                sqlx::query("UPDATE last_session SET number = number + 1").execute(&mut *transaction).await?;
                insert(&mut transaction, session, key).await?;
            }
            transaction.commit().await?;
            Ok(before)
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
            let completed = advance(&mut transaction, id, Status::Processing, Status::Signed).await?
                || advance_late(&mut transaction, id).await?;
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

/// Signed after all: its values were given out before it ended. They are not kept, and not given out again.
async fn advance_late(connection: &mut SqliteConnection, id: &str) -> Result<bool> {
    let now = Timestamp::now();
    let advance = "UPDATE signing_sessions SET status = 'signed', revision = revision + 1, completed_at = $1
        WHERE id = $2 AND status IN ('cancelled', 'expired') AND given_out_at > $3";
    let advance = sqlx::query(advance).bind(now.as_millisecond()).bind(id);
    let advance = advance.bind((now - REGISTRABLE).as_millisecond());
    if advance.execute(&mut *connection).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let forget = "UPDATE signing_items SET signature = NULL WHERE session = $1";
    sqlx::query(forget).bind(id).execute(connection).await?;
    Ok(true)
}

/// The session that a request with this key opened; a key is good for a day.
async fn opened_before(
    connection: &mut SqliteConnection,
    key: Option<&str>,
) -> Result<Option<SigningSession>> {
    let Some(key) = key else { return Ok(None) };
    let before = "SELECT * FROM signing_sessions WHERE opening_key = $1 AND created_at > $2";
    let day_ago = (Timestamp::now() - 24.hours()).as_millisecond();
    let row = sqlx::query(before).bind(key).bind(day_ago).fetch_optional(&mut *connection).await?;
    match row {
        Some(row) => rows::session(connection, &row).await.map(Some),
        None => Ok(None),
    }
}

/// Takes the number that was just counted.
async fn insert(
    connection: &mut SqliteConnection,
    session: &SigningSession,
    key: Option<&str>,
) -> Result<()> {
    let insert = "INSERT INTO signing_sessions
            (number, id, signature_id, status, created_at, expires_at, request, opening_key)
        VALUES ((SELECT number FROM last_session), $1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(insert)
        .bind(&session.id)
        .bind(&session.signature_id)
        .bind(session.status.name())
        .bind(session.created_at.as_millisecond())
        .bind(session.expires_at.as_millisecond())
        .bind(json(&session.request)?)
        .bind(key)
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

/// How long after its values were given out a document may be registered.
const REGISTRABLE: SignedDuration = SignedDuration::from_hours(7 * 24);
