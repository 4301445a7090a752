//! A request that comes again with its key: after an answer, after a crash, out of turn.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{SESSIONS, Server, digest, path, session_request, signing_request};

#[test]
fn a_repeated_request_gets_the_first_answer_and_does_nothing() {
    let server = Server::start(&[]);
    let first = server.post_with_key(SESSIONS, &session_request("birdid"), "key-1");
    let again = server.post_with_key(SESSIONS, &session_request("birdid"), "key-1");
    assert_eq!(first, again);
    assert_eq!(server.get("/v1/signatures").1["items"].as_array().unwrap().len(), 1);
    let server = server.restart();
    assert_eq!(server.post_with_key(SESSIONS, &session_request("birdid"), "key-1").1["id"], first.1["id"]);
}

#[test]
fn a_key_with_another_request_is_refused_and_nothing_is_done() {
    let server = Server::start(&[]);
    assert_eq!(server.post_with_key(SESSIONS, &session_request("birdid"), "key-1").0, 201);
    let (status, body) = server.post_with_key(SESSIONS, &session_request("vidaas"), "key-1");
    assert_eq!((status, body["error"]["field"].as_str()), (422, Some("Idempotency-Key")));
    assert_eq!(body["error"]["code"], "idempotency_key_reused");
    assert_eq!(server.get("/v1/signatures").1["items"].as_array().unwrap().len(), 1);
}

#[test]
fn requests_at_the_same_time_with_one_key_create_one_session() {
    let server = Server::start(&[]);
    let ids = std::thread::scope(|scope| {
        let create = || server.post_with_key(SESSIONS, &session_request("birdid"), "key-1").1["id"].clone();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(create)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<Value>>()
    });
    assert!(ids[0].is_string() && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn a_key_is_bound_to_its_request_though_no_answer_was_kept() {
    let server = Server::start(&[]);
    let session = server.approved("vidaas");
    let complete = format!("{}/complete", path(&session));
    assert_eq!(server.post_with_key(&complete, &completion(), "key-1").0, 409);
    let other = json!({ "signed_document_digest": digest(b"something else"), "size": 9 });
    assert_eq!(server.post_with_key(&complete, &other, "key-1").0, 422);
    assert_eq!(server.restart().post_with_key(&complete, &other, "key-1").0, 422);
}

#[test]
fn who_is_killed_while_it_signs_answers_the_repeat_with_the_signatures() {
    let mut server = Server::start(&[]);
    let texts: Vec<String> = (0..100).map(|number| format!("text {number}")).collect();
    let item = |text: &String| json!({ "id": text, "digest": digest(text.as_bytes())["value"], "digest_algorithm": "SHA-256" });
    let items = json!({ "items": texts.iter().map(item).collect::<Vec<_>>() });
    for (kill, provider) in (0..12).zip(["birdid", "vidaas", "certisign"].into_iter().cycle()) {
        let session = server.approved_for(provider, texts.len());
        let (signatures, key) = (format!("{}/signatures", path(&session)), format!("key-{kill}"));
        thread::scope(|scope| {
            scope.spawn(|| server.try_post(&signatures, &items, &key));
            thread::sleep(Duration::from_millis(3 + 9 * kill));
            server.kill();
        });
        server = server.restart();
        let (status, answer) = server.post_with_key(&signatures, &items, &key);
        assert_eq!(status, if provider == "vidaas" { 202 } else { 200 }, "{kill} {answer}");
        let signed = server.get(&format!("{}?wait=20", path(&session))).1;
        assert_eq!(signed["items"].as_array().unwrap().len(), texts.len());
        let again = server.post_with_key(&signatures, &items, &key).1;
        assert_eq!(again["items"], signed["items"], "{kill}");
        assert_eq!(server.post(&signatures, &signing_request(b"text")).0, 409, "the approval is used up");
    }
}

#[test]
fn an_answer_that_was_lost_with_the_server_is_given_by_the_next_one() {
    for provider in ["birdid", "vidaas"] {
        let server = Server::start(&[]);
        let opened = server.post_with_key(SESSIONS, &session_request(provider), "open");
        let server = lost(server);
        let found = server.post_with_key(SESSIONS, &session_request(provider), "open");
        assert_eq!((found.0, &found.1["id"]), (201, &opened.1["id"]));
        let session = found.1;
        server.decide(&session, "authorize");

        let signatures = format!("{}/signatures", path(&session));
        let first = server.post_with_key(&signatures, &signing_request(b"text"), "sign");
        let signed = server.get(&format!("{}?wait=20", path(&session))).1["items"].clone();
        let server = lost(server);
        let again = server.post_with_key(&signatures, &signing_request(b"text"), "sign");
        assert_eq!((again.0, &again.1["items"]), (first.0, &signed));

        let complete = format!("{}/complete", path(&session));
        let completed = server.post_with_key(&complete, &completion(), "complete");
        let server = lost(server);
        let again = server.post_with_key(&complete, &completion(), "complete");
        assert_eq!((again.0, &again.1["status"]), (200, &completed.1["status"]));
        assert_eq!(server.get("/v1/signatures").1["items"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn the_same_digests_are_the_same_request_whatever_its_key() {
    let server = Server::start(&[]);
    let session = server.approved("birdid");
    let signatures = format!("{}/signatures", path(&session));
    let answers = thread::scope(|scope| {
        let sign = || server.post(&signatures, &signing_request(b"text"));
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(sign)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(answers.iter().all(|answer| answer.0 == 200 && *answer == answers[0]), "{answers:?}");
}

#[test]
fn a_completion_that_came_too_early_is_taken_when_its_time_has_come() {
    let server = Server::start(&[]);
    let session = server.approved("vidaas");
    let complete = format!("{}/complete", path(&session));
    let early = server.post_with_key(&complete, &completion(), "key-1");
    assert_eq!((early.0, &early.1["error"]["retryable"]), (409, &json!(false)));
    assert_eq!(server.post(&format!("{}/signatures", path(&session)), &signing_request(b"text")).0, 202);
    let early = server.post_with_key(&complete, &completion(), "key-1");
    assert_eq!((early.0, &early.1["error"]["retryable"]), (409, &json!(true)));
    server.get(&format!("{}?wait=20", path(&session)));
    assert_eq!(server.post_with_key(&complete, &completion(), "key-1").0, 200);
    assert_eq!(server.post_with_key(&complete, &completion(), "key-1").0, 200);
    let other = json!({ "signed_document_digest": digest(b"something else"), "size": 6 });
    assert_eq!(server.post(&complete, &other).0, 409);
}

#[test]
fn fifty_requests_at_once_are_all_answered() {
    let server = Server::start(&[]);
    let answers = thread::scope(|scope| {
        let create = || server.post(SESSIONS, &session_request("local")).0;
        let threads: Vec<_> = (0..50).map(|_| scope.spawn(create)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(answers, [201; 50]);
}

/// The next server on a database in which no answer was kept: the last one was killed before it could.
fn lost(server: Server) -> Server {
    server.kill();
    server.sql("UPDATE idempotency_keys SET status = NULL, body = NULL");
    server.restart()
}

fn completion() -> Value {
    json!({ "signed_document_digest": digest(b"signed"), "size": 6 })
}
