//! The file, its settings and its tables.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{SqlSafeStr, SqliteConnection, SqlitePool, SqliteTransaction};

use crate::store::error::{Error, Result};

/// One connection: SQLite writes one at a time, and its queue is fair where several would poll the lock.
pub(crate) struct SqliteStore {
    pub(super) pool: SqlitePool,
}

impl SqliteStore {
    /// Opens the file or makes it, and brings its tables up to date.
    pub(crate) async fn open(path: &Path) -> Result<Self> {
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options(path)).await?;
        migrator().run(&pool).await?;
        let store = Self { pool };
        store.adopt().await?;
        Ok(store)
    }

    /// Begins an act or a look at sessions: those beyond their time have ended before.
    pub(super) async fn begin(&self) -> Result<SqliteTransaction<'static>> {
        let mut transaction = self.begin_write().await?;
        expire(&mut transaction).await?;
        Ok(transaction)
    }

    /// Immediate: a transaction that turns from reading to writing fails beside another writer instead of waiting.
    pub(super) async fn begin_write(&self) -> Result<SqliteTransaction<'static>> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Takes over a file of the sandbox from before the migrations.
    async fn adopt(&self) -> Result<()> {
        let mut transaction = self.begin_write().await?;
        let old = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'sessions'";
        if sqlx::query_scalar::<_, i64>(old).fetch_one(&mut *transaction).await? == 1 {
            sqlx::raw_sql(include_str!("adopt.sql")).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Full: an answer that was given out is on the disk, even where the power goes a moment later.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}

/// By hand: `sqlx::migrate!` would build sqlx and SQLite a second time, for the compiler.
fn migrator() -> Migrator {
    let migrations = MIGRATIONS.into_iter().map(|(version, description, sql)| {
        Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}

/// Ends the sessions beyond their time.
async fn expire(connection: &mut SqliteConnection) -> Result<()> {
    let expire = "UPDATE signing_sessions
        SET status = 'expired', revision = revision + 1, completed_at = expires_at
        WHERE expires_at <= $1 AND status IN ('awaiting_authorization', 'authorized', 'processing')";
    sqlx::query(expire).bind(Timestamp::now().as_millisecond()).execute(connection).await?;
    Ok(())
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Damaged(error.to_string()),
            _ => Self::Database(Box::new(error)),
        }
    }
}

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        Self::Database(Box::new(error))
    }
}

/// The files of `migrations/` in order: version, description, SQL. A released one stays as it is: databases hold its digest.
pub(super) const MIGRATIONS: [(i64, &str, &str); 3] = [
    (1, "sessions", include_str!("../../../migrations/0001_sessions.sql")),
    (2, "repeats_and_ends", include_str!("../../../migrations/0002_repeats_and_ends.sql")),
    (3, "documents", include_str!("../../../migrations/0003_documents.sql")),
];

/// Another process may hold the file for a moment: a backup, a person with `sqlite3`.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
