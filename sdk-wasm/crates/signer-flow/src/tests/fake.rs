//! A host without a network, a browser or a clock, and what its API answers.

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
use signer_pki::{Certificate, DigestAlgorithm, SignatureAlgorithm};

use super::{PASSWORD, PFX, TODAY};
use crate::{
    AppearanceObject, ByteStream, Candidate, CertificateMode, Drawing, Error, Host, HttpReply, HttpRequest,
    Json, Now, OpenedKey, Phase, Progress, Request, Result, Signed, Socket, open_pfx, sign,
};

pub(super) type Headers = Vec<(String, String)>;

pub(super) struct Fake {
    pub(super) document: Vec<u8>,
    pub(super) replies: RefCell<VecDeque<(u16, Value)>>,
    pub(super) requests: RefCell<Vec<(String, Headers)>>,
    pub(super) phases: RefCell<Vec<Phase>>,
    pub(super) tokens: Cell<u32>,
    pub(super) verifies: bool,
    pub(super) now: i64,
    pub(super) uuids: Cell<u32>,
    pub(super) read: Cell<u64>,
    pub(super) streams: Cell<u32>,
    pub(super) digests: Cell<u32>,
    /// The last message that was signed.
    pub(super) signed: RefCell<Vec<u8>>,
    /// Up to this length the host digests by itself.
    pub(super) at_hand: usize,
    pub(super) slept: Cell<u32>,
    pub(super) retry_after: Option<u32>,
    /// The request, or the phase, during which the caller aborts.
    pub(super) aborts_at: &'static str,
    pub(super) aborted: Cell<bool>,
}

impl Fake {
    pub(super) fn new(document: Vec<u8>) -> Self {
        Self {
            document,
            replies: RefCell::default(),
            requests: RefCell::default(),
            phases: RefCell::default(),
            tokens: Cell::new(0),
            verifies: true,
            now: TODAY,
            uuids: Cell::new(0),
            read: Cell::new(0),
            streams: Cell::new(0),
            digests: Cell::new(0),
            signed: RefCell::default(),
            at_hand: 1 << 20,
            slept: Cell::new(0),
            retry_after: None,
            aborts_at: "never",
            aborted: Cell::new(false),
        }
    }

    pub(super) fn reply(&self, status: u16, body: Value) {
        self.replies.borrow_mut().push_back((status, body));
    }

    pub(super) fn answering_cloud(self) -> Self {
        self.reply(201, session("awaiting_authorization"));
        self.reply(200, authorized());
        self.reply(200, json!({"items": [item()]}));
        self.reply(200, session("signed"));
        self
    }

    pub(super) fn key(&self) -> Rc<OpenedKey<()>> {
        Rc::new(run(open_pfx(self, PFX, PASSWORD)).unwrap())
    }

    pub(super) fn sign_a1(&self) -> Result<Signed> {
        run(sign(self, &request(CertificateMode::A1), Some(self.key())))
    }

    pub(super) fn sign_cloud(&self) -> Result<Signed> {
        let api_base_url = Some("https://api.test".into());
        run(sign(self, &Request { api_base_url, ..request(CertificateMode::Cloud) }, None))
    }

    pub(super) fn calls(&self) -> Vec<String> {
        self.requests.borrow().iter().map(|(line, _)| line.clone()).collect()
    }

    pub(super) fn abort_at(&self, place: &str) {
        self.aborted.set(self.aborted.get() || place == self.aborts_at);
    }

    /// After an abort every wait fails.
    pub(super) fn waited(&self) -> Result<()> {
        if self.aborted.get() { Err(Error::UserCancelled) } else { Ok(()) }
    }

    pub(super) fn idempotency_keys(&self) -> Vec<String> {
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

    async fn digest(&self, algorithm: DigestAlgorithm, appended: &[&[u8]]) -> Result<Option<Vec<u8>>> {
        if self.document.len() > self.at_hand {
            return Ok(None);
        }
        self.digests.set(self.digests.get() + 1);
        Ok(Some(algorithm.digest(&[&self.document[..], &appended.concat()].concat())))
    }

    async fn fetch(&self, request: HttpRequest<'_>) -> Result<HttpReply<Value>> {
        let headers = request.headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let line = format!("{} {}", request.method.as_str(), request.url.replace("https://api.test", ""));
        self.abort_at(&line);
        if !request.outlives_abort {
            self.waited()?;
        }
        self.requests.borrow_mut().push((line, headers));
        let (status, body) = self.replies.borrow_mut().pop_front().unwrap_or((204, Value::Null));
        Ok(HttpReply { status, retry_after: self.retry_after, body: Some(body) })
    }

    fn json<T: Serialize>(&self, value: &T) -> Result<String> {
        Ok(serde_json::to_string(value).unwrap())
    }

    async fn bearer_token(&self) -> Result<Option<String>> {
        self.waited()?;
        self.tokens.set(self.tokens.get() + 1);
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
        message: &[u8],
    ) -> Result<Vec<u8>> {
        *self.signed.borrow_mut() = message.to_vec();
        Ok(vec![0xab; 256])
    }

    async fn verify(&self, _: &[u8], _: SignatureAlgorithm, _: &[u8], _: &[u8]) -> Result<bool> {
        Ok(self.verifies)
    }

    async fn draw(&self, drawing: &Drawing) -> Result<Vec<AppearanceObject>> {
        let size = format!("{} {}", drawing.width, drawing.height);
        let value = format!("<</Type/XObject/Subtype/Form/BBox[0 0 {size}]>>").into_bytes();
        Ok(vec![AppearanceObject { value, data: Some(b"% drawn".to_vec()) }])
    }

    async fn select_certificate(&self, _candidates: &[Candidate]) -> Result<Option<usize>> {
        Ok(None)
    }

    fn progress(&self, progress: Progress<'_>) {
        self.phases.borrow_mut().push(progress.phase);
        self.abort_at(&format!("{:?}", progress.phase));
    }

    fn now(&self) -> Now {
        Now { seconds: self.now, iso: "2027-01-15T08:00:00.000Z".into() }
    }

    fn uuid(&self) -> String {
        self.uuids.set(self.uuids.get() + 1);
        format!("uuid-{}", self.uuids.get())
    }

    fn entropy(&self) -> Result<[u8; 32]> {
        Ok([7; 32])
    }

    fn jitter(&self) -> f64 {
        0.5
    }

    async fn sleep(&self, _milliseconds: u32) -> Result<()> {
        self.slept.set(self.slept.get() + 1);
        self.waited()
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

pub(super) struct Pieces(VecDeque<Vec<u8>>);

impl ByteStream for Pieces {
    async fn next(&mut self, piece: &mut Vec<u8>) -> Result<bool> {
        let Some(next) = self.0.pop_front() else { return Ok(false) };
        *piece = next;
        Ok(true)
    }
}

pub(super) struct NoSocket;

impl Socket for NoSocket {
    type Json = Value;

    fn send<M: Serialize>(&self, _message: &M) -> Result<()> {
        Err(Error::AgentUnavailable)
    }

    async fn receive(&self) -> Result<Value> {
        Err(Error::AgentUnavailable)
    }
}

pub(super) fn request(certificate_mode: CertificateMode) -> Request {
    Request {
        document_id: "contract-001".into(),
        document_type: Some("pdf".into()),
        certificate_mode,
        document_name: Some("contrato.pdf".into()),
        provider_hint: None,
        request_options: Default::default(),
        api_base_url: None,
        agent_ports: None,
        opening: Default::default(),
        certification: None,
        information: Vec::new(),
        appearance: None,
    }
}

pub(super) fn session(status: &str) -> Value {
    json!({"id": "ses-1", "signature_id": "sig-1", "status": status})
}

pub(super) fn authorized() -> Value {
    let certificate: Certificate = Fake::new(Vec::new()).key().certificate().clone();
    let encoded = Base64::encode_string(certificate.der());
    json!({"id": "ses-1", "signature_id": "sig-1", "status": "authorized", "certificate_chain": [encoded]})
}

pub(super) fn item() -> Value {
    let value = Base64::encode_string(&[0xab; 256]);
    json!({"id": "1", "signature": value})
}

/// Nothing here waits for anything but the fake host, so one poll is enough.
pub(super) fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the fake host never waits"),
    }
}
