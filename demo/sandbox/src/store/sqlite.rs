//! The embedded database: sessions, what they sign, and answers already given.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Result, Row, Transaction, params};

use crate::digest::{Digest, DigestAlgorithm};
use crate::session::{Completion, Item, Session, Status};

/// One connection behind a lock: a statement takes microseconds and the lock is never held over an `await`.
pub(crate) struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.execute_batch(include_str!("schema.sql"))?;
        // A request that was at work when the server ended will not answer any more.
        connection.execute("DELETE FROM idempotency WHERE status IS NULL", [])?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    pub(crate) fn create(&self, session: &Session) -> Result<()> {
        self.connection().execute(
            "INSERT INTO sessions (id, signature_id, status, created_at, expires_at, request)
             VALUES (?, ?, ?, ?, ?, ?)",
            params![
                session.id,
                session.signature_id,
                session.status.name(),
                session.created_at.as_millisecond(),
                session.expires_at.as_millisecond(),
                json(&session.request)?,
            ],
        )?;
        Ok(())
    }

    pub(crate) fn session(&self, id: &str) -> Result<Option<Session>> {
        self.find("id", id)
    }

    pub(crate) fn session_of_signature(&self, signature_id: &str) -> Result<Option<Session>> {
        self.find("signature_id", signature_id)
    }

    /// The newest first, from below the `cursor` on.
    pub(crate) fn sessions_before(&self, cursor: i64, limit: u32) -> Result<Vec<Session>> {
        let connection = self.connection();
        expire(&connection)?;
        let mut statement =
            connection.prepare("SELECT * FROM sessions WHERE number < ? ORDER BY number DESC LIMIT ?")?;
        let sessions =
            statement.query_map(params![cursor, limit], session_from)?.collect::<Result<Vec<_>>>()?;
        sessions.into_iter().map(|session| with_items(&connection, session)).collect()
    }

    /// Moves a session on if it is where it should be; `false` where it is not.
    pub(crate) fn advance(&self, id: &str, from: &[Status], to: Status) -> Result<bool> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let moved = advance(&transaction, id, from, to)?;
        transaction.commit()?;
        Ok(moved)
    }

    /// Takes what is to be signed into an authorized session.
    pub(crate) fn add_items(&self, id: &str, items: &[Item]) -> Result<bool> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        if !advance(&transaction, id, &[Status::Authorized], Status::Processing)? {
            return Ok(false);
        }
        for (position, item) in (0_i64..).zip(items) {
            transaction.execute(
                "INSERT INTO items (session, position, id, digest_algorithm, digest) VALUES (?, ?, ?, ?, ?)",
                params![id, position, item.id, item.digest.algorithm().name(), item.digest.value()],
            )?;
        }
        transaction.commit()?;
        Ok(true)
    }

    /// Gives the items of a session their signatures, in order.
    pub(crate) fn add_signatures(&self, id: &str, signatures: &[Vec<u8>]) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for (position, signature) in (0_i64..).zip(signatures) {
            transaction.execute(
                "UPDATE items SET signature = ? WHERE session = ? AND position = ?",
                params![signature, id, position],
            )?;
        }
        transaction.execute("UPDATE sessions SET revision = revision + 1 WHERE id = ?", [id])?;
        transaction.commit()
    }

    /// Registers the signed document.
    pub(crate) fn complete(&self, id: &str, completion: &Completion) -> Result<bool> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        if !advance(&transaction, id, &[Status::Processing], Status::Signed)? {
            return Ok(false);
        }
        transaction
            .execute("UPDATE sessions SET completion = ? WHERE id = ?", params![json(completion)?, id])?;
        transaction.commit()?;
        Ok(true)
    }

    /// The sessions whose signatures were promised and not yet made.
    pub(crate) fn unsigned(&self) -> Result<Vec<String>> {
        let connection = self.connection();
        expire(&connection)?;
        let mut statement = connection.prepare(
            "SELECT DISTINCT sessions.id FROM sessions JOIN items ON items.session = sessions.id
             WHERE sessions.status = 'processing' AND items.signature IS NULL",
        )?;
        statement.query_map([], |row| row.get(0))?.collect()
    }

    /// Lets only the newest form for this session count.
    pub(crate) fn set_approval_token(&self, id: &str, token: &str) -> Result<()> {
        self.connection()
            .execute("UPDATE sessions SET approval_token = ? WHERE id = ?", params![token, id])?;
        Ok(())
    }

    /// Uses the token up; `false` where it is not the one.
    pub(crate) fn take_approval_token(&self, id: &str, token: &str) -> Result<bool> {
        let taken = self.connection().execute(
            "UPDATE sessions SET approval_token = NULL WHERE id = ? AND approval_token = ?",
            params![id, token],
        )?;
        Ok(taken == 1)
    }

    /// For the other tables of this database.
    pub(crate) fn connection(&self) -> MutexGuard<'_, Connection> {
        // A transaction that was dropped in a panic has been rolled back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, column: &str, id: &str) -> Result<Option<Session>> {
        let connection = self.connection();
        expire(&connection)?;
        let query = format!("SELECT * FROM sessions WHERE {column} = ?");
        let session = connection.query_row(&query, [id], session_from).optional()?;
        session.map(|session| with_items(&connection, session)).transpose()
    }
}

/// Ends what is open beyond its time; called before every look at a session.
fn expire(connection: &Connection) -> Result<()> {
    connection.execute(
        "UPDATE sessions SET status = 'expired', revision = revision + 1, completed_at = expires_at
         WHERE expires_at <= ? AND status IN ('awaiting_authorization', 'authorized', 'processing')",
        [Timestamp::now().as_millisecond()],
    )?;
    Ok(())
}

fn advance(transaction: &Transaction<'_>, id: &str, from: &[Status], to: Status) -> Result<bool> {
    expire(transaction)?;
    let now: Option<String> = transaction
        .query_row("SELECT status FROM sessions WHERE id = ?", [id], |row| row.get(0))
        .optional()?;
    if !now.and_then(|name| Status::from_name(&name)).is_some_and(|status| from.contains(&status)) {
        return Ok(false);
    }
    let completed_at = to.is_final().then(|| Timestamp::now().as_millisecond());
    transaction.execute(
        "UPDATE sessions SET status = ?, revision = revision + 1, completed_at = ? WHERE id = ?",
        params![to.name(), completed_at, id],
    )?;
    Ok(true)
}

fn session_from(row: &Row<'_>) -> Result<Session> {
    let status: String = row.get("status")?;
    let completion: Option<String> = row.get("completion")?;
    Ok(Session {
        number: row.get("number")?,
        id: row.get("id")?,
        signature_id: row.get("signature_id")?,
        status: Status::from_name(&status).ok_or_else(|| damaged("unknown status"))?,
        revision: row.get("revision")?,
        created_at: timestamp(row.get("created_at")?)?,
        expires_at: timestamp(row.get("expires_at")?)?,
        completed_at: row.get::<_, Option<i64>>("completed_at")?.map(timestamp).transpose()?,
        request: serde_json::from_str(&row.get::<_, String>("request")?).map_err(damaged)?,
        completion: completion.as_deref().map(serde_json::from_str).transpose().map_err(damaged)?,
        items: Vec::new(),
    })
}

fn with_items(connection: &Connection, mut session: Session) -> Result<Session> {
    let mut statement = connection.prepare("SELECT * FROM items WHERE session = ? ORDER BY position")?;
    session.items = statement.query_map([&session.id], item_from)?.collect::<Result<_>>()?;
    Ok(session)
}

fn item_from(row: &Row<'_>) -> Result<Item> {
    let algorithm: String = row.get("digest_algorithm")?;
    let digest = DigestAlgorithm::from_name(&algorithm)
        .zip(row.get("digest").ok())
        .and_then(|(algorithm, value)| Digest::new(algorithm, value))
        .ok_or_else(|| damaged("digest of the wrong length"))?;
    Ok(Item { id: row.get("id")?, digest, signature: row.get("signature")? })
}

fn timestamp(milliseconds: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(milliseconds).map_err(damaged)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// A row that this program did not write like this.
fn damaged(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error.into())
}
