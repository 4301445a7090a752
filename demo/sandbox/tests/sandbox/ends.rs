//! A session that ended: nothing more goes out of it, and what went out before can still be registered.

use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Server, digest, path, signing_request};

#[test]
fn after_a_cancellation_no_value_goes_out_any_more() {
    for provider in ["birdid", "vidaas"] {
        let server = Server::start(&[]);
        let session = signed(&server, provider);
        assert_eq!(server.delete(&path(&session)), 204);
        assert_no_value(&server, &session, "cancelled", "user_cancelled");
        assert_no_value(&server.restart(), &session, "cancelled", "user_cancelled");
    }
}

#[test]
fn after_its_time_no_value_goes_out_any_more() {
    let server = Server::start(&["--session-ttl", "2"]);
    let sessions = ["birdid", "vidaas"].map(|provider| signed(&server, provider));
    sleep(Duration::from_secs(2));
    for session in sessions {
        assert_no_value(&server, &session, "expired", "session_expired");
    }
}

#[test]
fn a_session_that_is_cancelled_while_it_signs_gets_no_value() {
    let server = Server::start(&[]);
    let session = server.approved("vidaas");
    assert_eq!(
        server
            .post_with_key(&signatures(&session), &signing_request(b"text"), session["id"].as_str().unwrap())
            .0,
        202
    );
    assert_eq!(server.delete(&path(&session)), 204);
    sleep(Duration::from_millis(600));
    assert_no_value(&server, &session, "cancelled", "user_cancelled");
    assert_eq!(complete(&server, &session).0, 410, "nobody has the value");
}

#[test]
fn a_value_that_was_given_out_is_registered_after_the_end() {
    for provider in ["birdid", "vidaas"] {
        let server = Server::start(&["--session-ttl", "2"]);
        let (cancelled, expired) = (signed(&server, provider), signed(&server, provider));
        server.delete(&path(&cancelled));
        sleep(Duration::from_secs(2));
        for session in [cancelled, expired] {
            let (status, answer) = complete(&server, &session);
            assert_eq!((status, answer["status"].as_str()), (200, Some("signed")), "{answer}");
            assert_eq!(answer["items"], Value::Null, "given out once more");
            assert_eq!(complete(&server, &session).0, 200);
            let id = session["signature_id"].as_str().unwrap();
            assert_eq!(server.get(&format!("/v1/signatures/{id}")).1["status"], "signed");
        }
    }
}

#[test]
fn a_value_can_be_registered_for_seven_days() {
    let mut server = Server::start(&[]);
    let sessions = [signed(&server, "birdid"), signed(&server, "birdid")];
    for session in &sessions {
        server.delete(&path(session));
    }
    for (session, (hours, status)) in sessions.iter().zip([(167, 200), (169, 410)]) {
        server.kill();
        let ago = format!(
            "UPDATE signing_sessions SET given_out_at = given_out_at - {hours} * 3600000 WHERE id = '{}'",
            session["id"].as_str().unwrap()
        );
        server.sql(&ago);
        server = server.restart();
        assert_eq!(complete(&server, session).0, status, "{hours}");
    }
}

#[test]
fn a_value_that_nobody_fetched_is_not_registered() {
    let server = Server::start(&["--session-ttl", "2"]);
    let session = server.approved("vidaas");
    assert_eq!(server.post(&signatures(&session), &signing_request(b"text")).0, 202);
    sleep(Duration::from_millis(800));
    assert_eq!(complete(&server, &session).0, 409);
    sleep(Duration::from_millis(1500));
    assert_eq!(complete(&server, &session).0, 410);
}

/// A session whose value was given out.
fn signed(server: &Server, provider: &str) -> Value {
    let session = server.approved(provider);
    server.post_with_key(&signatures(&session), &signing_request(b"text"), session["id"].as_str().unwrap());
    let shown = server.get(&format!("{}?wait=20", path(&session))).1;
    assert!(shown["items"][0]["signature"].is_string(), "{shown}");
    session
}

/// Asked in every way, the old key included.
fn assert_no_value(server: &Server, session: &Value, status: &str, code: &str) {
    let shown = server.get(&path(session)).1;
    assert_eq!((shown["status"].as_str(), &shown["items"]), (Some(status), &Value::Null));
    let own = session["id"].as_str().unwrap();
    for key in [own.to_owned(), format!("another for {own}")] {
        let (gone, body) = server.post_with_key(&signatures(session), &signing_request(b"text"), &key);
        assert_eq!((gone, body["error"]["code"].as_str()), (410, Some(code)), "{body}");
    }
    let url = format!("{}{}/events", server.api, path(session));
    let events = server.agent.get(url).header("Authorization", crate::support::bearer()).call().unwrap();
    assert!(!events.into_body().read_to_string().unwrap().contains("\"items\""));
    let id = session["signature_id"].as_str().unwrap();
    assert_eq!(server.get(&format!("/v1/signatures/{id}")).1["status"], status);
}

fn complete(server: &Server, session: &Value) -> (u16, Value) {
    let completion = json!({ "signed_document_digest": digest(b"signed"), "size": 6 });
    server.post(&format!("{}/complete", path(session)), &completion)
}

fn signatures(session: &Value) -> String {
    format!("{}/signatures", path(session))
}
