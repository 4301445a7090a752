//! The whole road against a host without a network, a browser or a clock.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::ops::Range;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use base64ct::{Base64, Encoding};
use serde::Serialize;
use serde_json::{Value, json};
use signer_pki::{Certificate, SignatureAlgorithm};

use crate::{
    ByteStream, Candidate, CertificateMode, Error, Host, HttpReply, HttpRequest, Json, Now, OpenedKey, Phase,
    Progress, Request, Result, Signed, Socket, open_pfx, sign,
};

/// Made with `openssl pkcs12 -export`; see the folder's README.
const PFX: &[u8] = include_bytes!("../tests/vectors/signer.pfx");
const PASSWORD: &str = "segredo";
/// Within the validity of the certificate in [`PFX`].
const TODAY: i64 = 1_800_000_000;

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
    let host = Fake { aborts_while_waiting: true, ..Fake::new(pdf(0)) }.answering_cloud();
    assert_eq!(host.sign_cloud().unwrap_err(), Error::UserCancelled);
    let requests = host.requests.borrow();
    let (line, headers) = requests.last().unwrap();
    assert_eq!(line, "DELETE https://api.test/v1/connector/v1/sessions/ses-1");
    assert!(headers.contains(&("Authorization".into(), "Bearer token".into())));
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
fn a_refused_token_is_renewed_once() {
    let host = Fake::new(pdf(0));
    host.reply(401, json!({"error": {"code": "api_unauthorized"}}));
    host.reply(401, json!({"error": {"code": "api_unauthorized"}}));
    assert_eq!(host.sign_cloud().unwrap_err(), Error::ApiUnauthorized);
    assert_eq!(*host.renewals.borrow(), [false, true]);
}

#[test]
fn the_api_names_the_field_that_it_refuses() {
    let host = Fake::new(pdf(0));
    host.reply(400, json!({"error": {"code": "invalid_request", "field": "provider_hint"}}));
    assert_eq!(host.sign_cloud().unwrap_err(), Error::InvalidRequest { field: "provider_hint".into() });
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
    assert_eq!(error, Error::PasswordIncorrect);
}

type Headers = Vec<(String, String)>;

struct Fake {
    document: Vec<u8>,
    replies: RefCell<VecDeque<(u16, Value)>>,
    requests: RefCell<Vec<(String, Headers)>>,
    phases: RefCell<Vec<Phase>>,
    renewals: RefCell<Vec<bool>>,
    verifies: bool,
    now: i64,
    uuids: Cell<u32>,
    read: Cell<u64>,
    streams: Cell<u32>,
    slept: Cell<u32>,
    aborts_while_waiting: bool,
    aborted: Cell<bool>,
}

impl Fake {
    fn new(document: Vec<u8>) -> Self {
        Self {
            document,
            replies: RefCell::default(),
            requests: RefCell::default(),
            phases: RefCell::default(),
            renewals: RefCell::default(),
            verifies: true,
            now: TODAY,
            uuids: Cell::new(0),
            read: Cell::new(0),
            streams: Cell::new(0),
            slept: Cell::new(0),
            aborts_while_waiting: false,
            aborted: Cell::new(false),
        }
    }

    fn reply(&self, status: u16, body: Value) {
        self.replies.borrow_mut().push_back((status, body));
    }

    fn answering_cloud(self) -> Self {
        self.reply(201, session("awaiting_authorization"));
        self.reply(200, authorized());
        self.reply(200, json!({"items": [item()]}));
        self.reply(200, session("signed"));
        self
    }

    fn key(&self) -> Rc<OpenedKey<()>> {
        Rc::new(run(open_pfx(self, PFX, PASSWORD)).unwrap())
    }

    fn sign_a1(&self) -> Result<Signed> {
        run(sign(self, &request(CertificateMode::A1), Some(self.key())))
    }

    fn sign_cloud(&self) -> Result<Signed> {
        let api_base_url = Some("https://api.test".into());
        run(sign(self, &Request { api_base_url, ..request(CertificateMode::Cloud) }, None))
    }

    fn calls(&self) -> Vec<String> {
        self.requests.borrow().iter().map(|(line, _)| line.replace("https://api.test", "")).collect()
    }

    fn idempotency_keys(&self) -> Vec<String> {
        let requests = self.requests.borrow();
        let headers = requests.iter().flat_map(|(_, headers)| headers);
        headers.filter(|(name, _)| name == "Idempotency-Key").map(|(_, key)| key.clone()).collect()
    }
}

impl Host for Fake {
    type Json = Value;
    type Key = ();
    type Socket = NoSocket;
    type Stream = Pieces;

    fn document_len(&self) -> u64 {
        self.document.len() as u64
    }

    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        self.read.set(self.read.get() + range.end - range.start);
        Ok(self.document[range.start as usize..range.end as usize].to_vec())
    }

    fn stream(&self) -> Result<Self::Stream> {
        self.streams.set(self.streams.get() + 1);
        Ok(Pieces(self.document.chunks(1 << 20).map(<[u8]>::to_vec).collect()))
    }

    async fn fetch(&self, request: HttpRequest<'_>) -> Result<HttpReply<Value>> {
        let headers = request.headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        if self.aborted.get() && !request.outlives_abort {
            return Err(Error::UserCancelled);
        }
        let line = format!("{} {}", request.method.as_str(), request.url);
        self.requests.borrow_mut().push((line, headers));
        let (status, body) = self.replies.borrow_mut().pop_front().unwrap_or((204, Value::Null));
        Ok(HttpReply { status, retry_after: None, body: Some(body) })
    }

    fn json<T: Serialize>(&self, value: &T) -> Result<String> {
        Ok(serde_json::to_string(value).unwrap())
    }

    async fn bearer_token(&self, renew: bool) -> Result<Option<String>> {
        if self.aborted.get() {
            return Err(Error::UserCancelled);
        }
        self.renewals.borrow_mut().push(renew);
        Ok(Some("token".into()))
    }

    async fn connect(&self, _port: u16, _subprotocol: &str) -> Result<Self::Socket> {
        Err(Error::AgentUnavailable)
    }

    async fn import_key(&self, _pkcs8: &[u8], _algorithm: SignatureAlgorithm) -> Result<()> {
        Ok(())
    }

    async fn sign_with_key(
        &self,
        (): &(),
        _algorithm: SignatureAlgorithm,
        _message: &[u8],
    ) -> Result<Vec<u8>> {
        Ok(vec![0xab; 256])
    }

    async fn verify(&self, _: &[u8], _: SignatureAlgorithm, _: &[u8], _: &[u8]) -> Result<bool> {
        Ok(self.verifies)
    }

    async fn select_certificate(&self, _candidates: &[Candidate]) -> Result<Option<usize>> {
        Ok(None)
    }

    fn progress(&self, progress: Progress<'_>) {
        self.phases.borrow_mut().push(progress.phase);
        self.aborted.set(self.aborts_while_waiting && progress.phase == Phase::WaitingForApproval);
    }

    fn now(&self) -> Now {
        Now { seconds: self.now, iso: "2027-01-15T08:00:00.000Z".into() }
    }

    fn uuid(&self) -> String {
        self.uuids.set(self.uuids.get() + 1);
        format!("uuid-{}", self.uuids.get())
    }

    fn jitter(&self) -> f64 {
        0.5
    }

    async fn sleep(&self, _milliseconds: u32) -> Result<()> {
        self.slept.set(self.slept.get() + 1);
        Ok(())
    }
}

impl Json for Value {
    fn member(&self, name: &str) -> Option<Self> {
        self.get(name).cloned()
    }

    fn as_text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn as_number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn elements(&self) -> Vec<Self> {
        self.as_array().cloned().unwrap_or_default()
    }
}

struct Pieces(VecDeque<Vec<u8>>);

impl ByteStream for Pieces {
    async fn next(&mut self, piece: &mut Vec<u8>) -> Result<bool> {
        let Some(next) = self.0.pop_front() else { return Ok(false) };
        *piece = next;
        Ok(true)
    }
}

struct NoSocket;

impl Socket for NoSocket {
    type Json = Value;

    fn send<M: Serialize>(&self, _message: &M) -> Result<()> {
        Err(Error::AgentUnavailable)
    }

    async fn receive(&self) -> Result<Value> {
        Err(Error::AgentUnavailable)
    }
}

fn request(certificate_mode: CertificateMode) -> Request {
    Request {
        document_id: "contract-001".into(),
        document_type: Some("pdf".into()),
        certificate_mode,
        document_name: Some("contrato.pdf".into()),
        provider_hint: None,
        request_options: Default::default(),
        api_base_url: None,
        agent_ports: None,
    }
}

fn session(status: &str) -> Value {
    json!({"id": "ses-1", "signature_id": "sig-1", "status": status})
}

fn authorized() -> Value {
    let certificate: Certificate = Fake::new(Vec::new()).key().certificate().clone();
    let encoded = Base64::encode_string(certificate.der());
    json!({"id": "ses-1", "signature_id": "sig-1", "status": "authorized", "certificate_chain": [encoded]})
}

fn item() -> Value {
    let value = Base64::encode_string(&[0xab; 256]);
    json!({"id": "1", "signature": value})
}

/// One page and a stream of `padding` bytes, with a classic cross-reference table.
fn pdf(padding: usize) -> Vec<u8> {
    let stream = format!("<</Length {padding}>>\nstream\n{}\nendstream", "x".repeat(padding));
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        &stream,
    ];
    let (mut file, mut rows) = (String::from("%PDF-1.7\n"), String::new());
    for (index, object) in objects.iter().enumerate() {
        rows += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = file.len();
    file += &format!(
        "xref\n0 5\n0000000000 65535 f \n{rows}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

/// Nothing here waits for anything but the fake host, so one poll is enough.
fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the fake host never waits"),
    }
}
