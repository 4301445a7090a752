//! An API that is tired or hostile: how often it is asked, for how long, and what of its answers is believed.

use serde_json::{Value, json};

use super::fake::api::{LATER, SIGN, SILENCE, authorized, rejected, session, signed};
use super::fake::{API, Fake, key, run};
use super::pdf::pdf;
use crate::{Error, Order, PdfWanted, Registration, Warning, register};

const OPEN: &str = "POST /v1/connector/v1/sessions";
const WAIT: &str = "GET /v1/connector/v1/sessions/ses-1?wait=25";
const COMPLETE: &str = "POST /v1/connector/v1/sessions/ses-1/complete";
const DELETE: &str = "DELETE /v1/connector/v1/sessions/ses-1";

#[test]
fn an_api_that_answers_at_once_is_asked_ever_more_rarely() {
    let world = waiting(7, json!("2027-01-15T08:05:00Z"));
    world.reply(200, authorized());
    world.sign_cloud().unwrap();
    assert_eq!(*world.slept.borrow(), [1000, 1500, 2250, 3375, 5000, 5000, 5000]);
}

#[test]
fn an_api_that_waits_itself_is_asked_again_at_once() {
    let world = Fake { takes: 3, ..waiting(7, json!("2027-01-15T08:05:00Z")) };
    world.reply(200, authorized());
    world.sign_cloud().unwrap();
    assert!(world.slept.borrow().is_empty());
}

#[test]
fn a_session_that_never_changes_is_over_when_it_says() {
    for (ends, longest) in [
        (json!("2027-01-15T08:01:00Z"), 60..70),
        // A page whose clock is ahead, and an API that does not say: half an hour.
        (json!("2027-01-15T07:59:00Z"), 1800..1810),
        (json!("soon"), 1800..1810),
        (Value::Null, 1800..1810),
    ] {
        let world = Fake { patience: 500, ..waiting(450, ends.clone()) };
        assert_eq!(world.sign_cloud().unwrap_err(), Error::SessionExpired.into(), "{ends}");
        let waited = world.slept.borrow().iter().sum::<u32>() / 1000;
        assert!(longest.contains(&waited), "{ends}: {waited} s");
        assert_eq!(world.lines().last().unwrap(), DELETE);
    }
}

#[test]
fn a_session_that_is_prolonged_is_waited_for() {
    let world = waiting(1, json!("2027-01-15T08:00:10Z"));
    for ends in ["2027-01-15T08:05:00Z"; 20] {
        let mut longer = session("awaiting_authorization");
        longer["expires_at"] = json!(ends);
        world.reply(200, longer);
    }
    world.reply(200, authorized());
    world.sign_cloud().unwrap();
}

#[test]
fn no_gap_ends_the_wait_for_a_person() {
    let world = waiting(1, json!("2027-01-15T08:05:00Z"));
    world.reply(0, json!(SILENCE));
    world.reply(1, json!(SILENCE));
    for status in [408, 425, 429, 500, 502, 503, 504] {
        world.reply(status, json!({}));
    }
    world.reply(409, json!({"error": {"code": "busy", "retryable": true}}));
    world.reply(200, authorized());
    world.sign_cloud().unwrap();
    assert_eq!(world.lines().iter().filter(|line| *line == WAIT).count(), 12);
}

#[test]
fn an_answer_that_stands_ends_the_wait() {
    for status in [403, 404, 410, 501] {
        let world = waiting(1, json!("2027-01-15T08:05:00Z"));
        world.reply(status, json!({"error": {"code": "gone"}}));
        assert_eq!(world.sign_cloud().unwrap_err(), rejected(status, "gone"));
        assert_eq!(world.lines(), [OPEN, WAIT, WAIT, DELETE]);
    }
}

#[test]
fn what_passes_is_tried_again_and_nothing_else() {
    for (status, code, tries) in [
        (408, "x", 4),
        (425, "x", 4),
        (500, "x", 4),
        (502, "x", 4),
        (504, "x", 4),
        (400, "x", 1),
        (404, "x", 1),
        (501, "x", 1),
    ] {
        let world = Fake::new(pdf(0));
        for _ in 0..5 {
            world.reply(status, json!({"error": {"code": code}}));
        }
        let error = world.sign_cloud().unwrap_err();
        assert_eq!((world.lines().len(), error.retryable()), (tries, tries > 1), "{status}");
    }
    let world = Fake::new(pdf(0));
    world.reply(409, json!({"error": {"code": "busy", "retryable": true}}));
    world.sign_cloud().unwrap();
    for told in [json!(false), json!("true"), json!(1)] {
        let world = Fake::new(pdf(0));
        world.reply(409, json!({"error": {"code": "busy", "retryable": told}}));
        assert_eq!(world.sign_cloud().unwrap_err(), rejected(409, "busy"));
    }
}

#[test]
fn each_step_has_its_deadline_and_says_so() {
    let world = Fake::new(pdf(0));
    world.sign_cloud().unwrap();
    let within: Vec<_> = world.sent.borrow().iter().map(|sent| sent.within).collect();
    assert_eq!(within, [30_000, 40_000, 30_000, 30_000], "the second may wait for 25 s itself");
    for (before, step) in [(0, "opening"), (2, "signing")] {
        let world = Fake::new(pdf(0));
        for reply in [session("awaiting_authorization"), authorized()].into_iter().take(before) {
            world.reply(200, reply);
        }
        world.reply(1, json!(SILENCE));
        assert_eq!(world.sign_cloud().unwrap_err(), Error::Timeout { step }.into());
    }
}

#[test]
fn a_document_that_cannot_be_registered_is_signed_all_the_same() {
    for (status, body) in
        [(409, json!({})), (500, json!({})), (401, json!({})), (0, json!(SILENCE)), (1, json!(SILENCE))]
    {
        let world = Fake::new(pdf(0));
        for reply in [session("awaiting_authorization"), authorized(), session("processing"), json!(LATER)] {
            world.reply(200, reply);
        }
        for _ in 0..4 {
            world.reply(status, body.clone());
        }
        let signed = world.sign_cloud().unwrap();
        assert_eq!(signed.warnings, ["untrusted_root", Warning::NotRegistered.code()]);
        let registration = signed.registration.unwrap();
        assert_eq!((registration.session_id.as_str(), &registration.signature_id), ("ses-1", &None));
        assert_eq!(registration.size, signed.document.bytes.len() as u64);
        assert!(!world.lines().iter().any(|line| line == DELETE), "it is registered later");
        let told = world.body(COMPLETE);
        world.replies.borrow_mut().clear();
        run(register(&world, API, registration)).unwrap();
        let again = world.sent.borrow().last().unwrap().clone();
        assert_eq!((again.line.as_str(), again.body), (COMPLETE, told));
    }
}

#[test]
fn a_registered_document_has_nothing_to_be_told() {
    let signed = Fake::new(pdf(0)).sign_cloud().unwrap();
    assert_eq!((signed.registration, signed.warnings), (None, vec!["untrusted_root"]));
}

#[test]
fn a_signature_by_a_key_at_hand_survives_an_api_that_is_gone() {
    let world = Fake::new(pdf(0));
    world.reply(201, session("authorized"));
    for _ in 0..4 {
        world.reply(502, json!({}));
    }
    let order = Order { api_base_url: Some(API.into()), ..world.a1() };
    let signed = world.sign_with(&order, PdfWanted::default()).unwrap();
    assert_eq!(signed.warnings, ["untrusted_root", "not_registered"]);
}

#[test]
fn a_name_of_the_apis_is_one_segment_of_a_path() {
    let world = Fake::new(pdf(0));
    let mut opened = session("awaiting_authorization");
    opened["id"] = json!("../../v1/me?x#y%");
    world.reply(201, opened);
    world.reply(200, json!({"status": "cancelled"}));
    world.sign_cloud().unwrap_err();
    let path = "/v1/connector/v1/sessions/..%2F..%2Fv1%2Fme%3Fx%23y%25";
    assert_eq!(world.lines()[1..], [format!("GET {path}?wait=25"), format!("DELETE {path}")]);
    for id in ["", ".", ".."] {
        let world = Fake::new(pdf(0));
        let mut opened = session("awaiting_authorization");
        opened["id"] = json!(id);
        world.reply(201, opened);
        assert_eq!(world.sign_cloud().unwrap_err(), rejected(200, "unexpected_answer"));
        assert_eq!(world.lines(), [OPEN]);
        let registration = Registration {
            session_id: id.into(),
            signature_id: None,
            signed_document_digest: String::new(),
            size: 0,
        };
        assert_eq!(run(register(&world, API, registration)).unwrap_err(), Error::invalid("registration"));
    }
}

#[test]
fn base64_may_be_broken_into_lines() {
    let lines = |text: &Value| {
        json!(
            text.as_str()
                .unwrap()
                .as_bytes()
                .chunks(64)
                .map(|line| String::from_utf8_lossy(line).into_owned() + "\r\n")
                .collect::<String>()
        )
    };
    let world = Fake::new(pdf(0));
    world.sign_cloud().unwrap();
    let mut values = signed(&world.body(SIGN));
    values["items"][0]["signature"] = lines(&values["items"][0]["signature"]);
    let mut chain = authorized();
    chain["certificate_chain"][0] = lines(&json!(key::certificate()));
    for reply in [session("awaiting_authorization"), chain, values] {
        world.reply(200, reply);
    }
    world.sign_cloud().unwrap();
}

#[test]
fn an_address_that_a_page_must_not_open_is_never_shown() {
    for url in ["javascript:alert(1)", "http://provider.test/", "data:text/html,x", " https://x.test"] {
        let world = Fake::new(pdf(0));
        let mut opened = session("awaiting_authorization");
        opened["authorization"] = json!({"kind": "redirect", "url": url});
        world.reply(201, opened);
        assert_eq!(world.sign_cloud().unwrap_err(), rejected(200, "unexpected_answer"), "{url}");
        assert!(world.shown.borrow().is_empty());
        assert_eq!(world.lines(), [OPEN, DELETE]);
    }
}

/// A session that was opened with this end, and that says for so long that nobody approved it yet.
fn waiting(polls: usize, ends: Value) -> Fake {
    let world = Fake::new(pdf(0));
    let mut opened = session("awaiting_authorization");
    opened["authorization"] = json!({"kind": "push", "expires_at": ends});
    world.reply(201, opened);
    for _ in 0..polls {
        world.reply(200, session("awaiting_authorization"));
    }
    world
}
