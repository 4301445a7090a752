//! The contract around the sessions: authentication, fields, origins, the journal.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::support::{SESSIONS, Server, TOKEN, bearer, digest, path, session_request, signing_request};

#[test]
fn a_wrong_or_missing_token_is_unauthorized() {
    let server = Server::start(&[]);
    for token in ["Bearer a-token-for-testS", "Bearer", "Basic a-token-for-tests", ""] {
        let request =
            server.agent.get(format!("{}/v1/signatures", server.api)).header("Authorization", token);
        let mut response = request.call().unwrap();
        let body: Value = response.body_mut().read_json().unwrap();
        assert_eq!(
            (response.status().as_u16(), body["error"]["code"].as_str()),
            (401, Some("api_unauthorized"))
        );
    }
}

#[test]
fn every_wrong_field_is_named() {
    let server = Server::start(&[]);
    let cases = [
        ("document_id", "/document_id", Value::Null),
        ("document_id", "/document_id", json!("")),
        ("document_type", "/document_type", json!("doc")),
        ("certificate_mode", "/certificate_mode", json!("a1")),
        ("provider_hint", "/provider_hint", json!("nobody")),
        ("provider_hint", "/provider_hint", Value::Null),
        ("document_size", "/document_size", json!(-1)),
        ("document_size", "/document_size", json!("12")),
        ("document_digest", "/document_digest", Value::Null),
        ("document_digest.algorithm", "/document_digest/algorithm", json!("MD5")),
        ("document_digest.value", "/document_digest/value", json!("AAAA")),
        ("document_digest.value", "/document_digest/value", json!("%%%")),
        ("metadata", "/metadata", json!("reason")),
        ("metadata.reason", "/metadata/reason", json!({ "a": 1 })),
    ];
    for (field, pointer, value) in cases {
        let mut request = session_request("birdid");
        *request.pointer_mut(pointer).unwrap() = value;
        assert_invalid(&server.post(SESSIONS, &request), field);
    }
}

#[test]
fn an_unknown_field_is_refused_by_name() {
    let server = Server::start(&[]);
    let mut request = session_request("birdid");
    request["colour"] = "blue".into();
    assert_invalid(&server.post(SESSIONS, &request), "colour");
    let mut request = session_request("birdid");
    request["document_digest"]["colour"] = "blue".into();
    assert_invalid(&server.post(SESSIONS, &request), "document_digest.colour");
}

#[test]
fn an_upload_is_refused() {
    let server = Server::start(&[]);
    let mut request = session_request("birdid");
    request["document_content_base64"] = "JVBERi0=".into();
    assert_invalid(&server.post(SESSIONS, &request), "document_content_base64");
}

#[test]
fn a_wrong_item_is_named_and_nothing_is_signed() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    server.decide(&session, "authorize");
    let signatures = format!("{}/signatures", path(&session));
    let item = signing_request(b"text")["items"][0].clone();
    let mut short = item.clone();
    short["digest"] = "AAAA".into();
    let second =
        json!({ "items": [item, { "id": "2", "digest": short["digest"], "digest_algorithm": "SHA-256" }] });
    assert_invalid(&server.post(&signatures, &second), "items[1].digest");
    assert_invalid(&server.post(&signatures, &json!({ "items": [item, item] })), "items[1].id");
    assert_invalid(&server.post(&signatures, &json!({ "items": [] })), "items");
    assert_eq!(server.get(&path(&session)).1["status"], "authorized");
}

#[test]
fn what_is_not_json_is_an_invalid_request() {
    let server = Server::start(&[]);
    let request = server.agent.post(format!("{}{SESSIONS}", server.api)).header("Authorization", bearer());
    let mut response = request.send("document_id=1").unwrap();
    let status = response.status().as_u16();
    assert_invalid(&(status, response.body_mut().read_json().unwrap()), "body");
}

#[test]
fn what_does_not_exist_is_not_found() {
    let server = Server::start(&[]);
    let missing =
        ["/v1/connector/v1/sessions/none", "/v1/signatures/none", "/v1/signatures/none/download-url", "/v2"];
    for path in missing {
        let (status, body) = server.get(path);
        assert_eq!((status, body["error"]["code"].as_str()), (404, Some("api_rejected")), "{path}");
    }
    assert_eq!(server.delete("/v1/connector/v1/sessions/none"), 404);
}

#[test]
fn there_is_no_download_of_a_document_that_never_came() {
    let server = Server::start(&[]);
    let session = server.session("local");
    let id = session["signature_id"].as_str().unwrap();
    let (status, body) = server.get(&format!("/v1/signatures/{id}/download-url"));
    assert_eq!((status, body["error"]["code"].as_str()), (404, Some("api_rejected")));
}

#[test]
fn a_preflight_from_an_allowed_origin_passes_and_from_another_does_not() {
    let server = Server::start(&["--allow-origin", "https://page.example"]);
    let allowed = preflight(&server, "https://page.example");
    assert_eq!(allowed["access-control-allow-origin"], "https://page.example");
    let headers = allowed["access-control-allow-headers"].to_str().unwrap().to_lowercase();
    for name in ["authorization", "content-type", "idempotency-key"] {
        assert!(headers.contains(name), "{headers}");
    }
    assert!(allowed["access-control-allow-methods"].to_str().unwrap().contains("DELETE"));
    assert!(!preflight(&server, "https://other.example").contains_key("access-control-allow-origin"));
}

#[test]
fn an_error_can_be_read_by_an_allowed_page() {
    let server = Server::start(&["--allow-origin", "https://page.example"]);
    let request = server.agent.get(format!("{}/v1/signatures", server.api));
    let response = request.header("Origin", "https://page.example").call().unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["access-control-allow-origin"], "https://page.example");
}

#[test]
fn the_journal_shows_every_body_and_no_token() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let completion = json!({ "signed_document_digest": digest(b"signed"), "size": 6 });
    server.post(&format!("{}/complete", path(&session)), &completion);
    let journal = server.journal();
    assert!(!journal.contains(TOKEN));
    let entries: Vec<Value> = journal.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0]["method"], "POST");
    assert_eq!(entries[0]["path"], "/api/v1/connector/v1/sessions");
    assert_eq!(entries[0]["headers"]["origin"], "https://page.example");
    let body = BASE64_STANDARD.decode(entries[1]["body"].as_str().unwrap()).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), completion);
}

#[test]
fn the_journal_shows_a_document_that_was_sent_and_refused() {
    let server = Server::start(&[]);
    let document = vec![b'x'; 3 << 20];
    let request = server.agent.post(format!("{}{SESSIONS}", server.api)).header("Authorization", bearer());
    assert_eq!(request.send(&document[..]).unwrap().status(), 413);
    let entry: Value = serde_json::from_str(&server.journal()).unwrap();
    assert!(BASE64_STANDARD.decode(entry["body"].as_str().unwrap()).unwrap() == document);
}

fn preflight(server: &Server, origin: &str) -> ureq::http::HeaderMap {
    let request = server.agent.options(format!("{}{SESSIONS}", server.api)).header("Origin", origin);
    let request = request.header("Access-Control-Request-Method", "POST");
    request.header("Access-Control-Request-Headers", "authorization").call().unwrap().headers().clone()
}

fn assert_invalid((status, body): &(u16, Value), field: &str) {
    assert_eq!(*status, 400, "{field}: {body}");
    assert_eq!(body["error"]["code"], "invalid_request");
    assert_eq!(body["error"]["field"], field);
    assert_eq!(body["error"]["retryable"], false);
}
