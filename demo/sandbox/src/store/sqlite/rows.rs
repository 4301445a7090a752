//! Rows to sessions and digests.

use jiff::Timestamp;
use signer_pki::DigestAlgorithm;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::digest::Digest;
use crate::session::{DigestItem, SigningDocument, SigningSession, Status};
use crate::store::error::{Error, Result};

/// A row of `signing_sessions` with its rows of `signing_items`.
pub(super) async fn session(connection: &mut SqliteConnection, row: &SqliteRow) -> Result<SigningSession> {
    let id: String = row.try_get("id")?;
    let (documents, items) = (documents(connection, &id).await?, items(connection, &id).await?);
    let status: &str = row.try_get("status")?;
    Ok(SigningSession {
        id,
        status: Status::from_name(status).ok_or_else(|| damaged(format!("status {status:?}")))?,
        revision: row.try_get("revision")?,
        created_at: timestamp(row.try_get("created_at")?)?,
        expires_at: timestamp(row.try_get("expires_at")?)?,
        completed_at: row.try_get::<Option<i64>, _>("completed_at")?.map(timestamp).transpose()?,
        request: serde_json::from_str(row.try_get("request")?).map_err(damaged)?,
        given_out_at: row.try_get::<Option<i64>, _>("given_out_at")?.map(timestamp).transpose()?,
        documents,
        items,
    })
}

/// A place in a list, as it stands in a row.
pub(super) fn place(row: &SqliteRow, column: &str) -> Result<usize> {
    usize::try_from(row.try_get::<i64, _>(column)?).map_err(damaged)
}

/// The reverse of [`place`].
pub(super) fn position(place: usize) -> Result<i64> {
    i64::try_from(place).map_err(damaged)
}

async fn documents(connection: &mut SqliteConnection, session: &str) -> Result<Vec<SigningDocument>> {
    let documents = "SELECT number, signature_id, completion
        FROM signing_documents WHERE session = $1 ORDER BY position";
    let rows = sqlx::query(documents).bind(session).fetch_all(connection).await?;
    rows.iter().map(document).collect()
}

fn document(row: &SqliteRow) -> Result<SigningDocument> {
    let completion: Option<&str> = row.try_get("completion")?;
    Ok(SigningDocument {
        number: row.try_get("number")?,
        signature_id: row.try_get("signature_id")?,
        completion: completion.map(serde_json::from_str).transpose().map_err(damaged)?,
    })
}

/// In their order.
pub(super) async fn items(connection: &mut SqliteConnection, session: &str) -> Result<Vec<DigestItem>> {
    let items = "SELECT id, document, digest_algorithm, digest, signature
        FROM signing_items WHERE session = $1 ORDER BY position";
    let rows = sqlx::query(items).bind(session).fetch_all(connection).await?;
    rows.iter().map(item).collect()
}

fn item(row: &SqliteRow) -> Result<DigestItem> {
    let name: &str = row.try_get("digest_algorithm")?;
    let value: Vec<u8> = row.try_get("digest")?;
    let digest = DigestAlgorithm::from_name(name).and_then(|algorithm| Digest::new(algorithm, value));
    Ok(DigestItem {
        id: row.try_get("id")?,
        document: place(row, "document")?,
        digest: digest.ok_or_else(|| damaged(format!("digest of {name:?}")))?,
        signature: row.try_get("signature")?,
    })
}

fn timestamp(milliseconds: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(milliseconds).map_err(damaged)
}

fn damaged(found: impl ToString) -> Error {
    Error::Damaged(found.to_string())
}
