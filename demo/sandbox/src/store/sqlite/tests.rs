//! The file: its settings, its migrations, and the files of older versions.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use super::database::{MIGRATIONS, SqliteStore};
use crate::session::{SigningSession, Status};
use crate::store::questions::{Claim, History, IdempotencyKeys, Sessions};

#[tokio::test]
async fn the_settings_are_those_that_the_promises_need() {
    let folder = TempDir::new().unwrap();
    let store = SqliteStore::open(&file(&folder)).await.unwrap();
    let journal_mode: String =
        sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&store.pool).await.unwrap();
    assert_eq!(journal_mode, "wal");
    for (pragma, wanted) in
        [("PRAGMA synchronous", 2), ("PRAGMA foreign_keys", 1), ("PRAGMA busy_timeout", 5000)]
    {
        let found: i64 = sqlx::query_scalar(pragma).fetch_one(&store.pool).await.unwrap();
        assert_eq!(found, wanted, "{pragma}");
    }
}

#[test]
fn every_file_of_the_folder_is_a_migration() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<String> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    let listed = MIGRATIONS.map(|(version, description, _)| format!("{version:04}_{description}.sql"));
    assert_eq!(files, listed);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let folder = TempDir::new().unwrap();
    let store = SqliteStore::open(&file(&folder)).await.unwrap();
    assert_eq!(store.claim_key("key", b"request").await.unwrap(), Claim::New);
    store.keep_answer("key", 201, b"answer").await.unwrap();
    for (milliseconds, forgotten) in [(86_000_000_i64, false), (500_000, true)] {
        let older = "UPDATE idempotency_keys SET created_at = created_at - $1";
        sqlx::query(older).bind(milliseconds).execute(&store.pool).await.unwrap();
        let claim = store.claim_key("key", b"another request").await.unwrap();
        assert_eq!(claim == Claim::New, forgotten, "{claim:?}");
    }
}

#[tokio::test]
async fn a_file_from_before_the_migrations_keeps_all_that_it_held() {
    let folder = TempDir::new().unwrap();
    lay_old_file(&folder).await;
    for _ in 0..2 {
        let store = SqliteStore::open(&file(&folder)).await.unwrap();
        let history = store.signatures_before(i64::MAX, 10).await.unwrap();
        let kept: Vec<_> =
            history.iter().map(|(session, _)| (session.documents[0].number, session.status)).collect();
        let statuses = [Status::Cancelled, Status::Signed, Status::Signed];
        assert_eq!(kept, [3, 2, 1].into_iter().zip(statuses).collect::<Vec<_>>());
        let cloud = &history[2].0;
        assert_eq!(cloud.request.documents[0].name.as_deref(), Some("contrato.pdf"));
        assert_eq!(cloud.request.metadata["reason"], "Aprovação");
        assert!(cloud.given_out_at.is_some() && cloud.request.documents[0].signatures == 1);
        assert!(cloud.has_signatures() && cloud.items.len() == 1);
        assert_eq!(cloud.documents[0].completion.as_ref().unwrap().size, 6);
    }
    let store = SqliteStore::open(&file(&folder)).await.unwrap();
    let request = store.signatures_before(3, 1).await.unwrap().remove(0).0.request;
    store.open_session(&SigningSession::new(request, 600), None).await.unwrap();
    assert_eq!(store.signatures_before(i64::MAX, 1).await.unwrap()[0].0.documents[0].number, 4);
}

#[tokio::test]
async fn a_file_of_something_else_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    fs::write(file(&folder), "a letter, not a database").unwrap();
    assert!(SqliteStore::open(&file(&folder)).await.is_err());
    assert_eq!(fs::read(file(&folder)).unwrap(), b"a letter, not a database");
}

/// Without foreign keys: a dump fills the tables in the order of their names.
async fn lay_old_file(folder: &TempDir) {
    let options =
        SqliteConnectOptions::new().filename(file(folder)).create_if_missing(true).foreign_keys(false);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let old = include_str!("../../../tests/vectors/before_migrations.sql");
    sqlx::raw_sql(old).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("sandbox.db")
}
