//! The agent: what it is told, and what it may answer.

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use super::fake::agent::{Agent, certificate};
use super::fake::{Fake, local};
use super::pdf::pdf;
use crate::{Error, Key, Order, PdfWanted};

#[test]
fn the_agent_gets_the_attributes_and_the_documents_name() {
    let world = Fake::with_agent(pdf(0), Agent::default());
    world.sign_local().unwrap();
    let sent = sent(&world);
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[0]["call"]["hello"]["protocol"], 1);
    assert_eq!(sent[1]["call"], json!({"certificates": {}}));
    let sign = &sent[2]["call"]["sign"];
    assert_eq!((&sign["certificateId"], &sign["algorithm"]), (&json!("one"), &json!("RS256")));
    let items = sign["items"].as_array().unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!((&items[0]["id"], &items[0]["kind"]), (&json!("1"), &json!("signed-attributes")));
    assert_eq!(items[0]["document"], json!({"name": "contrato.pdf", "size": pdf(0).len()}));
    let attributes = Base64::decode_vec(items[0]["toBeSigned"].as_str().unwrap()).unwrap();
    assert_eq!(attributes[0], 0x31, "a SET OF, not a digest");
    let ids: Vec<_> = sent.iter().map(|message| message["id"].clone()).collect();
    assert_eq!(ids, ["1", "2", "3"]);
}

#[test]
fn the_agent_is_looked_for_on_its_ports_in_turn() {
    let world = Fake { agent: Some((17342, Agent::default())), ..Fake::new(pdf(0)) };
    world.sign_local().unwrap();
    let subprotocol = || "signer-bridge.v1".to_owned();
    assert_eq!(*world.knocked.borrow(), [17340, 17341, 17342].map(|port| (port, subprotocol())));
    let order = Order { key: Key::Agent { ports: Some(vec![1, 2]) }, ..local() };
    let error = world.sign_with(&order, PdfWanted::default()).unwrap_err();
    assert_eq!(error, Error::AgentUnavailable.into());
    assert_eq!(world.knocked.borrow()[3..], [1, 2].map(|port| (port, subprotocol())));
}

#[test]
fn whoever_else_sits_on_a_port_does_not_hide_the_agent() {
    let silent = Agent { silent: true, ..Agent::default() };
    let garbage = Agent::that(|_, answer| *answer = json!({"hello": "world"}));
    let broken = Agent::that(|_, answer| *answer = json!("no object"));
    let other = Agent::that(|_, answer| set(answer, "/result/hello/protocol", json!(99)));
    for squatter in [silent, garbage, broken, other] {
        let world = Fake {
            squatter: Some((17340, squatter)),
            agent: Some((17341, Agent::default())),
            ..Fake::new(pdf(0))
        };
        world.sign_local().unwrap();
        assert_eq!(world.knocked.borrow().len(), 2);
    }
}

#[test]
fn a_refusal_is_told_where_no_agent_greets() {
    let refuses =
        |answers: Option<(u16, Agent)>| Fake { blocked: Some(17341), agent: answers, ..Fake::new(pdf(0)) };
    assert_eq!(refuses(None).sign_local().unwrap_err(), Error::OriginNotAllowed.into());
    refuses(Some((17342, Agent::default()))).sign_local().unwrap();
}

#[test]
fn nobody_is_looked_for_after_an_abort() {
    let world = Fake { aborted: true.into(), ..Fake::new(pdf(0)) };
    world.sign_local().unwrap_err();
    assert_eq!(world.knocked.borrow().len(), 1);
}

#[test]
fn an_agent_of_another_version_is_outdated() {
    for protocol in [json!(0), json!(2), json!("1"), Value::Null] {
        let agent = Agent::that(move |_, answer| set(answer, "/result/hello/protocol", protocol.clone()));
        let error = Fake::with_agent(pdf(0), agent).sign_local().unwrap_err();
        assert_eq!(error, Error::AgentOutdated { minimum: 1 }.into());
    }
}

#[test]
fn a_token_without_the_algorithm_cannot_sign() {
    let agent = Agent::that(|_, answer| {
        set(answer, "/result/certificates/certificates/0/algorithms", json!(["RS512", "ES256"]));
    });
    let world = Fake::with_agent(pdf(0), agent);
    assert_eq!(world.sign_local().unwrap_err().code(), "certificate_unsuitable");
    assert_eq!(sent(&world).len(), 2, "nobody is asked to sign");
}

#[test]
fn an_answer_to_another_question_is_no_answer() {
    for (path, value) in [
        ("/id", json!("9")),
        ("/result/sign/items/0/id", json!("2")),
        ("/result/sign/items/0/signature", json!("!")),
        ("/result/sign/items", json!([])),
        ("/result/certificates", Value::Null),
    ] {
        let agent = Agent::that(move |question, answer| {
            if path != "/id" || question["call"].get("sign").is_some() {
                set(answer, path, value.clone());
            }
        });
        let error = Fake::with_agent(pdf(0), agent).sign_local().unwrap_err();
        assert_eq!(error.code(), "internal", "{path}");
    }
}

#[test]
fn among_several_certificates_the_page_chooses() {
    let two = |_: &Value, answer: &mut Value| {
        let two = json!([certificate("one", "Token 1"), certificate("two", "Token 2")]);
        set(answer, "/result/certificates/certificates", two);
    };
    let world = Fake { chooses: Some(1), ..Fake::with_agent(pdf(0), Agent::that(two)) };
    world.sign_local().unwrap();
    let labels: Vec<_> = world.offered.borrow().iter().map(|one| one["tokenLabel"].clone()).collect();
    assert_eq!(labels, ["Token 1", "Token 2"]);
    assert_eq!(sent(&world)[2]["call"]["sign"]["certificateId"], "two");
    let none = Fake { chooses: None, ..Fake::with_agent(pdf(0), Agent::that(two)) };
    assert_eq!(none.sign_local().unwrap_err(), Error::UserCancelled.into());
    let third = Fake { chooses: Some(2), ..Fake::with_agent(pdf(0), Agent::that(two)) };
    assert_eq!(third.sign_local().unwrap_err(), Error::invalid("selectCertificate"));
}

#[test]
fn a_certificate_that_cannot_sign_does_not_hide_one_that_can() {
    let agent = Agent::that(|_, answer| {
        let mut broken = certificate("broken", "Token 0");
        broken["chain"] = json!(["AAAA"]);
        set(answer, "/result/certificates/certificates", json!([broken, certificate("one", "Token 1")]));
    });
    let world = Fake::with_agent(pdf(0), agent);
    world.sign_local().unwrap();
    assert_eq!(sent(&world)[2]["call"]["sign"]["certificateId"], "one");
}

#[test]
fn no_certificate_at_all_is_said() {
    let agent = Agent::that(|_, answer| set(answer, "/result/certificates/certificates", json!([])));
    assert_eq!(Fake::with_agent(pdf(0), agent).sign_local().unwrap_err(), Error::CertificateNotFound.into());
}

#[test]
fn a_value_of_another_key_is_never_embedded() {
    let agent = Agent::that(|_, answer| {
        set(answer, "/result/sign/items/0/signature", json!(Base64::encode_string(&[1; 256])));
    });
    assert_eq!(Fake::with_agent(pdf(0), agent).sign_local().unwrap_err(), Error::SignatureMismatch.into());
}

#[test]
fn the_agents_codes_keep_their_meaning() {
    let codes = [
        ("certificate_expired", "certificate_unsuitable"),
        ("certificate_not_found", "certificate_not_found"),
        ("certificate_unsuitable", "certificate_unsuitable"),
        ("internal", "internal"),
        ("invalid_request", "internal"),
        ("origin_not_allowed", "origin_not_allowed"),
        ("pin_incorrect", "pin_incorrect"),
        ("pin_last_try", "pin_last_try"),
        ("pin_locked", "pin_locked"),
        ("pin_prompt_unavailable", "pin_prompt_unavailable"),
        ("rate_limited", "rate_limited"),
        ("token_driver_missing", "token_driver_missing"),
        ("token_not_present", "token_not_present"),
        ("user_cancelled", "user_cancelled"),
        ("user_timeout", "user_timeout"),
        ("of a later version", "internal"),
    ];
    for (sent, expected) in codes {
        assert_eq!(failing_with(json!({"code": sent, "message": "why"})).code(), expected, "{sent}");
    }
    let two_left = failing_with(json!({"code": "pin_incorrect", "message": "", "retriesLeft": 2}));
    assert_eq!(two_left, Error::PinIncorrect { retries_left: Some(2) });
}

fn failing_with(error: Value) -> Error {
    let agent = Agent::that(move |question, answer| {
        if question["call"].get("sign").is_some() {
            *answer = json!({"id": question["id"], "error": error});
        }
    });
    *Fake::with_agent(pdf(0), agent).sign_local().unwrap_err()
}

fn sent(world: &Fake) -> Vec<Value> {
    world.agent.as_ref().unwrap().1.sent.borrow().clone()
}

/// Replaces what is at `path`, where it is there.
fn set(answer: &mut Value, path: &str, value: Value) {
    if let Some(there) = answer.pointer_mut(path) {
        *there = value;
    }
}
