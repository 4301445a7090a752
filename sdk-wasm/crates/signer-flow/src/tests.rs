//! The whole road against a host without a network, a browser or a clock.

mod fake;
mod pdf;

use serde_json::json;

use self::fake::{Fake, authorized, item, request, run, session};
use self::pdf::pdf;
use crate::{
    AppearanceRequest, CertificateMode, Error, PageChoice, Phase, Placement, Position, Request, open_pfx,
    sign,
};

/// Made with `openssl pkcs12 -export`; see the folder's README.
const PFX: &[u8] = include_bytes!("../tests/vectors/signer.pfx");
const PASSWORD: &str = "segredo";
/// Within the validity of the certificate in [`PFX`].
const TODAY: i64 = 1_800_000_000;
const OPEN: &str = "POST /v1/connector/v1/sessions";
const DELETE: &str = "DELETE /v1/connector/v1/sessions/ses-1";

#[test]
fn an_a1_key_signs_without_an_api() {
    let host = Fake::new(pdf(0));
    let signed = host.sign_a1().unwrap();
    assert_eq!(signed.signature_id, "uuid-1");
    assert_eq!(signed.signer.name, "MARIA DE TESTE:12345678909");
    assert!(host.requests.borrow().is_empty());
    let text = String::from_utf8_lossy(&signed.update).into_owned();
    assert!(text.contains("/ETSI.CAdES.detached"));
    assert!(text.contains("D:20270115080000Z"), "the claimed time comes from the host's clock");
}

#[test]
fn a_value_that_does_not_verify_is_never_embedded() {
    let host = Fake { verifies: false, ..Fake::new(pdf(0)) };
    assert_eq!(host.sign_a1().unwrap_err(), Error::SignatureMismatch);
}

#[test]
fn a_damaged_document_is_refused_before_anybody_is_asked() {
    let host = Fake::new(b"%PDF-1.7\nnothing more".to_vec());
    let error = host.sign_cloud().unwrap_err();
    assert_eq!(error.code(), "document_malformed");
    assert!(host.requests.borrow().is_empty());
}

#[test]
fn something_that_is_not_a_pdf_is_unsupported() {
    let host = Fake::new(b"<xml/>".to_vec());
    let request = Request { document_type: None, ..request(CertificateMode::A1) };
    let error = run(sign(&host, &request, Some(host.key()))).unwrap_err();
    assert_eq!(error.code(), "document_unsupported");
}

#[test]
fn a_large_document_is_read_in_ranges_and_digested_once() {
    let host = Fake::new(pdf(5 << 20)).answering_cloud();
    host.sign_cloud().unwrap();
    assert!(host.read.get() < 512 << 10, "{} bytes were read for the structure", host.read.get());
    assert_eq!(host.streams.get(), 1);
}

#[test]
fn a_document_that_the_host_has_at_hand_is_digested_by_the_host() {
    let host = Fake::new(pdf(0));
    host.sign_a1().unwrap();
    assert_eq!((host.digests.get(), host.streams.get()), (1, 0));
    let streaming = Fake { at_hand: 0, ..Fake::new(pdf(0)) };
    streaming.sign_a1().unwrap();
    assert_eq!((streaming.digests.get(), streaming.streams.get()), (0, 1));
    assert_eq!(host.signed, streaming.signed, "the signed attributes hold the digest");
}

#[test]
fn what_the_api_hears_and_what_is_signed_cost_one_pass() {
    let host = Fake::new(pdf(0)).answering_cloud();
    host.sign_cloud().unwrap();
    assert_eq!((host.digests.get(), host.streams.get()), (0, 1));
}

#[test]
fn the_cloud_road_opens_waits_signs_and_completes() {
    let host = Fake::new(pdf(0)).answering_cloud();
    let signed = host.sign_cloud().unwrap();
    assert_eq!(signed.signature_id, "sig-1");
    assert_eq!(
        host.calls(),
        [
            "POST /v1/connector/v1/sessions",
            "GET /v1/connector/v1/sessions/ses-1?wait=25",
            "POST /v1/connector/v1/sessions/ses-1/signatures",
            "POST /v1/connector/v1/sessions/ses-1/complete",
        ]
    );
    assert!(host.phases.borrow().contains(&Phase::WaitingForApproval));
}

#[test]
fn a_provider_that_answers_later_is_waited_for() {
    let host = Fake::new(pdf(0));
    host.reply(201, session("awaiting_authorization"));
    host.reply(200, authorized());
    host.reply(202, session("processing"));
    host.reply(200, session("processing"));
    host.reply(
        200,
        json!({"id": "ses-1", "signature_id": "sig-1", "status": "processing", "items": [item()]}),
    );
    host.reply(200, session("signed"));
    host.sign_cloud().unwrap();
}

#[test]
fn a_refused_session_is_deleted() {
    let host = Fake::new(pdf(0));
    host.reply(201, session("awaiting_authorization"));
    let mut failed = session("failed");
    failed["error"] = json!({"code": "user_cancelled", "message": "refused"});
    host.reply(200, failed);
    assert_eq!(host.sign_cloud().unwrap_err(), Error::UserCancelled);
    assert_eq!(host.calls().last().unwrap(), "DELETE /v1/connector/v1/sessions/ses-1");
}

#[test]
fn an_aborted_session_is_deleted_with_the_token_that_opened_it() {
    let host = Fake { aborts_at: "WaitingForApproval", ..Fake::new(pdf(0)) }.answering_cloud();
    host.sign_cloud().unwrap_err();
    assert_eq!(host.calls(), [OPEN, DELETE]);
    let requests = host.requests.borrow();
    let (_, headers) = requests.last().unwrap();
    assert!(headers.contains(&("Authorization".into(), "Bearer token".into())));
}

#[test]
fn a_session_whose_caller_aborts_while_it_opens_is_deleted() {
    let host = Fake { aborts_at: OPEN, ..Fake::new(pdf(0)) }.answering_cloud();
    host.sign_cloud().unwrap_err();
    assert_eq!(host.calls(), [OPEN, DELETE]);
}

#[test]
fn a_session_that_is_not_open_yet_is_not_tried_again_after_an_abort() {
    let host = Fake { aborts_at: OPEN, ..Fake::new(pdf(0)) };
    host.reply(503, json!({}));
    host.sign_cloud().unwrap_err();
    assert_eq!(host.calls(), [OPEN]);
}

#[test]
fn a_session_is_deleted_wherever_its_caller_aborts() {
    for place in ["Preparing", "Signing", "Finishing", "Registering"] {
        let host = Fake { aborts_at: place, ..Fake::new(pdf(0)) }.answering_cloud();
        host.sign_cloud().unwrap_err();
        assert_eq!(host.calls().last().unwrap(), DELETE, "{place}");
    }
}

#[test]
fn a_busy_api_is_tried_again_with_the_same_key() {
    let host = Fake::new(pdf(0));
    host.reply(503, json!({"error": {"code": "busy"}}));
    let host = host.answering_cloud();
    host.sign_cloud().unwrap();
    let keys = host.idempotency_keys();
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
    assert_eq!(host.slept.get(), 1);
}

#[test]
fn an_api_that_stays_busy_is_given_up_after_three_retries() {
    let host = Fake::new(pdf(0));
    for _ in 0..9 {
        host.reply(429, json!({}));
    }
    assert_eq!(host.sign_cloud().unwrap_err(), Error::RateLimited { retry_after: None });
    assert_eq!(host.calls().len(), 4);
}

#[test]
fn an_api_that_asks_for_a_long_pause_is_not_waited_for() {
    let host = Fake { retry_after: Some(3600), ..Fake::new(pdf(0)) };
    host.reply(429, json!({}));
    assert_eq!(host.sign_cloud().unwrap_err(), Error::RateLimited { retry_after: Some(3600) });
    assert_eq!(host.slept.get(), 0);
}

#[test]
fn a_refused_token_is_renewed_once() {
    let host = Fake::new(pdf(0));
    host.reply(401, json!({"error": {"code": "api_unauthorized"}}));
    host.reply(401, json!({"error": {"code": "api_unauthorized"}}));
    assert_eq!(host.sign_cloud().unwrap_err(), Error::ApiUnauthorized);
    assert_eq!(host.tokens.get(), 2);
}

#[test]
fn the_api_names_the_field_that_it_refuses() {
    let host = Fake::new(pdf(0));
    host.reply(400, json!({"error": {"code": "invalid_request", "field": "provider_hint"}}));
    assert_eq!(host.sign_cloud().unwrap_err(), Error::invalid("provider_hint"));
}

#[test]
fn an_expired_certificate_is_refused_with_its_date() {
    let host = Fake { now: i64::MAX / 2, ..Fake::new(pdf(0)) };
    let error = host.sign_a1().unwrap_err();
    let not_after = host.key().certificate().validity().not_after;
    assert_eq!(error, Error::CertificateExpired { not_after });
}

#[test]
fn a_wrong_password_says_so() {
    let host = Fake::new(pdf(0));
    let error = run(open_pfx(&host, PFX, "senha")).err().unwrap();
    assert_eq!(error, Error::PasswordIncorrect { field: "certificatePassword" });
}

#[test]
fn what_is_seen_is_drawn_in_the_size_of_its_place() {
    let host = Fake::new(pdf(0));
    let position = Position::Rectangle { x: 10.0, y: 20.0, width: 100.0, height: 40.0 };
    let placement = Placement { page: PageChoice::First, position };
    let appearance = Some(AppearanceRequest { field: None, placement, drawn: true });
    let request = Request { appearance, ..request(CertificateMode::A1) };
    let signed = run(sign(&host, &request, Some(host.key()))).unwrap();
    let update = String::from_utf8_lossy(&signed.update);
    assert!(update.contains("/BBox[0 0 100 40]"), "{update}");
    assert!(update.contains("% drawn"));
}

#[test]
fn a_place_outside_of_the_page_is_refused_before_anybody_is_asked() {
    let host = Fake::new(pdf(0)).answering_cloud();
    let position = Position::Rectangle { x: 9e6, y: 0.0, width: 100.0, height: 40.0 };
    let placement = Placement { page: PageChoice::First, position };
    let appearance = Some(AppearanceRequest { field: None, placement, drawn: true });
    let api_base_url = Some("https://api.test".into());
    let request = Request { appearance, api_base_url, ..request(CertificateMode::Cloud) };
    let error = run(sign(&host, &request, None)).unwrap_err();
    assert_eq!(error.code(), "invalid_request");
    assert!(host.calls().is_empty());
}
