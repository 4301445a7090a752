//! A format in another module: the toy behind a door, and doors that lie.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Value, json};
use signer_pki::DigestAlgorithm;
use toy_format::{Refusal, Side};

use super::batch::{assert_openssl_says_yes, cms_after};
use super::fake::agent::Agent;
use super::fake::source::Bytes;
use super::fake::{Fake, cloud, key, local, run};
use super::pdf::pdf;
use crate::format::hosted::Hosted;
use crate::{
    Above, AnyDocument, Content, Error, Finished, Goal, Json, Level, MessageImprint, Need, Order, PdfWanted,
    Result, SignatureFact, Supplied, Supplies, TimeStampToken, Which, World, extend, refused, sign, sign_one,
};

const DOCUMENT: &[u8] = b"what is signed here has two halves, and is read sixteen bytes at a time.";

#[test]
fn the_toy_signs_behind_a_door_for_every_signer() {
    let a1 = hosted(DOCUMENT);
    let order = a1.a1();
    let agent = Fake { agent: Some((17340, Agent::default())), ..hosted(DOCUMENT) };
    for (world, order) in [(a1, order), (agent, local()), (hosted(DOCUMENT), cloud())] {
        let signed = run(sign_one(&world, &order, open(&world).unwrap())).unwrap();
        assert_eq!(signed.document_type, "toy");
        let names: Vec<_> = signed.signatures.iter().map(|one| (one.of.as_str(), one.level)).collect();
        assert_eq!(names, [("first half", Some(Level::BB)), ("second half", Some(Level::BB))]);
        let [first, second] = cms_after(&signed.document, DOCUMENT);
        assert_openssl_says_yes(&first, &DOCUMENT[..DOCUMENT.len() / 2]);
        assert_openssl_says_yes(&second, &DOCUMENT[DOCUMENT.len() / 2..]);
    }
}

#[test]
fn a_batch_may_hold_documents_of_several_formats() {
    let (toy, bad) = (hosted(DOCUMENT), hosted(b""));
    let paper = Fake::new(pdf(0));
    let documents = vec![open(&toy), open(&bad), paper.open(PdfWanted::default())];
    let signed = run(sign(&toy, &toy.a1(), documents)).unwrap();
    assert_eq!(signed[0].as_ref().unwrap().document_type, "toy");
    assert_eq!(
        signed[1].as_ref().unwrap_err(),
        &Error::DocumentUnsupported { reason: "there is nothing to sign".into() }.into()
    );
    assert_eq!(signed[2].as_ref().unwrap().document_type, "pdf");
}

#[test]
fn a_door_that_lies_is_told_apart() {
    let far = json!({"missing": {"start": 0, "end": 9_000}});
    let empty = json!({"missing": {"start": 5, "end": 5}});
    let backward = json!({"missing": {"start": 6, "end": 5}});
    let fraction = json!({"missing": {"start": 0.5, "end": 5}});
    let negative = json!({"missing": {"start": -1, "end": 5}});
    for answer in [far, empty, backward, fraction, negative] {
        let world = lying("prepare", answer);
        let error = run(sign_one(&world, &world.a1(), open(&world).unwrap())).unwrap_err();
        assert_eq!(error.code(), "internal");
    }
    for (call, answer) in [
        ("open", json!({"missing": {"start": 0, "end": 4}})),
        ("prepare", json!({"toBeSigned": []})),
        ("prepare", json!({"prepared": {}})),
        ("prepare", json!({"prepared": {}, "toBeSigned": []})),
        ("prepare", json!({"prepared": {}, "toBeSigned": [{"kind": "digest", "bytes": [1]}]})),
        ("finish", json!({"parts": [{"of": {"start": 0}}]})),
        ("finish", json!({"parts": [], "signatures": [{"of": "one", "level": "B-Z"}]})),
        ("finish", finished(&json!([]))),
        ("finish", json!({"parts": [{"bytes": [1]}], "signatures": [{"of": "one of two"}]})),
        ("finish", finished(&json!([{"of": {"start": 0, "end": 9_000}}]))),
        ("finish", finished(&json!([{"of": {"start": 5, "end": 9}}, {"of": {"start": 0, "end": 5}}]))),
        ("finish", finished(&json!([{"of": {"start": 0, "end": 5}}, {"of": {"start": 4, "end": 9}}]))),
    ] {
        let world = lying(call, answer.clone());
        let error = open(&world).and_then(|opened| run(sign_one(&world, &world.a1(), opened))).unwrap_err();
        assert_eq!(error.code(), "internal", "{call} {answer}");
    }
}

#[test]
fn a_warning_of_a_later_version_spoils_nothing() {
    let mut answer = finished(&json!([{"of": {"start": 0, "end": 5}}, {"bytes": [1]}]));
    answer["warnings"] = json!(["of a later version", "repaired"]);
    let world = lying("finish", answer);
    let signed = run(sign_one(&world, &world.a1(), open(&world).unwrap())).unwrap();
    assert_eq!(signed.warnings, ["repaired", "untrusted_root"]);
    assert_eq!(signed.document.after(&DOCUMENT[..5]), [1]);
}

#[test]
fn a_door_refuses_with_the_codes_of_documents() {
    let refusal = |code| json!({"code": code, "reason": "x", "field": "f", "offset": 7});
    for code in [
        "cannot_append",
        "document_encrypted",
        "document_locked",
        "document_malformed",
        "document_unsupported",
        "invalid_request",
        "password_incorrect",
    ] {
        assert_eq!(refused(&refusal(code)).code(), code);
    }
    assert_eq!(refused(&refusal("pin_locked")).code(), "internal", "not the door's to say");
    let malformed = Error::DocumentMalformed { offset: 7, what: "x".into() };
    assert_eq!(*refused(&refusal("document_malformed")), malformed);
    let invalid = Error::InvalidRequest { field: "f".into(), reason: "x".into() };
    assert_eq!(*refused(&refusal("invalid_request")), invalid);
}

#[test]
fn a_whole_number_is_one_that_javascript_counts() {
    let read = |number: Value| Json::whole::<u16>(&json!({"n": number}), "n");
    assert_eq!([json!(0), json!(7.0), json!(65_535)].map(read), [Some(0), Some(7), Some(65_535)]);
    for none in
        [json!(-1), json!(0.5), json!(65_536), json!(9_007_199_254_740_992_u64), json!("7"), json!(null)]
    {
        assert_eq!(read(none.clone()), None, "{none}");
    }
    let last = json!({"n": 9_007_199_254_740_991_u64});
    assert_eq!(Json::whole::<u64>(&last, "n"), Some(9_007_199_254_740_991));
}

#[test]
fn a_door_is_asked_for_each_level_and_gets_what_it_needs() {
    let (world, asked) = scripted();
    let supplies = Everything::default();
    let Order { key, api_base_url, trust, .. } = world.a1();
    let order =
        Order { key, api_base_url, trust, reach: Above { level: Level::BLta, supplies: supplies.clone() } };
    let signed = run(sign_one(&world, &order, open(&world).unwrap())).unwrap();
    let value = key::sign(&key::private_key(), &[1, 2, 3]);
    let imprint = |byte| MessageImprint { algorithm: DigestAlgorithm::Sha256, digest: vec![byte; 32] };
    let tokens = vec![TimeStampToken(vec![2])];
    assert_eq!(
        *supplies.0.borrow(),
        [
            Need::Token(imprint(8)),
            Need::Token(imprint(9)),
            Need::PolicyFiles("2.16.76".into()),
            Need::ValidationData { certificates: vec![vec![1]], tokens }
        ]
    );
    let question = |call: &str| asked.borrow().iter().find(|(name, _)| name == call).unwrap().1.clone();
    assert_eq!(
        question("imprints"),
        json!({"prepared": {"p": 1}, "values": [value], "algorithm": "SHA-256"})
    );
    let evidence = json!([{"value": value, "token": [7]}]);
    assert_eq!(question("finish"), json!({"prepared": {"p": 1}, "evidence": evidence}));
    assert_eq!(question("lift"), json!({"size": DOCUMENT.len() + 1, "target": "B-LTA", "renew": 0}));
    let supplied = json!([{"token": [7]}, {"policyFiles": [[6]]}, {"certificates": [[3]], "ocsp": [[4]], "crls": [[5]]}]);
    assert_eq!(question("raise"), json!({"lift": {"l": 1}, "supplied": supplied}));
    assert_eq!(signed.document.after(DOCUMENT), [1, 2]);
    assert_eq!(signed.signatures, [SignatureFact { of: "one".into(), level: Some(Level::BLta) }]);
    assert_eq!(signed.beside, [TimeStampToken(vec![5])]);
}

#[test]
fn a_door_that_needs_what_nobody_knows_is_told_apart() {
    for need in [
        json!({}),
        json!({"token": {"algorithm": "MD5", "digest": [1]}}),
        json!({"token": {"algorithm": "SHA-256"}}),
        json!({"validationData": {"tokens": ["x"]}}),
        json!({"validationData": {"certificates": ["x"]}}),
    ] {
        let lift = json!({"lift": {}, "needs": [need]});
        let error = lifted(&lying("lift", lift), goal(Which::All)).unwrap_err();
        assert_eq!(error.code(), "internal", "{need}");
    }
}

#[test]
fn a_lift_is_of_the_signature_that_is_meant() {
    let (world, asked) = scripted();
    let one =
        Goal { renew: true, password: Some("senha".to_owned().into()), ..goal(Which::Named("one".into())) };
    lifted(&world, one).unwrap();
    let expected =
        json!({"size": DOCUMENT.len(), "target": "B-LTA", "renew": 1, "named": "one", "password": "senha"});
    assert_eq!(asked.borrow()[0], ("lift".into(), expected));
    let beside = Content::new(Bytes::new(b"content".to_vec()));
    let error = lifted(&world, Goal { detached: Some(beside), ..goal(Which::All) }).unwrap_err();
    assert_eq!(error, Error::invalid("detached"));
}

fn goal(which: Which) -> Goal<Bytes> {
    Goal { which, target: Level::BLta, renew: false, password: None, detached: None }
}

fn lifted(world: &Fake, goal: Goal<Bytes>) -> Result<Finished> {
    let format = Hosted(run(world.open_door("toy"))?.unwrap());
    let mut content = Content::new(world.document.clone());
    run(extend(&Everything::default(), &format, &mut content, Finished::default(), goal))
}

/// Has an answer to every need, and keeps the needs.
#[derive(Clone, Default)]
struct Everything(Rc<RefCell<Vec<Need>>>);

impl Supplies for Everything {
    fn imprint_algorithm(&self) -> DigestAlgorithm {
        DigestAlgorithm::Sha256
    }

    fn token_room(&self) -> usize {
        64
    }

    async fn supply(&self, need: &Need) -> Result<Supplied> {
        self.0.borrow_mut().push(need.clone());
        Ok(match need {
            Need::PolicyFiles(_) => Supplied::PolicyFiles(vec![vec![6]]),
            Need::Token(_) => Supplied::Token(TimeStampToken(vec![7])),
            Need::ValidationData { .. } => Supplied::ValidationData {
                certificates: vec![vec![3]],
                ocsp: vec![vec![4]],
                crls: vec![vec![5]],
            },
        })
    }
}

/// Each call at a door, with its question.
type Questions = Rc<RefCell<Vec<(String, Value)>>>;

/// A world whose door has one thing to sign and one step to lift.
fn scripted() -> (Fake, Questions) {
    let asked = Questions::default();
    let kept = Rc::clone(&asked);
    let door = move |call: &str, question: Value| {
        let is_first = !asked.borrow().iter().any(|(name, _)| name == call);
        asked.borrow_mut().push((call.to_owned(), question));
        Ok(match call {
            "prepare" => {
                json!({"prepared": {"p": 1}, "toBeSigned": [{"kind": "signed-info", "bytes": [1, 2, 3]}]})
            }
            "imprints" => json!({"digests": [vec![8; 32]]}),
            "finish" => {
                json!({"parts": [{"of": {"start": 0, "end": DOCUMENT.len()}}, {"bytes": [1]}], "signatures": [{"of": "one"}]})
            }
            "lift" if is_first => json!({"lift": {"l": 1}, "needs": needs()}),
            "raise" => {
                let whole = asked.borrow().iter().find(|(name, _)| name == "lift").unwrap().1["size"].clone();
                json!({"parts": [{"of": {"start": 0, "end": whole}}, {"bytes": [2]}], "signatures": [{"of": "one", "level": "B-LTA"}], "beside": [[5]]})
            }
            _ => json!({}),
        })
    };
    (Fake { door: Some(Rc::new(door)), ..Fake::new(DOCUMENT.to_vec()) }, kept)
}

fn needs() -> Value {
    json!([
        {"token": {"algorithm": "SHA-256", "digest": vec![9; 32]}},
        {"policyFiles": "2.16.76"},
        {"validationData": {"certificates": [[1]], "tokens": [[2]]}},
    ])
}

/// An answer to `finish` with two signatures.
fn finished(parts: &Value) -> Value {
    json!({"parts": parts, "signatures": [{"of": "one"}, {"of": "two"}]})
}

/// A world whose door leads to the toy, a side for each document that is opened.
fn hosted(document: &'static [u8]) -> Fake {
    Fake { document: Bytes::new(document.to_vec()), ..lying("", Value::Null) }
}

/// The same, but `call` is answered by `answer`.
fn lying(call: &'static str, answer: Value) -> Fake {
    let side = Rc::new(RefCell::new(Side::default()));
    let door = move |asked: &str, question: Value| {
        if asked == call {
            return Ok(answer.clone());
        }
        let question = serde_json::from_value(question).unwrap();
        let answer = side.borrow_mut().ask(asked, question);
        answer.map(|answer| serde_json::to_value(answer).unwrap()).map_err(thrown)
    };
    Fake { door: Some(Rc::new(door)), ..Fake::new(DOCUMENT.to_vec()) }
}

/// As the other side throws it in a page.
fn thrown(word: String) -> Box<Error> {
    refused(&serde_json::to_value(Refusal::new(word)).unwrap())
}

fn open(world: &Fake) -> Result<AnyDocument<Fake>> {
    run(AnyDocument::open(world, Some("toy"), world.submission(), PdfWanted::default()))
}
