//! A session over time: waiting, events, refusal, cancelling, expiry, restart.

use std::io::{BufRead, BufReader};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{SESSIONS, Server, bearer, digest, path, session_request, signing_request};

#[test]
fn a_waiting_answer_is_held_and_wakes_with_the_approval() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let started = Instant::now();
    let (status, answered) = thread::scope(|scope| {
        let waiting = scope.spawn(|| server.get(&format!("{}?wait=30", path(&session))));
        thread::sleep(Duration::from_millis(400));
        assert!(!waiting.is_finished(), "answered before the approval");
        server.decide(&session, "authorize");
        waiting.join().unwrap()
    });
    assert_eq!((status, answered["status"].as_str()), (200, Some("authorized")));
    assert!(started.elapsed() < Duration::from_secs(10), "slept through the approval");
}

#[test]
fn a_waiting_answer_comes_unchanged_when_the_time_is_over() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let started = Instant::now();
    let (_, answered) = server.get(&format!("{}?wait=1", path(&session)));
    assert_eq!(answered["status"], "awaiting_authorization");
    assert!((Duration::from_secs(1)..Duration::from_secs(5)).contains(&started.elapsed()));
}

#[test]
fn what_the_client_must_act_on_is_not_held() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    server.decide(&session, "authorize");
    let started = Instant::now();
    assert_eq!(server.get(&format!("{}?wait=30", path(&session))).1["status"], "authorized");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_wait_beyond_a_minute_is_refused() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    for wait in ["61", "soon", "-1"] {
        let (status, refused) = server.get(&format!("{}?wait={wait}", path(&session)));
        assert_eq!((status, refused["error"]["field"].as_str()), (400, Some("wait")), "{wait}");
    }
}

#[test]
fn a_refusal_fails_the_session() {
    let server = Server::start(&[]);
    let session = server.session("certisign");
    server.decide(&session, "refuse");
    let (_, failed) = server.get(&path(&session));
    assert_eq!(failed["status"], "failed");
    assert_eq!(failed["error"]["code"], "user_cancelled");
    assert_eq!(failed["certificate_chain"], Value::Null);
    let (status, gone) = server.post(&format!("{}/signatures", path(&session)), &signing_request(b"text"));
    assert_eq!((status, gone["error"]["code"].as_str()), (410, Some("user_cancelled")));
}

#[test]
fn cancelling_twice_is_the_same_as_once() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    assert_eq!(server.delete(&path(&session)), 204);
    assert_eq!(server.delete(&path(&session)), 204);
    assert_eq!(server.get(&path(&session)).1["status"], "cancelled");
}

#[test]
fn cancelling_does_not_undo_a_signature() {
    let server = Server::start(&[]);
    let session = server.session("local");
    let completion = json!({ "signed_document_digest": digest(b"signed"), "size": 6 });
    assert_eq!(server.post(&format!("{}/complete", path(&session)), &completion).0, 200);
    assert_eq!(server.delete(&path(&session)), 204);
    assert_eq!(server.get(&path(&session)).1["status"], "signed");
}

#[test]
fn an_unfinished_session_expires_and_tells_who_waits() {
    let server = Server::start(&["--session-ttl", "1"]);
    let session = server.session("birdid");
    let started = Instant::now();
    let (_, expired) = server.get(&format!("{}?wait=30", path(&session)));
    assert_eq!(expired["status"], "expired");
    assert!(started.elapsed() < Duration::from_secs(10));
    let (status, gone) = server.post(&format!("{}/signatures", path(&session)), &signing_request(b"text"));
    assert_eq!((status, gone["error"]["code"].as_str()), (410, Some("session_expired")));
    assert_eq!(gone["error"]["retryable"], true);
}

#[test]
fn the_event_stream_tells_every_change_and_ends_with_the_session() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let url = format!("{}{}/events", server.api, path(&session));
    let response = server.agent.get(url).header("Authorization", bearer()).call().unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let lines = BufReader::new(response.into_body().into_reader()).lines();
    let mut statuses = lines.filter_map(|line| {
        let data: Value = serde_json::from_str(line.unwrap().strip_prefix("data: ")?).unwrap();
        Some(data["status"].as_str().unwrap().to_owned())
    });
    assert_eq!(statuses.next().unwrap(), "awaiting_authorization");
    server.decide(&session, "authorize");
    assert_eq!(statuses.next().unwrap(), "authorized");
    server.delete(&path(&session));
    assert_eq!(statuses.next().unwrap(), "cancelled");
    assert_eq!(statuses.next(), None);
}

#[test]
fn the_history_survives_a_restart() {
    let server = Server::start(&[]);
    let first = server.session("local");
    let second = server.session("birdid");
    let server = server.restart();
    let (_, history) = server.get("/v1/signatures");
    let ids: Vec<&Value> = history["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, [&second["signature_id"], &first["signature_id"]]);
}

#[test]
fn a_long_history_comes_in_pages_without_gap() {
    let server = Server::start(&[]);
    for _ in 0..51 {
        assert_eq!(server.post(SESSIONS, &session_request("local")).0, 201);
    }
    let (_, newest) = server.get("/v1/signatures");
    assert_eq!(newest["items"].as_array().unwrap().len(), 50);
    let cursor = newest["next_cursor"].as_str().unwrap();
    let (_, oldest) = server.get(&format!("/v1/signatures?cursor={cursor}"));
    assert_eq!(oldest["items"].as_array().unwrap().len(), 1);
    assert_eq!(oldest["next_cursor"], Value::Null);
}
