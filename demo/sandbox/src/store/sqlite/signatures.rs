//! Digests to be signed, and their signatures.

use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::database::SqliteStore;
use super::rows;
use super::sessions::advance;
use crate::session::{DigestItem, Status};
use crate::store::error::Result;
use crate::store::questions::{Answer, Signatures};

impl Signatures for SqliteStore {
    fn take_items<'a>(&'a self, id: &'a str, items: &'a [DigestItem]) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            if !advance(&mut transaction, id, Status::Authorized, Status::Processing).await? {
                return took_before(&mut transaction, id, items).await;
            }
            for (position, item) in (0_i64..).zip(items) {
                insert(&mut transaction, id, position, item).await?;
            }
            transaction.commit().await?;
            Ok(true)
        })
    }

    fn keep_signatures<'a>(&'a self, id: &'a str, signatures: &'a [Vec<u8>]) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            if !touch(&mut transaction, id).await? {
                return Ok(false);
            }
            for (position, signature) in (0_i64..).zip(signatures) {
                let keep = "UPDATE signing_items SET signature = $1 WHERE session = $2 AND position = $3";
                let keep = sqlx::query(keep).bind(signature).bind(id).bind(position);
                keep.execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
            Ok(true)
        })
    }

    fn give_out<'a>(&'a self, id: &'a str) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            let give_out = "UPDATE signing_sessions SET given_out_at = coalesce(given_out_at, $1)
                WHERE id = $2 AND status IN ('processing', 'signed')";
            let give_out = sqlx::query(give_out).bind(Timestamp::now().as_millisecond()).bind(id);
            let given = give_out.execute(&mut *transaction).await?.rows_affected() == 1;
            transaction.commit().await?;
            Ok(given)
        })
    }

    fn promised(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            let promised = "SELECT DISTINCT signing_sessions.id FROM signing_sessions
                JOIN signing_items ON signing_items.session = signing_sessions.id
                WHERE signing_sessions.status = 'processing' AND signing_items.signature IS NULL";
            let ids = sqlx::query_scalar(promised).fetch_all(&mut *transaction).await?;
            transaction.commit().await?;
            Ok(ids)
        })
    }
}

/// `true` where a session that still signs, or has signed, has exactly these digests.
async fn took_before(connection: &mut SqliteConnection, id: &str, items: &[DigestItem]) -> Result<bool> {
    let status = "SELECT status FROM signing_sessions WHERE id = $1 AND status IN ('processing', 'signed')";
    let status: Option<String> = sqlx::query_scalar(status).bind(id).fetch_optional(&mut *connection).await?;
    let taken = rows::items(connection, id).await?;
    let same = |(own, given): (&DigestItem, &DigestItem)| own.asks_the_same(given);
    Ok(status.is_some() && taken.len() == items.len() && taken.iter().zip(items).all(same))
}

async fn insert(
    connection: &mut SqliteConnection,
    session: &str,
    position: i64,
    item: &DigestItem,
) -> Result<()> {
    let insert = "INSERT INTO signing_items (session, position, id, document, digest_algorithm, digest)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let insert = sqlx::query(insert).bind(session).bind(position).bind(&item.id);
    let insert = insert.bind(rows::position(item.document)?);
    let insert = insert.bind(item.digest.algorithm().name()).bind(item.digest.value());
    insert.execute(connection).await?;
    Ok(())
}

/// Lets who waits see a change; `false` where the session is not in processing.
async fn touch(connection: &mut SqliteConnection, id: &str) -> Result<bool> {
    let touch = "UPDATE signing_sessions SET revision = revision + 1 WHERE id = $1 AND status = 'processing'";
    Ok(sqlx::query(touch).bind(id).execute(connection).await?.rows_affected() == 1)
}
