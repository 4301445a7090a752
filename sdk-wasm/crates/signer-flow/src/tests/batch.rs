//! The seam: two things to sign in one document, single and in a batch, for every signer.

use std::process::Command;

use openssl::pkey::{PKey, Private};
use serde_json::json;

use super::fake::agent::Agent;
use super::fake::source::Bytes;
use super::fake::{Fake, cloud, local, run};
use super::toy::Toy;
use crate::{Content, Level, Opened, Order, Result, Submission, sign, sign_one};

pub(super) const DOCUMENT: &[u8] = b"what is signed here has two halves.";

#[test]
fn two_things_to_sign_in_one_document_for_every_signer() {
    for (world, order) in worlds() {
        let signed = run(sign_one(&world, &order, toy(DOCUMENT).unwrap())).unwrap();
        let names: Vec<_> = signed.signatures.iter().map(|one| (one.of.as_str(), one.level)).collect();
        assert_eq!(names, [("first half", Some(Level::BB)), ("second half", Some(Level::BB))]);
        let [first, second] = cms_after(&signed.document, DOCUMENT);
        assert_openssl_says_yes(&first, &DOCUMENT[..DOCUMENT.len() / 2]);
        assert_openssl_says_yes(&second, &DOCUMENT[DOCUMENT.len() / 2..]);
        assert_openssl_says_no(&first, &DOCUMENT[DOCUMENT.len() / 2..]);
    }
}

#[test]
fn a_batch_asks_once_and_a_bad_item_stops_no_other() {
    for (world, order) in worlds() {
        let documents = [DOCUMENT, b"", b"another one"].map(toy).into();
        let signed = run(sign(&world, &order, documents)).unwrap();
        assert_eq!(signed[1].as_ref().unwrap_err().code(), "document_unsupported");
        for (place, content) in [(0, DOCUMENT), (2, b"another one")] {
            let signed = signed[place].as_ref().unwrap();
            let [first, second] = cms_after(&signed.document, content);
            assert_openssl_says_yes(&first, &content[..content.len() / 2]);
            assert_openssl_says_yes(&second, &content[content.len() / 2..]);
        }
        assert_eq!(asked_at_once(&world), 4, "all values are asked for in one call");
    }
}

#[test]
fn the_api_hears_of_each_document_of_a_batch() {
    let world = Fake::new(Vec::new());
    let documents = [DOCUMENT, b"", b"another one"].map(toy).into();
    let signed = run(sign(&world, &cloud(), documents)).unwrap();
    let ids: Vec<_> = signed.iter().flatten().map(|signed| signed.signature_id.as_str()).collect();
    assert_eq!(ids, ["sig-1", "sig-2"]);
    let opened = world.body("POST /v1/connector/v1/sessions");
    assert!(opened.get("document_digest").is_none());
    let told: Vec<_> =
        opened["documents"].as_array().unwrap().iter().map(|one| one["size"].clone()).collect();
    assert_eq!(told, [json!(DOCUMENT.len()), json!(11)]);
    let completed = world.body("POST /v1/connector/v1/sessions/ses-1/complete");
    let sizes: Vec<_> =
        completed["documents"].as_array().unwrap().iter().map(|one| one["size"].clone()).collect();
    let produced: Vec<_> = signed.iter().flatten().map(|signed| json!(signed.document.bytes.len())).collect();
    assert_eq!(sizes, produced);
    assert_eq!(completed["documents"][1]["signature_id"], "sig-2");
}

#[test]
fn the_api_hears_how_many_values_each_document_gets_and_whose_each_is() {
    let world = Fake::new(Vec::new());
    run(sign_one(&world, &cloud(), toy(DOCUMENT).unwrap())).unwrap();
    let opened = world.body("POST /v1/connector/v1/sessions");
    assert!(opened.get("document_digest").is_none(), "the fields of the session itself are for one value");
    assert_eq!(
        (opened["documents"].as_array().unwrap().len(), &opened["documents"][0]["signatures"]),
        (1, &json!(2))
    );

    let world = Fake::new(Vec::new());
    let documents = [DOCUMENT, b"", b"another one"].map(toy).into();
    run(sign(&world, &cloud(), documents)).unwrap();
    let opened = world.body("POST /v1/connector/v1/sessions")["documents"].clone();
    assert!(opened.as_array().unwrap().iter().all(|one| one["signatures"] == 2), "{opened}");
    let items = world.body("POST /v1/connector/v1/sessions/ses-1/signatures")["items"].clone();
    let of: Vec<_> =
        items.as_array().unwrap().iter().map(|one| one["signature_id"].as_str().unwrap()).collect();
    assert_eq!(of, ["sig-1", "sig-1", "sig-2", "sig-2"]);
}

#[test]
fn a_batch_of_bad_items_asks_nobody() {
    let world = Fake::new(Vec::new());
    let signed = run(sign(&world, &cloud(), vec![toy(b""), toy(b"")])).unwrap();
    assert!(signed.iter().all(Result::is_err) && signed.len() == 2);
    assert!(world.lines().is_empty());
}

#[test]
fn a_document_whose_value_is_refused_is_not_registered_and_the_others_are() {
    let world = Fake::new(Vec::new());
    let refused = |sent: &serde_json::Value| {
        let mut answer = super::fake::api::signed(sent);
        answer["items"][1] = json!({"id": "2", "error": {"code": "provider_down"}});
        answer
    };
    let good = run(sign(&world, &cloud(), vec![toy(DOCUMENT), toy(b"another one")]));
    let items = world.body("POST /v1/connector/v1/sessions/ses-1/signatures");
    assert!(good.unwrap().iter().all(Result::is_ok));
    let world = Fake::new(Vec::new());
    let mut opened = super::fake::api::session("awaiting_authorization");
    opened["documents"] = json!([{"signature_id": "sig-1"}, {"signature_id": "sig-2"}]);
    for reply in [opened, super::fake::api::authorized(), refused(&items)] {
        world.reply(200, reply);
    }
    let signed = run(sign(&world, &cloud(), vec![toy(DOCUMENT), toy(b"another one")])).unwrap();
    assert_eq!(signed[0].as_ref().unwrap_err().code(), "api_rejected");
    assert_eq!(signed[1].as_ref().unwrap().signature_id, "sig-2");
    let completed = world.body("POST /v1/connector/v1/sessions/ses-1/complete");
    assert_eq!(completed["documents"].as_array().unwrap().len(), 1);
    assert_eq!(completed["documents"][0]["signature_id"], "sig-2");
    assert!(!world.lines().iter().any(|line| line.starts_with("DELETE")), "what is signed stays registered");
}

/// Each way to a key.
pub(super) fn worlds() -> [(Fake, Order<PKey<Private>>); 3] {
    let a1 = Fake::new(Vec::new());
    let order = a1.a1();
    let agent = Fake::with_agent(Vec::new(), Agent::default());
    [(a1, order), (agent, local()), (Fake::new(Vec::new()), cloud())]
}

/// How many values the last question to the signer was for.
fn asked_at_once(world: &Fake) -> usize {
    let agent = world.agent.as_ref().map(|(_, agent)| agent.sent.borrow().last().cloned().unwrap());
    match agent {
        Some(asked) => asked["call"]["sign"]["items"].as_array().unwrap().len(),
        None if world.lines().is_empty() => world.signed.borrow().len(),
        None => {
            world.body("POST /v1/connector/v1/sessions/ses-1/signatures")["items"].as_array().unwrap().len()
        }
    }
}

pub(super) fn toy(document: &[u8]) -> Result<Opened<Toy, Bytes>> {
    let source = Bytes::new(document.to_vec());
    let content = Content::new(source.clone());
    let submission =
        Submission { source, document_id: "toy-1".into(), document_name: None, metadata: Default::default() };
    run(Opened::open(Toy, "toy", submission, content, ()))
}

/// The two CMS that follow the content.
pub(super) fn cms_after(document: &Bytes, content: &[u8]) -> [Vec<u8>; 2] {
    let both = document.after(content);
    let first = 4 + usize::from(u16::from_be_bytes([both[2], both[3]]));
    [both[..first].to_vec(), both[first..].to_vec()]
}

pub(super) fn assert_openssl_says_yes(cms: &[u8], content: &[u8]) {
    assert!(openssl_verifies(cms, content));
}

fn assert_openssl_says_no(cms: &[u8], content: &[u8]) {
    assert!(!openssl_verifies(cms, content));
}

fn openssl_verifies(cms: &[u8], content: &[u8]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("cms.der", cms);
    write("content", content);
    let line = "cms -verify -binary -inform DER -in cms.der -content content -noverify -out /dev/null";
    Command::new("openssl")
        .args(line.split(' '))
        .current_dir(folder.path())
        .output()
        .unwrap()
        .status
        .success()
}
