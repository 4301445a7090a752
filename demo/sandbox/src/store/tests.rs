//! The promises of the questions, with writers at the same time and after restarts.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use super::fixtures::{authorized, items, opened, signatures, signed};
use super::{Claim, Decision, Effect, SqliteStore, Store};
use crate::session::Status;

#[tokio::test]
async fn reopening_the_file_finds_everything() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    let session = signed(&*store).await;
    let waiting = opened(&*store, 600).await;
    store.claim_key("key", b"request").await.unwrap();
    store.keep_answer("key", 201, b"answer").await.unwrap();
    let before = store.session(&session).await.unwrap().unwrap();
    assert_eq!(before.status, Status::Signed);
    drop(store);

    let store = open(&folder).await;
    assert_eq!(store.session(&session).await.unwrap().unwrap(), before);
    assert_eq!(store.signature(before.signature_id()).await.unwrap().unwrap(), (before, 0));
    let history = store.signatures_before(i64::MAX, 10).await.unwrap();
    assert_eq!(history.iter().map(|(session, _)| &session.id).collect::<Vec<_>>(), [&waiting, &session]);
    let answered = Claim::Answered { status: 201, body: b"answer".to_vec() };
    assert_eq!(store.claim_key("key", b"request").await.unwrap(), answered);
    assert_eq!(store.claim_key("key", b"another request").await.unwrap(), Claim::OtherRequest);
}

#[tokio::test]
async fn what_was_promised_is_found_until_it_is_signed() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    let session = authorized(&*store).await;
    assert!(store.promised().await.unwrap().is_empty());
    assert!(store.take_items(&session, &items()).await.unwrap());
    assert_eq!(store.promised().await.unwrap(), std::slice::from_ref(&session));
    assert!(store.keep_signatures(&session, &signatures()).await.unwrap());
    assert!(store.promised().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_cancelled_session_keeps_no_signatures() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    let session = authorized(&*store).await;
    assert!(store.take_items(&session, &items()).await.unwrap());
    assert!(store.cancel(&session).await.unwrap());
    assert!(!store.cancel(&session).await.unwrap());
    assert!(!store.keep_signatures(&session, &signatures()).await.unwrap());
    assert!(!store.session(&session).await.unwrap().unwrap().has_signatures());
}

#[tokio::test]
async fn a_session_beyond_its_time_has_expired_and_takes_no_step() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    let id = opened(&*store, 0).await;
    store.ask(&id, "token").await.unwrap();
    let session = store.session(&id).await.unwrap().unwrap();
    assert_eq!((session.status, session.revision), (Status::Expired, 1));
    assert_eq!(session.completed_at, Some(session.expires_at));
    assert_eq!(store.decide(&id, "token", Decision::Authorize).await.unwrap(), Effect::Late);
    assert!(!store.take_items(&id, &items()).await.unwrap());
    assert!(!store.cancel(&id).await.unwrap());
    assert_eq!(store.session(&id).await.unwrap().unwrap(), session);
}

#[tokio::test]
async fn only_the_newest_form_counts_and_once() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    let id = opened(&*store, 600).await;
    store.ask(&id, "first").await.unwrap();
    store.ask(&id, "second").await.unwrap();
    assert_eq!(store.decide(&id, "first", Decision::Refuse).await.unwrap(), Effect::Outdated);
    assert_eq!(store.decide(&id, "second", Decision::Authorize).await.unwrap(), Effect::Decided);
    assert_eq!(store.decide(&id, "second", Decision::Refuse).await.unwrap(), Effect::Outdated);
    assert_eq!(store.session(&id).await.unwrap().unwrap().status, Status::Authorized);
}

#[tokio::test]
async fn a_released_key_is_new_again_and_an_answered_one_stays() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    for key in ["failed", "at work", "answered"] {
        assert_eq!(store.claim_key(key, b"request").await.unwrap(), Claim::New);
        assert_eq!(store.claim_key(key, b"request").await.unwrap(), Claim::Working);
    }
    store.release_key("failed").await.unwrap();
    assert_eq!(store.claim_key("failed", b"another request").await.unwrap(), Claim::OtherRequest);
    assert_eq!(store.claim_key("at work", b"request").await.unwrap(), Claim::Working);
    store.keep_answer("answered", 404, b"").await.unwrap();
    store.release_unanswered().await.unwrap();
    for (key, claim) in [
        ("failed", Claim::New),
        ("at work", Claim::New),
        ("answered", Claim::Answered { status: 404, body: Vec::new() }),
    ] {
        assert_eq!(store.claim_key(key, b"request").await.unwrap(), claim, "{key}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_writers_one_claims_a_key() {
    let folder = TempDir::new().unwrap();
    let (one, other) = (open(&folder).await, open(&folder).await);
    for number in 0..40 {
        let key = format!("key {number}");
        let (first, second) =
            tokio::join!(one.claim_key(&key, b"request"), other.claim_key(&key, b"request"));
        let claims = [first.unwrap(), second.unwrap()];
        assert!(claims.contains(&Claim::New) && claims.contains(&Claim::Working), "{claims:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_writers_one_has_an_approved_session_sign() {
    let folder = TempDir::new().unwrap();
    let (one, other) = (open(&folder).await, open(&folder).await);
    for _ in 0..20 {
        let id = authorized(&*one).await;
        let (items, fewer) = (items(), items()[1..].to_vec());
        let (first, second) = tokio::join!(one.take_items(&id, &items), other.take_items(&id, &fewer));
        let taken = one.session(&id).await.unwrap().unwrap().items;
        match (first.unwrap(), second.unwrap()) {
            (true, false) => assert_eq!(taken, items),
            (false, true) => assert_eq!(taken, fewer),
            both => panic!("{both:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_writers_number_their_sessions_without_gap() {
    let folder = TempDir::new().unwrap();
    let (one, other) = (open(&folder).await, open(&folder).await);
    for _ in 0..20 {
        tokio::join!(opened(&*one, 600), opened(&*other, 600));
    }
    let numbers: Vec<i64> = one
        .signatures_before(i64::MAX, 100)
        .await
        .unwrap()
        .iter()
        .map(|(session, _)| session.documents[0].number)
        .collect();
    assert_eq!(numbers, (1..=40).rev().collect::<Vec<i64>>());
}

#[tokio::test]
async fn an_act_that_is_dropped_on_the_way_leaves_nothing_and_holds_up_nobody() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    for steps in 0..8 {
        let id = authorized(&*store).await;
        let items = items();
        let mut act = store.take_items(&id, &items);
        let mut ended = false;
        for _ in 0..steps {
            ended = ended || step(act.as_mut()).await.is_some();
        }
        drop(act);
        let session = timeout(Duration::from_secs(5), store.session(&id)).await.unwrap().unwrap().unwrap();
        let wanted = if session.status == Status::Authorized { 0 } else { items.len() };
        assert_eq!((session.items.len(), ended), (wanted, ended && wanted > 0), "{steps} steps");
    }
}

/// Lets an act go on to its next wait for the database, and the database end its work.
async fn step<T>(act: Pin<&mut (impl Future<Output = super::error::Result<T>> + ?Sized)>) -> Option<T> {
    match act.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer.unwrap()),
        Poll::Pending => {
            sleep(Duration::from_millis(5)).await;
            None
        }
    }
}

async fn open(folder: &TempDir) -> Box<dyn Store> {
    Box::new(SqliteStore::open(&folder.path().join("sandbox.db")).await.unwrap())
}
