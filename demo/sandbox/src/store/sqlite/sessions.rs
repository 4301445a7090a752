//! Sessions: opened, decided by a person, cancelled, completed, listed.

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::database::SqliteStore;
use super::rows;
use crate::session::{Registration, SigningSession, Status};
use crate::store::error::{Error, Result};
use crate::store::questions::{Answer, Approvals, Decision, Effect, History, Sessions, SignatureOf};

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
                count(&mut transaction, session).await?;
                insert(&mut transaction, session, key).await?;
                insert_documents(&mut transaction, session).await?;
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

    fn complete<'a>(&'a self, id: &'a str, signed: &'a [Registration]) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            let advances = advance(&mut transaction, id, Status::Processing, Status::Signed).await?
                || advance_again(&mut transaction, id).await?
                || advance_late(&mut transaction, id).await?;
            if !advances {
                return Ok(false);
            }
            for one in signed {
                if !register(&mut transaction, id, one).await? {
                    return Ok(false);
                }
            }
            transaction.commit().await?;
            Ok(true)
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
    fn signature<'a>(&'a self, signature_id: &'a str) -> Answer<'a, Option<SignatureOf>> {
        Box::pin(async move {
            let of = "SELECT * FROM signing_sessions
                WHERE id = (SELECT session FROM signing_documents WHERE signature_id = $1)";
            let session = self.find(of, signature_id).await?;
            Ok(session.and_then(|session| session.place(signature_id).map(|place| (session, place))))
        })
    }

    fn signatures_before(&self, cursor: i64, limit: u32) -> Answer<'_, Vec<SignatureOf>> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            let page = "SELECT signing_sessions.*, signing_documents.position
                FROM signing_documents JOIN signing_sessions ON signing_sessions.id = signing_documents.session
                WHERE signing_documents.number < $1 ORDER BY signing_documents.number DESC LIMIT $2";
            let page = sqlx::query(page).bind(cursor).bind(i64::from(limit));
            let mut signatures = Vec::new();
            for row in page.fetch_all(&mut *transaction).await? {
                let session = rows::session(&mut transaction, &row).await?;
                signatures.push((session, rows::place(&row, "position")?));
            }
            transaction.commit().await?;
            Ok(signatures)
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

/// One more document of a session that is signed: its values were given out, too.
async fn advance_again(connection: &mut SqliteConnection, id: &str) -> Result<bool> {
    let advance = "UPDATE signing_sessions SET revision = revision + 1
        WHERE id = $1 AND status = 'signed' AND given_out_at > $2";
    let advance = sqlx::query(advance).bind(id).bind((Timestamp::now() - REGISTRABLE).as_millisecond());
    Ok(advance.execute(connection).await?.rows_affected() == 1)
}

/// Notes a signed document; `false` where one was noted before.
async fn register(connection: &mut SqliteConnection, id: &str, signed: &Registration) -> Result<bool> {
    let register = "UPDATE signing_documents SET completion = $1
        WHERE session = $2 AND position = $3 AND completion IS NULL";
    let register = sqlx::query(register).bind(json(&signed.completion)?).bind(id);
    let register = register.bind(rows::position(signed.place)?);
    Ok(register.execute(connection).await?.rows_affected() == 1)
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

/// A number for each document.
async fn count(connection: &mut SqliteConnection, session: &SigningSession) -> Result<()> {
    let count = sqlx::query("UPDATE last_session SET number = number + $1");
    count.bind(rows::position(session.documents.len())?).execute(connection).await?;
    Ok(())
}

async fn insert_documents(connection: &mut SqliteConnection, session: &SigningSession) -> Result<()> {
    let count = rows::position(session.documents.len())?;
    for (position, document) in (0_i64..).zip(&session.documents) {
        let insert = "INSERT INTO signing_documents (number, session, position, signature_id)
            VALUES ((SELECT number FROM last_session) - $1 + 1 + $2, $3, $2, $4)";
        let insert = sqlx::query(insert).bind(count).bind(position).bind(&session.id);
        insert.bind(&document.signature_id).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Takes the last of the numbers that were just counted.
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
        .bind(session.signature_id())
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
