//! The disk as a crash in the middle of an act leaves it: all of the act or nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::database::SqliteStore;
use crate::session::Status;
use crate::store::error::Result;
use crate::store::fixtures::{authorized, completion, items, opened, session, signatures};
use crate::store::questions::{Approvals, Decision, Effect, Sessions, Signatures};

#[tokio::test]
async fn a_crash_while_a_session_opens_leaves_all_or_nothing() {
    let disk = Disk::new().await;
    let session = session(600);
    let crashes = disk.crashes_during(disk.store.open_session(&session, None)).await;
    for after in crashes.open().await {
        assert_eq!(after.session(&session.id).await.unwrap(), None);
        // Its number is free for the next one.
        let next = opened(&after, 600).await;
        assert_eq!(after.session(&next).await.unwrap().unwrap().documents[0].number, 1);
    }
}

#[tokio::test]
async fn a_crash_while_a_person_decides_leaves_the_form_good() {
    let disk = Disk::new().await;
    let id = opened(&disk.store, 600).await;
    disk.store.ask(&id, "token").await.unwrap();
    let crashes = disk.crashes_during(disk.store.decide(&id, "token", Decision::Refuse)).await;
    for after in crashes.open().await {
        assert_eq!(after.session(&id).await.unwrap().unwrap().status, Status::AwaitingAuthorization);
        assert_eq!(after.decide(&id, "token", Decision::Authorize).await.unwrap(), Effect::Decided);
    }
}

#[tokio::test]
async fn a_crash_while_digests_come_leaves_the_approval_good() {
    let disk = Disk::new().await;
    let id = authorized(&disk.store).await;
    let items = items();
    let crashes = disk.crashes_during(disk.store.take_items(&id, &items)).await;
    for after in crashes.open().await {
        let session = after.session(&id).await.unwrap().unwrap();
        assert_eq!((session.status, session.items.len()), (Status::Authorized, 0));
        assert!(after.take_items(&id, &items).await.unwrap());
    }
}

#[tokio::test]
async fn a_crash_while_signatures_come_leaves_them_promised() {
    let disk = Disk::new().await;
    let id = authorized(&disk.store).await;
    assert!(disk.store.take_items(&id, &items()).await.unwrap());
    let before = disk.store.session(&id).await.unwrap();
    let signatures = signatures();
    let crashes = disk.crashes_during(disk.store.keep_signatures(&id, &signatures)).await;
    for after in crashes.open().await {
        assert_eq!(after.session(&id).await.unwrap(), before);
        assert_eq!(after.promised().await.unwrap(), std::slice::from_ref(&id));
    }
}

#[tokio::test]
async fn a_crash_while_a_session_completes_leaves_it_incomplete() {
    let disk = Disk::new().await;
    let id = authorized(&disk.store).await;
    assert!(disk.store.take_items(&id, &items()).await.unwrap());
    let completion = completion();
    let crashes = disk.crashes_during(disk.store.complete(&id, &completion)).await;
    for after in crashes.open().await {
        let session = after.session(&id).await.unwrap().unwrap();
        assert_eq!((session.status, &session.documents[0].completion), (Status::Processing, &None));
        assert!(after.complete(&id, &completion).await.unwrap());
    }
}

/// A database in a folder of its own.
struct Disk {
    folder: TempDir,
    store: SqliteStore,
}

impl Disk {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = SqliteStore::open(&file(folder.path())).await.unwrap();
        Self { folder, store }
    }

    /// Copies the files whenever the act has changed a row, as a crash at that moment would leave them.
    async fn crashes_during<T>(&self, act: impl Future<Output = Result<T>>) -> Crashes {
        let copies = Arc::new(Mutex::new(Vec::new()));
        let (from, to) = (self.folder.path().to_owned(), Arc::clone(&copies));
        let mut connection = self.store.pool.acquire().await.unwrap();
        connection
            .lock_handle()
            .await
            .unwrap()
            .set_update_hook(move |_| to.lock().unwrap().push(copy(&from)));
        drop(connection);
        act.await.unwrap();
        let mut connection = self.store.pool.acquire().await.unwrap();
        connection.lock_handle().await.unwrap().remove_update_hook();
        Crashes { copies: std::mem::take(&mut copies.lock().unwrap()) }
    }
}

struct Crashes {
    copies: Vec<TempDir>,
}

impl Crashes {
    async fn open(&self) -> Vec<SqliteStore> {
        assert!(self.copies.len() >= 2, "an act of one write needs no test");
        let mut stores = Vec::new();
        for copy in &self.copies {
            stores.push(SqliteStore::open(&file(copy.path())).await.unwrap());
        }
        stores
    }
}

fn copy(folder: &Path) -> TempDir {
    let copy = TempDir::new().unwrap();
    for name in ["sandbox.db", "sandbox.db-wal"] {
        fs::copy(folder.join(name), copy.path().join(name)).unwrap();
    }
    copy
}

fn file(folder: &Path) -> PathBuf {
    folder.join("sandbox.db")
}
