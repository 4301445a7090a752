//! The documents of a session: all of them are shown, and each gets as many signatures as were shown.

use serde_json::{Value, json};

use crate::support::{SESSIONS, Server, digest, documents_request, path, session_request, signing_request};

const THREE: [(&str, usize); 3] = [("contrato.pdf", 1), ("lote.xml", 50), ("recibo.pdf", 2)];

#[test]
fn the_approval_page_shows_every_document_with_its_number_of_signatures() {
    let server = Server::start(&[]);
    let session = server.post(SESSIONS, &documents_request("birdid", &THREE)).1;
    let request = server.agent.get(session["authorization"]["url"].as_str().unwrap());
    let page = request.header("Accept-Language", "en").call().unwrap().body_mut().read_to_string().unwrap();
    assert!(page.contains("3 documents, 53 signatures"), "{page}");
    for (name, signatures) in THREE {
        let (_, own) = page.split_once(&format!("<dd>{name}</dd>")).expect(name);
        let (own, _) = own.split_once("</dl>").unwrap();
        let value = openssl::hash::hash(openssl::hash::MessageDigest::sha256(), name.as_bytes()).unwrap();
        let hexadecimal: String = value.iter().map(|octet| format!("{octet:02x}")).collect();
        assert!(own.contains(&hexadecimal), "{own}");
        assert!(own.contains(&format!("<dt>Signatures</dt><dd>{signatures}</dd>")), "{own}");
    }
}

#[test]
fn a_single_document_is_one_signature_in_the_session_and_on_the_page() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let one = json!([{ "document_id": "contract-001", "signature_id": session["signature_id"], "status": "awaiting_authorization" }]);
    assert_eq!(session["documents"], one);
    let page = server.agent.get(session["authorization"]["url"].as_str().unwrap()).call().unwrap();
    let page = page.into_body().read_to_string().unwrap();
    assert!(page.contains("<dt>Assinaturas</dt><dd>1</dd>"), "{page}");
}

#[test]
fn no_more_values_are_signed_than_were_listed() {
    let server = Server::start(&[]);
    for (provider, listed) in [("birdid", 1), ("vidaas", 2), ("certisign", 50)] {
        let session = server.approved_for(provider, listed);
        let (status, body) = server.post(&signatures(&session), &items(&[(None, listed + 1)]));
        assert_eq!((status, body["error"]["code"].as_str()), (400, Some("invalid_request")), "{body}");
        assert_eq!(body["error"]["field"], format!("items[{listed}].digest"));
        assert_eq!(server.get(&path(&session)).1["status"], "authorized", "nothing was signed");
        assert!(server.post(&signatures(&session), &items(&[(None, listed)])).0 < 300);
        let more = server.post(&signatures(&session), &signing_request(b"one more"));
        assert_eq!(more.0, 409, "the approval is used up: {}", more.1);
    }
}

#[test]
fn a_flat_session_signs_one_value_and_not_a_hundred() {
    let server = Server::start(&[]);
    let session = server.approved("birdid");
    assert_eq!(server.post(&signatures(&session), &items(&[(None, 100)])).0, 400);
    assert_eq!(server.post(&signatures(&session), &items(&[(None, 1)])).0, 200);
}

#[test]
fn the_values_of_one_document_are_not_those_of_another() {
    let server = Server::start(&[]);
    let (session, ids) = approved(&server, &THREE);
    let refused = [
        (items(&[(Some(&ids[0]), 2)]), "items[1].digest"),
        (items(&[(Some(&ids[0]), 1), (Some(&ids[2]), 3)]), "items[3].digest"),
        (items(&[(None, 1)]), "items[0].signature_id"),
        (items(&[(Some("another session's"), 1)]), "items[0].signature_id"),
    ];
    for (body, field) in refused {
        let (status, refused) = server.post(&signatures(&session), &body);
        assert_eq!((status, refused["error"]["field"].as_str()), (400, Some(field)), "{refused}");
    }
    let all = items(&[(Some(&ids[0]), 1), (Some(&ids[1]), 50), (Some(&ids[2]), 2)]);
    let (status, signed) = server.post(&signatures(&session), &all);
    assert_eq!((status, signed["items"].as_array().unwrap().len()), (200, 53));
}

#[test]
fn each_document_is_registered_and_listed_by_itself() {
    let server = Server::start(&[]);
    let (session, ids) = approved(&server, &THREE);
    let some = items(&[(Some(&ids[0]), 1), (Some(&ids[2]), 2)]);
    let values = server.post(&signatures(&session), &some).1["items"].clone();

    let unsigned = json!({ "documents": [signed_document(&ids[1])] });
    let refused = server.post(&complete(&session), &unsigned);
    assert_eq!((refused.0, refused.1["error"]["field"].as_str()), (400, Some("documents[0].signature_id")));
    let twice = json!({ "documents": [signed_document(&ids[0]), signed_document(&ids[0])] });
    assert_eq!(server.post(&complete(&session), &twice).0, 400);
    let mut foreign = json!({ "documents": [signed_document(&ids[0])] });
    foreign["documents"][0]["items"] =
        json!([{ "id": values[1]["id"], "signature": values[1]["signature"] }]);
    let refused = server.post(&complete(&session), &foreign);
    assert_eq!(refused.1["error"]["field"], "documents[0].items[0].signature");

    let mut first = json!({ "documents": [signed_document(&ids[0])] });
    first["documents"][0]["items"] = json!([{ "id": values[0]["id"], "signature": values[0]["signature"] }]);
    let answer = server.post(&complete(&session), &first).1;
    let states = |answer: &Value| {
        ids.each_ref().map(|id| {
            let documents = answer["documents"].as_array().unwrap();
            documents.iter().find(|one| one["signature_id"] == **id).unwrap()["status"].clone()
        })
    };
    assert_eq!(states(&answer), ["signed", "failed", "failed"]);
    // A document that could not be registered with the others is registered when it can.
    let late = server.post(&complete(&session), &json!({ "documents": [signed_document(&ids[2])] })).1;
    assert_eq!(states(&late), ["signed", "failed", "signed"]);
    let listed = server.restart().get("/v1/signatures").1["items"].clone();
    let listed: Vec<_> =
        listed.as_array().unwrap().iter().map(|one| (one["id"].clone(), one["status"].clone())).collect();
    assert_eq!(
        listed,
        [
            (json!(ids[2]), json!("signed")),
            (json!(ids[1]), json!("failed")),
            (json!(ids[0]), json!("signed"))
        ]
    );
}

#[test]
fn the_history_pages_through_the_documents_of_a_session() {
    let server = Server::start(&[]);
    let names: Vec<String> = (0..60).map(|number| format!("{number}.pdf")).collect();
    let documents: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    server.post(SESSIONS, &documents_request("local", &documents));
    let newest = server.get("/v1/signatures").1;
    let cursor = newest["next_cursor"].as_str().unwrap();
    let oldest = server.get(&format!("/v1/signatures?cursor={cursor}")).1;
    let both = [&newest, &oldest].map(|page| page["items"].as_array().unwrap().clone()).concat();
    let found: Vec<_> = both.iter().rev().map(|one| one["document_name"].as_str().unwrap()).collect();
    assert_eq!(found, names);
}

#[test]
fn a_wrong_list_names_its_field() {
    let server = Server::start(&[]);
    let cases = [
        ("/documents", json!([]), "documents"),
        ("/documents", json!("contrato.pdf"), "documents"),
        ("/documents/1/signatures", json!(0), "documents[1].signatures"),
        ("/documents/1/signatures", json!(101), "documents[1].signatures"),
        ("/documents/1/signatures", json!("1"), "documents[1].signatures"),
        ("/documents/1/signatures", json!(98), "documents"),
        ("/documents/0/digest/value", json!("AAAA"), "documents[0].digest.value"),
        ("/documents/0/document_id", Value::Null, "documents[0].document_id"),
        ("/documents/2/size", json!(0), "documents[2].size"),
        ("/documents/2/size", Value::Null, "documents[2].size"),
        ("/document_id", json!("beside the list"), "document_id"),
        ("/document_digest", digest(b"beside the list"), "document_digest"),
    ];
    for (pointer, value, field) in cases {
        let mut request = documents_request("birdid", &THREE);
        *request.pointer_mut(pointer).unwrap() = value;
        let (status, body) = server.post(SESSIONS, &request);
        assert_eq!((status, body["error"]["field"].as_str()), (400, Some(field)), "{pointer} {body}");
    }
    let mut request = documents_request("birdid", &THREE);
    request["documents"][0]["colour"] = "blue".into();
    assert_eq!(server.post(SESSIONS, &request).1["error"]["field"], "documents[0].colour");
}

#[test]
fn every_provider_signs_every_type_of_document() {
    let server = Server::start(&[]);
    for provider in ["birdid", "vidaas", "serproid", "certisign", "csc"] {
        for document_type in ["pdf", "xml", "cms"] {
            let mut request = session_request(provider);
            request["document_type"] = document_type.into();
            let (status, session) = server.post(SESSIONS, &request);
            assert_eq!(
                (status, session["provider"].as_str()),
                (201, Some(provider)),
                "{document_type} {session}"
            );
            server.decide(&session, "authorize");
            assert!(server.post(&signatures(&session), &items(&[(None, 1)])).0 < 300);
        }
    }
}

#[test]
fn a_provider_that_is_not_named_is_the_only_one_or_missing() {
    let mut request = session_request("birdid");
    request["provider_hint"] = Value::Null;
    let (status, body) = Server::start(&[]).post(SESSIONS, &request);
    assert_eq!((status, body["error"]["code"].as_str()), (400, Some("invalid_request")));
    assert_eq!(body["error"]["field"], "provider_hint");
    let two = Server::start(&["--provider", "csc", "--provider", "vidaas"]);
    assert_eq!(two.post(SESSIONS, &request).1["error"]["field"], "provider_hint");
    assert_eq!(two.post(SESSIONS, &session_request("birdid")).1["error"]["field"], "provider_hint");
    let one = Server::start(&["--provider", "csc"]);
    assert_eq!(one.post(SESSIONS, &request).1["provider"], "csc");
}

/// A session that a person approved, and its signatures' names.
fn approved<const N: usize>(server: &Server, documents: &[(&str, usize); N]) -> (Value, [String; N]) {
    let session = server.post(SESSIONS, &documents_request("serproid", documents)).1;
    server.decide(&session, "authorize");
    let id = |place: usize| session["documents"][place]["signature_id"].as_str().unwrap().to_owned();
    let ids = std::array::from_fn(id);
    (session, ids)
}

/// So many values for each document.
fn items(documents: &[(Option<&str>, usize)]) -> Value {
    let mut items = Vec::new();
    for (signature_id, count) in documents {
        for _ in 0..*count {
            let id = items.len().to_string();
            let value = digest(id.as_bytes())["value"].clone();
            items.push(json!({ "id": id, "signature_id": signature_id, "digest": value, "digest_algorithm": "SHA-256" }));
        }
    }
    json!({ "items": items })
}

fn signed_document(signature_id: &str) -> Value {
    json!({ "signature_id": signature_id, "signed_document_digest": digest(signature_id.as_bytes()), "size": 20 })
}

fn signatures(session: &Value) -> String {
    format!("{}/signatures", path(session))
}

fn complete(session: &Value) -> String {
    format!("{}/complete", path(session))
}
