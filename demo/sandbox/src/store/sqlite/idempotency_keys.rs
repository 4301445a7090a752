//! `Idempotency-Key`s and the answers given to them.

use jiff::{Timestamp, ToSpan};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::database::SqliteStore;
use crate::store::error::{Error, Result};
use crate::store::questions::{Answer, Claim, IdempotencyKeys};

impl IdempotencyKeys for SqliteStore {
    fn claim_key<'a>(&'a self, key: &'a str, request_digest: &'a [u8]) -> Answer<'a, Claim> {
        Box::pin(async move {
            let mut transaction = self.begin_write().await?;
            forget_old(&mut transaction).await?;
            let is_new = insert(&mut transaction, key, request_digest).await?
                || take_released(&mut transaction, key, request_digest).await?;
            let claim = match is_new {
                true => Claim::New,
                false => look(&mut transaction, key, request_digest).await?,
            };
            transaction.commit().await?;
            Ok(claim)
        })
    }

    fn keep_answer<'a>(&'a self, key: &'a str, status: u16, body: &'a [u8]) -> Answer<'a, ()> {
        Box::pin(async move {
            let keep = "UPDATE idempotency_keys SET status = $1, body = $2 WHERE key = $3";
            let keep = sqlx::query(keep).bind(i64::from(status)).bind(body).bind(key);
            keep.execute(&self.pool).await?;
            Ok(())
        })
    }

    fn release_key<'a>(&'a self, key: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let release = "UPDATE idempotency_keys SET status = $1, body = NULL WHERE key = $2";
            sqlx::query(release).bind(RELEASED).bind(key).execute(&self.pool).await?;
            Ok(())
        })
    }

    fn release_unanswered(&self) -> Answer<'_, ()> {
        Box::pin(async move {
            let release = "UPDATE idempotency_keys SET status = $1 WHERE status IS NULL";
            sqlx::query(release).bind(RELEASED).execute(&self.pool).await?;
            Ok(())
        })
    }
}

async fn forget_old(connection: &mut SqliteConnection) -> Result<()> {
    let day_ago = (Timestamp::now() - 24.hours()).as_millisecond();
    let forget = "DELETE FROM idempotency_keys WHERE created_at < $1";
    sqlx::query(forget).bind(day_ago).execute(connection).await?;
    Ok(())
}

/// `false` where the key is there already.
async fn insert(connection: &mut SqliteConnection, key: &str, request_digest: &[u8]) -> Result<bool> {
    let insert = "INSERT INTO idempotency_keys (key, request_digest, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO NOTHING";
    let now = Timestamp::now().as_millisecond();
    let insert = sqlx::query(insert).bind(key).bind(request_digest).bind(now);
    Ok(insert.execute(connection).await?.rows_affected() == 1)
}

/// Gives a released key back to the request that it came with first; `false` where it is another one's, answered or at work.
async fn take_released(connection: &mut SqliteConnection, key: &str, request_digest: &[u8]) -> Result<bool> {
    let take = "UPDATE idempotency_keys SET status = NULL
        WHERE key = $1 AND request_digest = $2 AND status = $3";
    let take = sqlx::query(take).bind(key).bind(request_digest).bind(RELEASED);
    Ok(take.execute(connection).await?.rows_affected() == 1)
}

async fn look(connection: &mut SqliteConnection, key: &str, request_digest: &[u8]) -> Result<Claim> {
    let look = "SELECT request_digest, status, body FROM idempotency_keys WHERE key = $1";
    let row = sqlx::query(look).bind(key).fetch_one(connection).await?;
    if row.try_get::<&[u8], _>("request_digest")? != request_digest {
        return Ok(Claim::OtherRequest);
    }
    claim(&row)
}

fn claim(row: &SqliteRow) -> Result<Claim> {
    match (row.try_get::<Option<i64>, _>("status")?, row.try_get("body")?) {
        (Some(status), Some(body)) => {
            let status = u16::try_from(status).map_err(|_| Error::Damaged(format!("status {status}")))?;
            Ok(Claim::Answered { status, body })
        }
        _ => Ok(Claim::Working),
    }
}

/// In `status`: no answer was kept, and nobody is at work.
const RELEASED: i64 = 0;
