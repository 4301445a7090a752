//! The whole road of a cloud signature, with the signature checked by OpenSSL against the chain.

use std::fs;

use base64::{Engine, prelude::BASE64_STANDARD};
use openssl::hash::MessageDigest;
use openssl::sign::Verifier;
use openssl::stack::Stack;
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::{X509, X509StoreContext};
use serde_json::{Value, json};

use crate::support::{Server, certificates, digest, path, session_request, signing_request};

const TEXT: &[u8] = b"the signed attributes";

#[test]
fn an_approved_session_gives_a_signature_that_its_chain_verifies() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    assert_eq!(session["status"], "awaiting_authorization");
    assert_eq!(session["authorization"]["kind"], "redirect");
    assert_eq!(session["certificate_chain"], Value::Null);

    server.decide(&session, "authorize");
    let (_, authorized) = server.get(&path(&session));
    assert_eq!(authorized["status"], "authorized");
    let chain = chain(&authorized);
    assert_chain_reaches_the_root(&chain);

    let (status, signed) = server.post(&format!("{}/signatures", path(&session)), &signing_request(TEXT));
    assert_eq!(status, 200, "{signed}");
    assert_eq!(signed["items"][0]["id"], "1");
    assert!(verifies(&chain[0], TEXT, &signed["items"][0]["signature"]));
    assert!(!verifies(&chain[0], b"another text", &signed["items"][0]["signature"]));

    let completion = json!({ "signed_document_digest": digest(b"signed"), "size": 6 });
    let (status, complete) = server.post(&format!("{}/complete", path(&session)), &completion);
    assert_eq!((status, complete["status"].as_str()), (200, Some("signed")));
    let (_, signature) = server.get(&format!("/v1/signatures/{}", session["signature_id"].as_str().unwrap()));
    assert_eq!(signature["status"], "signed");
    assert_eq!(signature["document_id"], "contract-001");
    assert_eq!(signature["signed_document_digest"], digest(b"signed"));
}

#[test]
fn a_provider_that_signs_later_answers_202_and_the_session_tells_when() {
    let server = Server::start(&[]);
    let session = server.session("vidaas");
    server.decide(&session, "authorize");
    let (status, promised) = server.post(&format!("{}/signatures", path(&session)), &signing_request(TEXT));
    assert_eq!((status, promised["status"].as_str()), (202, Some("processing")));
    assert_eq!(promised["items"], Value::Null);

    let too_early = json!({ "signed_document_digest": digest(b"signed"), "size": 6 });
    assert_eq!(server.post(&format!("{}/complete", path(&session)), &too_early).0, 409);

    let (_, signed) = server.get(&format!("{}?wait=20", path(&session)));
    assert_eq!(signed["status"], "processing");
    assert!(verifies(&chain(&signed)[0], TEXT, &signed["items"][0]["signature"]));
}

#[test]
fn what_was_promised_before_a_restart_is_signed_after_it() {
    let server = Server::start(&[]);
    let session = server.session("vidaas");
    server.decide(&session, "authorize");
    assert_eq!(server.post(&format!("{}/signatures", path(&session)), &signing_request(TEXT)).0, 202);
    let server = server.restart();
    let (_, signed) = server.get(&format!("{}?wait=20", path(&session)));
    assert!(verifies(&chain(&signed)[0], TEXT, &signed["items"][0]["signature"]));
}

#[test]
fn one_approval_signs_many_items_in_their_order() {
    let server = Server::start(&[]);
    let session = server.approved_for("serproid", 12);
    let texts: Vec<Vec<u8>> = (0..12).map(|number| format!("text {number}").into_bytes()).collect();
    let item = |(number, text): (usize, &Vec<u8>)| json!({ "id": format!("item-{number}"), "digest": digest(text)["value"], "digest_algorithm": "SHA-256" });
    let items: Vec<Value> = texts.iter().enumerate().map(item).collect();
    let (_, signed) = server.post(&format!("{}/signatures", path(&session)), &json!({ "items": items }));
    let chain = chain(&server.get(&path(&session)).1);
    for (number, text) in texts.iter().enumerate() {
        assert_eq!(signed["items"][number]["id"], format!("item-{number}"));
        assert!(verifies(&chain[0], text, &signed["items"][number]["signature"]));
    }
}

#[test]
fn nothing_is_signed_without_approval() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let (status, refused) = server.post(&format!("{}/signatures", path(&session)), &signing_request(TEXT));
    assert_eq!((status, refused["error"]["code"].as_str()), (409, Some("api_rejected")));
}

#[test]
fn one_approval_is_good_for_one_request() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    server.decide(&session, "authorize");
    let signatures = format!("{}/signatures", path(&session));
    assert_eq!(server.post(&signatures, &signing_request(TEXT)).0, 200);
    assert_eq!(server.post(&signatures, &signing_request(b"something else")).0, 409);
}

#[test]
fn a_key_outside_the_cloud_is_only_registered() {
    let server = Server::start(&[]);
    let (status, session) = server.post("/v1/connector/v1/sessions", &session_request("local"));
    assert_eq!((status, session["status"].as_str()), (201, Some("processing")));
    assert_eq!(server.post(&format!("{}/signatures", path(&session)), &signing_request(TEXT)).0, 409);
    let completion = json!({ "signed_document_digest": digest(b"signed"), "size": 6 });
    let (status, complete) = server.post(&format!("{}/complete", path(&session)), &completion);
    assert_eq!((status, complete["status"].as_str()), (200, Some("signed")));
}

fn chain(session: &Value) -> Vec<X509> {
    let der = |text: &Value| BASE64_STANDARD.decode(text.as_str().unwrap()).unwrap();
    let chain = session["certificate_chain"].as_array().expect("a chain");
    chain.iter().map(|text| X509::from_der(&der(text)).unwrap()).collect()
}

fn assert_chain_reaches_the_root(chain: &[X509]) {
    let root = X509::from_pem(&fs::read(certificates().join("root.pem")).unwrap()).unwrap();
    let mut trusted = X509StoreBuilder::new().unwrap();
    trusted.add_cert(root).unwrap();
    let mut issuers = Stack::new().unwrap();
    chain[1..].iter().for_each(|certificate| issuers.push(certificate.clone()).unwrap());
    let mut context = X509StoreContext::new().unwrap();
    let reached = context.init(&trusted.build(), &chain[0], &issuers, |context| context.verify_cert());
    assert!(reached.unwrap(), "{}", context.error());
}

fn verifies(certificate: &X509, text: &[u8], signature: &Value) -> bool {
    let signature = BASE64_STANDARD.decode(signature.as_str().unwrap()).unwrap();
    let key = certificate.public_key().unwrap();
    let mut verifier = Verifier::new(MessageDigest::sha256(), &key).unwrap();
    verifier.verify_oneshot(&signature, text).unwrap()
}
