//! A world without a network, a browser or a clock. It keeps what it was sent, so that tests can look at it.

pub(crate) mod agent;
pub(crate) mod api;
pub(crate) mod key;
pub(crate) mod source;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use openssl::pkey::{PKey, Private};
use serde::Serialize;
use serde_json::Value;
use signer_pki::{SignatureAlgorithm, ecdsa_der_to_raw, ecdsa_raw_to_der};

use self::agent::Agent;
use self::api::Sent;
use self::key::{PASSWORD, PFX};
use self::source::Bytes;
use crate::{
    AnyDocument, BaselineB, Candidate, Door, Drawing, DrawnObject, Error, HttpReply, HttpRequest, Json, Key,
    Metadata, Moment, OpenedKey, Order, PdfWanted, Phase, Picture, Plain, Progress, Result, Signed,
    Submission, Trust, World, open_pfx, sign_one,
};

/// Within the validity of the certificate in [`PFX`].
pub(crate) const TODAY: i64 = 1_800_000_000;
pub(crate) const API: &str = "https://api.test";

pub(crate) struct Fake {
    pub(crate) document: Bytes,
    pub(crate) replies: RefCell<VecDeque<(u16, Value)>>,
    pub(crate) sent: RefCell<Vec<Sent>>,
    pub(crate) phases: RefCell<Vec<Phase>>,
    /// The `authorization` of each progress event that had one.
    pub(crate) shown: RefCell<Vec<Value>>,
    pub(crate) tokens: Cell<u32>,
    /// When the call begins; sleeping and waiting move it on.
    pub(crate) now: i64,
    /// Seconds that each request takes.
    pub(crate) takes: i64,
    pub(crate) uuids: Cell<u32>,
    /// Every message that an A1 key signed.
    pub(crate) signed: RefCell<Vec<Vec<u8>>>,
    /// Who answers on which port.
    pub(crate) agent: Option<(u16, Agent)>,
    /// Requests: with so many a test fails, before it never ends.
    pub(crate) patience: usize,
    /// Somebody else on a port.
    pub(crate) squatter: Option<(u16, Agent)>,
    /// The port at which the world's own door slams.
    pub(crate) blocked: Option<u16>,
    pub(crate) knocked: RefCell<Vec<(u16, String)>>,
    pub(crate) offered: RefCell<Vec<Value>>,
    pub(crate) chooses: Option<usize>,
    pub(crate) slept: RefCell<Vec<u32>>,
    pub(crate) retry_after: Option<u32>,
    /// Flips a bit of each value that an A1 key makes.
    pub(crate) spoils: bool,
    /// The key of an issuer whose signatures are taken for right.
    pub(crate) believes: Option<Vec<u8>>,
    pub(crate) door: Option<Other>,
    /// The request, or the phase, during which the caller aborts.
    pub(crate) aborts_at: &'static str,
    pub(crate) aborted: Cell<bool>,
}

impl Fake {
    pub(crate) fn new(document: Vec<u8>) -> Self {
        Self {
            document: Bytes::new(document),
            replies: RefCell::default(),
            sent: RefCell::default(),
            phases: RefCell::default(),
            shown: RefCell::default(),
            tokens: Cell::new(0),
            now: TODAY,
            takes: 0,
            uuids: Cell::new(0),
            signed: RefCell::default(),
            agent: None,
            patience: 100,
            squatter: None,
            blocked: None,
            knocked: RefCell::default(),
            offered: RefCell::default(),
            chooses: None,
            slept: RefCell::default(),
            retry_after: None,
            spoils: false,
            believes: None,
            door: None,
            aborts_at: "never",
            aborted: Cell::new(false),
        }
    }

    pub(crate) fn with_agent(document: Vec<u8>, agent: Agent) -> Self {
        Self { agent: Some((17340, agent)), ..Self::new(document) }
    }

    pub(crate) fn reply(&self, status: u16, body: Value) {
        self.replies.borrow_mut().push_back((status, body));
    }

    pub(crate) fn key(&self) -> Rc<OpenedKey<PKey<Private>>> {
        // Opened on a day on which it could sign.
        Rc::new(run(open_pfx(&Self::new(Vec::new()), PFX, PASSWORD, Trust::Any)).unwrap())
    }

    pub(crate) fn a1(&self) -> Order<PKey<Private>> {
        Order { key: Key::A1(self.key()), api_base_url: None, reach: BaselineB, trust: Trust::Any }
    }

    pub(crate) fn submission(&self) -> Submission<Bytes> {
        Submission {
            source: self.document.clone(),
            document_id: "contract-001".into(),
            document_name: Some("contrato.pdf".into()),
            metadata: Metadata::default(),
        }
    }

    pub(crate) fn open(&self, wanted: PdfWanted) -> Result<AnyDocument<Self>> {
        run(AnyDocument::open(self, Some("pdf"), self.submission(), wanted))
    }

    pub(crate) fn sign_with(&self, order: &Order<PKey<Private>>, wanted: PdfWanted) -> Result<Signed<Bytes>> {
        run(sign_one(self, order, self.open(wanted)?))
    }

    pub(crate) fn sign_a1(&self) -> Result<Signed<Bytes>> {
        self.sign_with(&self.a1(), PdfWanted::default())
    }

    pub(crate) fn sign_local(&self) -> Result<Signed<Bytes>> {
        self.sign_with(&local(), PdfWanted::default())
    }

    pub(crate) fn sign_cloud(&self) -> Result<Signed<Bytes>> {
        self.sign_with(&cloud(), PdfWanted::default())
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.sent.borrow().iter().map(|sent| sent.line.clone()).collect()
    }

    /// The body of the request with this line.
    pub(crate) fn body(&self, line: &str) -> Value {
        let sent = self.sent.borrow();
        sent.iter().find(|sent| sent.line == line).map(|sent| sent.body.clone()).expect("was sent")
    }

    /// A session that has the values which were asked for before.
    fn signed_later(&self) -> Value {
        let mut session = api::session("processing");
        session["items"] = api::signed(&self.body(api::SIGN))["items"].clone();
        session
    }

    fn abort_at(&self, place: &str) {
        self.aborted.set(self.aborted.get() || place == self.aborts_at);
    }

    /// After an abort every wait fails.
    fn waited(&self) -> Result<()> {
        if self.aborted.get() { Err(Error::UserCancelled.into()) } else { Ok(()) }
    }
}

pub(crate) fn cloud() -> Order<PKey<Private>> {
    let key = Key::Cloud { provider_hint: Some("birdid".into()) };
    Order { key, api_base_url: Some(API.into()), reach: BaselineB, trust: Trust::Any }
}

pub(crate) fn local() -> Order<PKey<Private>> {
    Order { key: Key::Agent { ports: None }, api_base_url: None, reach: BaselineB, trust: Trust::Any }
}

impl World for Fake {
    type Door = FakeDoor;
    type Json = Value;
    type Key = PKey<Private>;
    type Socket = Agent;
    type Source = Bytes;

    fn send(&self, request: HttpRequest<'_>) {
        run(self.fetch(request)).unwrap();
    }

    async fn fetch(&self, request: HttpRequest<'_>) -> Result<HttpReply<Value>> {
        let headers = request.headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let line = format!("{} {}", request.method.as_str(), request.url.replace(API, ""));
        self.abort_at(&line);
        if !request.outlives_abort {
            self.waited()?;
        }
        let body = request.body.map_or(Value::Null, |body| serde_json::from_str(body).unwrap());
        let sent = Sent { line, headers, body, within: request.within };
        let scripted = self.replies.borrow_mut().pop_front();
        let (status, body) = match scripted {
            Some((status, body)) if body == api::SILENCE => {
                self.sent.borrow_mut().push(sent);
                return Err(silence(status, request.step).into());
            }
            Some((status, body)) if body == api::LATER => (status, self.signed_later()),
            Some(reply) => reply,
            None => api::answer(&sent),
        };
        self.sent.borrow_mut().push(sent);
        assert!(self.sent.borrow().len() < self.patience, "the API is asked for ever");
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

    async fn connect(&self, port: u16, subprotocol: &str) -> Result<Agent> {
        self.knocked.borrow_mut().push((port, subprotocol.to_owned()));
        match &self.agent {
            _ if self.blocked == Some(port) => Err(Error::OriginNotAllowed.into()),
            _ if self.squatter.as_ref().is_some_and(|(own, _)| *own == port) => {
                Ok(self.squatter.clone().unwrap().1)
            }
            Some((own, agent)) if *own == port => Ok(agent.clone()),
            _ => Err(Error::AgentUnavailable.into()),
        }
    }

    async fn import_key(&self, pkcs8: &[u8], _algorithm: SignatureAlgorithm) -> Result<PKey<Private>> {
        PKey::private_key_from_pkcs8(pkcs8)
            .map_err(|_| Error::Internal { what: "not imported".into() }.into())
    }

    async fn sign_with_key(
        &self,
        key: &PKey<Private>,
        algorithm: SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>> {
        self.signed.borrow_mut().push(message.to_vec());
        let mut value = key::sign(key, message);
        if let SignatureAlgorithm::Ecdsa(curve, _) = algorithm {
            value = ecdsa_der_to_raw(&value, curve).unwrap();
        }
        value[0] ^= u8::from(self.spoils);
        Ok(value)
    }

    async fn verify(
        &self,
        subject_public_key_info: &[u8],
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool> {
        if self.believes.as_deref() == Some(subject_public_key_info) {
            return Ok(true);
        }
        let value = match algorithm {
            SignatureAlgorithm::Ecdsa(..) => ecdsa_raw_to_der(signature).unwrap(),
            SignatureAlgorithm::RsaPkcs1(_) => signature.to_vec(),
        };
        Ok(key::verifies(subject_public_key_info, algorithm, message, &value))
    }

    async fn draw(&self, picture: &Picture) -> Result<Drawing> {
        let size = format!("{} {}", picture.width, picture.height);
        let value = format!("<</Type/XObject/Subtype/Form/BBox[0 0 {size}]>>").into_bytes();
        Ok(Drawing(vec![DrawnObject { value, data: Some(b"% drawn".to_vec()) }]))
    }

    async fn open_door(&self, _format: &str) -> Result<Option<FakeDoor>> {
        Ok(self.door.clone().map(FakeDoor))
    }

    async fn select_certificate(&self, candidates: &[Candidate]) -> Result<Option<usize>> {
        *self.offered.borrow_mut() =
            candidates.iter().map(|one| serde_json::to_value(one).unwrap()).collect();
        Ok(self.chooses)
    }

    fn progress(&self, progress: Progress<'_>) {
        self.phases.borrow_mut().push(progress.phase);
        self.shown
            .borrow_mut()
            .extend(progress.authorization.map(|shown| serde_json::to_value(shown).unwrap()));
        self.abort_at(&format!("{:?}", progress.phase));
    }

    fn now(&self) -> Moment {
        let waited: u32 = self.slept.borrow().iter().sum();
        let asked = i64::try_from(self.sent.borrow().len()).unwrap();
        let seconds = self.now + i64::from(waited / 1000) + self.takes * asked;
        Moment { seconds, iso: "2027-01-15T08:00:00.000Z".into() }
    }

    /// Minutes and seconds of the hour in which every call here begins.
    fn seconds(&self, time: &str) -> Option<i64> {
        let (minutes, seconds) = time.strip_prefix("2027-01-15T08:")?.strip_suffix('Z')?.split_once(':')?;
        Some(TODAY + minutes.parse::<i64>().ok()? * 60 + seconds.parse::<i64>().ok()?)
    }

    fn is_over(&self) -> bool {
        self.aborted.get()
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

    async fn sleep(&self, milliseconds: u32) -> Result<()> {
        self.slept.borrow_mut().push(milliseconds);
        self.waited()
    }
}

impl Json for Value {
    fn member(&self, name: &str) -> Option<Self> {
        self.get(name).filter(|member| !member.is_null()).cloned()
    }

    fn is_true(&self) -> bool {
        *self == Value::Bool(true)
    }

    fn as_text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn as_number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn as_bytes(&self) -> Option<Vec<u8>> {
        serde_json::from_value(self.clone()).ok()
    }

    fn elements(&self) -> Vec<Self> {
        self.as_array().cloned().unwrap_or_default()
    }
}

/// A network that is gone (0), or an API that does not answer in time.
fn silence(status: u16, step: &'static str) -> Error {
    if status == 0 { Error::Network { reason: "gone".into() } } else { Error::Timeout { step } }
}

/// A format of the test's own, behind a door.
pub(crate) struct FakeDoor(Other);

/// The other side: takes a call and its question.
pub(crate) type Other = Rc<dyn Fn(&str, Value) -> Result<Value>>;

impl Door for FakeDoor {
    type Json = Value;

    async fn ask(&self, call: &str, question: &Plain<'_, Value>) -> Result<Value> {
        (self.0)(call, json(question))
    }
}

fn json(plain: &Plain<'_, Value>) -> Value {
    match plain {
        Plain::Bytes(bytes) => (*bytes).into(),
        Plain::Json(value) => (*value).clone(),
        Plain::List(list) => list.iter().map(json).collect(),
        Plain::Members(members) => {
            Value::Object(members.iter().map(|(name, member)| ((*name).to_owned(), json(member))).collect())
        }
        Plain::Number(number) => (*number).into(),
        Plain::Text(text) => (*text).into(),
    }
}

/// Nothing here waits for anything but the fake world, so one poll is enough.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the fake world never waits"),
    }
}
