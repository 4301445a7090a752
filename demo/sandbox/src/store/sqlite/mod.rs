//! The questions answered by SQLite; all SQL is here and in `migrations/`.

mod database;
mod idempotency_keys;
mod rows;
mod sessions;
mod signatures;

pub(crate) use database::SqliteStore;

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod tests;
