//! A provider behind the API: what it is told, what it may answer, and what is left open.

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use signer_pki::DigestAlgorithm;

use super::fake::api::{LATER, SIGN, authorized, rejected, session, signed};
use super::fake::{API, Fake, cloud, run};
use super::pdf::pdf;
use crate::{
    BaselineB, DownloadUrl, Error, Key, Metadata, Order, PdfWanted, Phase, Trust, download_url, sign_one,
};

const OPEN: &str = "POST /v1/connector/v1/sessions";
const WAIT: &str = "GET /v1/connector/v1/sessions/ses-1?wait=25";
const COMPLETE: &str = "POST /v1/connector/v1/sessions/ses-1/complete";
const DELETE: &str = "DELETE /v1/connector/v1/sessions/ses-1";

#[test]
fn the_cloud_road_opens_waits_signs_and_completes() {
    let world = Fake::new(pdf(0));
    let signed = world.sign_cloud().unwrap();
    assert_eq!(signed.signature_id, "sig-1");
    assert_eq!(world.lines(), [OPEN, WAIT, SIGN, COMPLETE]);
    assert_eq!(world.phases.borrow().last(), Some(&Phase::Registering));
    let shown =
        json!({"kind": "redirect", "url": "https://provider.test/", "expiresAt": "2027-01-15T08:05:00Z"});
    assert_eq!(*world.shown.borrow(), [shown]);
}

#[test]
fn the_api_hears_digest_name_and_size_and_nothing_else() {
    let world = Fake::new(pdf(0));
    let mut submission = world.submission();
    submission.metadata =
        Metadata(vec![("reason".into(), "Contrato".into()), ("location".into(), String::new())]);
    let document = run(crate::AnyDocument::open(&world, None, submission, PdfWanted::default())).unwrap();
    let signed = run(sign_one(&world, &cloud(), document)).unwrap();
    let opened = json!({
        "document_id": "contract-001", "document_type": "pdf", "certificate_mode": "cloud", "provider_hint": "birdid",
        "document_digest": digest(&pdf(0)), "document_name": "contrato.pdf", "document_size": pdf(0).len(),
        "metadata": {"reason": "Contrato"},
    });
    assert_eq!(world.body(OPEN), opened);
    let bytes = &signed.document.bytes;
    assert_eq!(world.body(COMPLETE), json!({"signed_document_digest": digest(bytes), "size": bytes.len()}));
}

#[test]
fn without_words_of_the_caller_the_api_hears_none() {
    for said in [vec![], vec![("reason".to_owned(), String::new())]] {
        let world = Fake::new(pdf(0));
        let mut submission = world.submission();
        submission.metadata = Metadata(said);
        let document = run(crate::AnyDocument::open(&world, None, submission, PdfWanted::default())).unwrap();
        run(sign_one(&world, &cloud(), document)).unwrap();
        assert!(world.body(OPEN).get("metadata").is_none());
    }
}

#[test]
fn a_key_on_the_users_side_is_local_to_the_api() {
    let world = Fake::new(pdf(0));
    let order = Order {
        key: Key::A1(world.key()),
        api_base_url: Some(format!("{API}/")),
        reach: BaselineB,
        trust: Trust::Any,
    };
    let signed = world.sign_with(&order, PdfWanted::default()).unwrap();
    assert_eq!(signed.signature_id, "sig-1");
    assert_eq!(world.lines(), [OPEN, COMPLETE]);
    assert_eq!(world.body(OPEN)["certificate_mode"], "local");
    assert!(world.body(OPEN).get("provider_hint").is_none());
}

#[test]
fn the_provider_gets_the_digest_of_the_attributes() {
    let world = Fake::new(pdf(0));
    let signed = world.sign_cloud().unwrap();
    let items = world.body(SIGN)["items"].as_array().unwrap().clone();
    assert_eq!(
        (items.len(), &items[0]["id"], &items[0]["digest_algorithm"]),
        (1, &json!("1"), &json!("SHA-256"))
    );
    let attributes = attributes_in(&signed.document.bytes);
    assert_eq!(items[0]["digest"], Base64::encode_string(&DigestAlgorithm::Sha256.digest(&attributes)));
}

#[test]
fn the_cloud_cannot_do_without_an_api() {
    let world = Fake::new(pdf(0));
    let order = Order { api_base_url: None, ..cloud() };
    assert_eq!(world.sign_with(&order, PdfWanted::default()).unwrap_err(), Error::invalid("apiBaseUrl"));
}

#[test]
fn a_provider_that_answers_later_is_waited_for() {
    let world = Fake::new(pdf(0));
    world.reply(201, session("awaiting_authorization"));
    world.reply(200, session("awaiting_authorization"));
    world.reply(200, authorized());
    world.reply(202, session("processing"));
    world.reply(200, session("processing"));
    world.reply(200, json!(LATER));
    world.sign_cloud().unwrap();
    assert_eq!(world.lines(), [OPEN, WAIT, WAIT, SIGN, WAIT, WAIT, COMPLETE]);
}

#[test]
fn an_answer_to_another_question_is_no_answer() {
    for change in [
        |items: &mut Value| items[0]["id"] = json!("2"),
        |items: &mut Value| items[0]["id"] = Value::Null,
        |items: &mut Value| items[0]["signature"] = Value::Null,
        |items: &mut Value| items[0]["signature"] = json!("not base64"),
    ] {
        let world = Fake::new(pdf(0));
        world.sign_cloud().unwrap();
        let mut answer = signed(&world.body(SIGN));
        change(&mut answer["items"]);
        for reply in [session("awaiting_authorization"), authorized(), answer] {
            world.reply(200, reply);
        }
        let error = world.sign_cloud().unwrap_err();
        assert_eq!(error, rejected(200, "unexpected_answer"));
    }
}

#[test]
fn an_item_that_the_provider_refuses_says_why() {
    let world = Fake::new(pdf(0));
    let refused = json!({"items": [{"id": "1", "error": {"code": "provider_down"}}]});
    for reply in [session("awaiting_authorization"), authorized(), refused] {
        world.reply(200, reply);
    }
    let error = world.sign_cloud().unwrap_err();
    assert_eq!(error, rejected(200, "provider_down"));
    assert_eq!(world.lines().last().unwrap(), DELETE);
}

#[test]
fn items_that_are_listed_before_they_are_signed_are_waited_for() {
    for early in [json!([{"id": "1"}]), json!([{"id": "1", "signature": null}])] {
        let world = Fake::new(pdf(0));
        let mut processing = session("processing");
        processing["items"] = early;
        for reply in
            [session("awaiting_authorization"), authorized(), processing.clone(), processing, json!(LATER)]
        {
            world.reply(200, reply);
        }
        world.sign_cloud().unwrap();
        assert_eq!(world.lines(), [OPEN, WAIT, SIGN, WAIT, WAIT, COMPLETE]);
    }
}

#[test]
fn a_value_over_another_digest_is_never_embedded() {
    let world = Fake::new(pdf(0));
    let other = signed(&json!({"items": [{"id": "1", "digest": Base64::encode_string(&[7; 32])}]}));
    for reply in [session("awaiting_authorization"), authorized(), other] {
        world.reply(200, reply);
    }
    assert_eq!(world.sign_cloud().unwrap_err(), Error::SignatureMismatch.into());
    assert_eq!(world.lines().last().unwrap(), DELETE);
    assert!(!world.lines().iter().any(|line| line == COMPLETE), "nothing was signed");
    assert!(!world.phases.borrow().contains(&Phase::Finishing));
}

#[test]
fn a_session_without_its_names_is_an_unexpected_answer() {
    for missing in ["id", "signature_id"] {
        let world = Fake::new(pdf(0));
        let mut opened = session("awaiting_authorization");
        opened[missing] = Value::Null;
        world.reply(201, opened);
        assert_eq!(world.sign_cloud().unwrap_err().code(), "api_rejected");
        // Without an id there is nothing that could be deleted.
        let expected = if missing == "id" { OPEN } else { DELETE };
        assert_eq!(world.lines().last().unwrap(), expected);
    }
}

#[test]
fn a_session_that_is_over_ends_the_call_and_is_deleted() {
    let ends = [
        (json!({"status": "cancelled"}), Error::UserCancelled),
        (json!({"status": "expired"}), Error::SessionExpired),
        (json!({"status": "failed", "error": {"code": "user_cancelled"}}), Error::UserCancelled),
        (json!({"status": "failed", "error": {"code": "session_expired"}}), Error::SessionExpired),
        (json!({"status": "on fire"}), *rejected(200, "unexpected_answer")),
    ];
    for (over, expected) in ends {
        let world = Fake::new(pdf(0));
        world.reply(201, session("awaiting_authorization"));
        world.reply(200, over);
        assert_eq!(world.sign_cloud().unwrap_err(), Box::new(expected));
        assert_eq!(world.lines().last().unwrap(), DELETE);
    }
}

#[test]
fn an_aborted_session_is_deleted_with_the_token_that_opened_it() {
    let world = Fake { aborts_at: "WaitingForApproval", ..Fake::new(pdf(0)) };
    world.sign_cloud().unwrap_err();
    assert_eq!(world.lines(), [OPEN, DELETE]);
    assert_eq!(world.sent.borrow().last().unwrap().header("Authorization"), Some("Bearer token"));
}

#[test]
fn a_session_whose_caller_aborts_while_it_opens_is_deleted() {
    let world = Fake { aborts_at: OPEN, ..Fake::new(pdf(0)) };
    world.sign_cloud().unwrap_err();
    assert_eq!(world.lines(), [OPEN, DELETE]);
}

#[test]
fn a_session_that_is_not_open_yet_is_not_tried_again_after_an_abort() {
    let world = Fake { aborts_at: OPEN, ..Fake::new(pdf(0)) };
    world.reply(503, json!({}));
    world.sign_cloud().unwrap_err();
    assert_eq!(world.lines(), [OPEN]);
}

#[test]
fn a_session_is_deleted_wherever_its_caller_aborts() {
    for place in ["Preparing", "Signing", "Finishing", "Registering"] {
        let world = Fake { aborts_at: place, ..Fake::new(pdf(0)) };
        world.sign_cloud().unwrap_err();
        assert_eq!(world.lines().last().unwrap(), DELETE, "{place}");
    }
}

#[test]
fn a_busy_api_is_tried_again_with_the_same_key() {
    let world = Fake::new(pdf(0));
    world.reply(503, json!({"error": {"code": "busy"}}));
    world.sign_cloud().unwrap();
    let sent = world.sent.borrow();
    let keys: Vec<_> = sent.iter().filter_map(|sent| sent.header("Idempotency-Key")).collect();
    assert_eq!(keys, ["uuid-1", "uuid-1", "uuid-2", "uuid-3"]);
    assert_eq!(*world.slept.borrow(), [450], "300 ms doubled, and three quarters of that");
}

#[test]
fn an_api_that_stays_busy_is_given_up_after_three_retries() {
    let world = Fake::new(pdf(0));
    for _ in 0..9 {
        world.reply(429, json!({}));
    }
    assert_eq!(world.sign_cloud().unwrap_err(), Error::RateLimited { retry_after: None }.into());
    assert_eq!(world.lines().len(), 4);
    assert_eq!(*world.slept.borrow(), [450, 900, 1800]);
}

#[test]
fn an_api_that_asks_for_a_long_pause_is_not_waited_for() {
    let patient = |seconds| Fake { retry_after: Some(seconds), ..Fake::new(pdf(0)) };
    let world = patient(31);
    world.reply(429, json!({}));
    assert_eq!(world.sign_cloud().unwrap_err(), Error::RateLimited { retry_after: Some(31) }.into());
    assert!(world.slept.borrow().is_empty());
    let world = patient(30);
    world.reply(429, json!({}));
    world.sign_cloud().unwrap();
    assert_eq!(*world.slept.borrow(), [30_000]);
}

#[test]
fn a_refused_token_is_renewed_once() {
    let world = Fake::new(pdf(0));
    world.reply(401, json!({"error": {"code": "api_unauthorized"}}));
    world.reply(401, json!({"error": {"code": "api_unauthorized"}}));
    assert_eq!(world.sign_cloud().unwrap_err(), Error::ApiUnauthorized.into());
    assert_eq!(world.tokens.get(), 2);
}

#[test]
fn a_field_that_the_api_refuses_is_named_as_the_option_that_it_comes_from() {
    for (field, option) in [
        ("provider_hint", "providerHint"),
        ("document_type", "documentType"),
        ("metadata.reason", "requestOptions.metadata.reason"),
    ] {
        let world = Fake::new(pdf(0));
        world.reply(400, json!({"error": {"code": "invalid_request", "field": field}}));
        assert_eq!(world.sign_cloud().unwrap_err(), Error::invalid(option));
    }
    let world = Fake::new(pdf(0));
    world.reply(400, json!({"error": {"code": "invalid_request", "field": "document_digest"}}));
    assert_eq!(
        world.sign_cloud().unwrap_err(),
        rejected(400, "invalid_request"),
        "no option of the caller's"
    );
}

#[test]
fn a_refusal_keeps_its_status_and_code() {
    let world = Fake::new(pdf(0));
    world.reply(409, json!({"error": {"code": "document_known"}}));
    let error = world.sign_cloud().unwrap_err();
    assert_eq!(error, rejected(409, "document_known"));
}

#[test]
fn an_address_that_a_page_must_not_follow_is_no_address() {
    for url in ["javascript:alert(1)", "http://files.test/1", "data:text/html,x", "//files.test/1"] {
        let world = Fake::new(Vec::new());
        world.reply(200, json!({"url": url}));
        assert_eq!(
            run(download_url(&world, API, "sig-1")).unwrap_err(),
            rejected(200, "unexpected_answer"),
            "{url}"
        );
    }
}

#[test]
fn the_address_of_a_signed_document_comes_from_the_api() {
    let world = Fake::new(Vec::new());
    world.reply(200, json!({"url": "https://files.test/1", "expires_at": "2027-01-15T09:00:00Z"}));
    let found = run(download_url(&world, API, "sig-1")).unwrap();
    let expires_at = Some("2027-01-15T09:00:00Z".into());
    assert_eq!(found, DownloadUrl { url: "https://files.test/1".into(), expires_at });
    assert_eq!(world.lines(), ["GET /v1/signatures/sig-1/download-url"]);
    world.reply(200, json!({}));
    assert_eq!(run(download_url(&world, API, "sig-1")).unwrap_err().code(), "api_rejected");
}

fn digest(bytes: &[u8]) -> Value {
    json!({"algorithm": "SHA-256", "value": Base64::encode_string(&DigestAlgorithm::Sha256.digest(bytes))})
}

/// The signed attributes of the CMS in the file's hole, under the tag of a SET OF: found by what they begin with.
fn attributes_in(file: &[u8]) -> Vec<u8> {
    let hole = super::a1::hole(file);
    let digits = &file[hole.start + 1..hole.end - 1];
    let cms: Vec<u8> = digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    // [0] IMPLICIT with a length of two octets, and contentType as its first attribute (RFC 5652, 11.1).
    let begin = cms.windows(2).rposition(|at| at == [0xa0, 0x81]).expect("signedAttrs of 128 to 255 octets");
    let mut attributes = cms[begin..begin + 3 + usize::from(cms[begin + 2])].to_vec();
    attributes[0] = 0x31;
    attributes
}
