//! A session at the API: what registers the signatures of a call and, for the cloud, where the key is.

use std::cell::Cell;

use base64ct::{Base64, Encoding};
use serde::Serialize;
use signer_pki::{CertificateChain, DigestAlgorithm};

use crate::api::authorization::authorization;
use crate::api::client::{Api, broken, passes, refused};
use crate::api::digest::DigestValue;
use crate::api::registration::{Registration, SESSIONS, complete, path};
use crate::error::{Error, Result};
use crate::format::opened::Signable;
use crate::identity::{Phase, Progress};
use crate::order::{Key, Order};
use crate::signer::certificates::{certificates, proven};
use crate::source::{Content, Source};
use crate::submission::{Metadata, Submission};
use crate::world::{Json, World};

/// An open session. The documents themselves never go there: their digests, names and sizes do.
pub(crate) struct Session<'world, W: World> {
    world: &'world W,
    api: Api<'world, W>,
    id: String,
    path: String,
    opened: W::Json,
    /// Seconds since 1970 from when on nobody waits any more.
    until: Cell<i64>,
    /// In the order of the documents.
    signature_ids: Vec<String>,
}

#[derive(Serialize)]
struct NewSession<'a> {
    document_type: &'a str,
    certificate_mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: &'a Metadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_digest: Option<&'a DigestValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_size: Option<u64>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    documents: &'a [NewDocument<'a>],
}

#[derive(Serialize)]
struct NewDocument<'a> {
    document_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    size: u64,
    digest: DigestValue,
    /// How many values are asked for.
    signatures: u64,
}

#[derive(Serialize)]
pub(crate) struct DigestItem<'a> {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature_id: Option<&'a str>,
    digest: String,
    digest_algorithm: &'static str,
}

impl<'a> DigestItem<'a> {
    /// The digest of one thing to be signed, and the signature that it is for.
    pub(crate) fn new(
        id: String,
        signature_id: Option<&'a str>,
        algorithm: DigestAlgorithm,
        message: &[u8],
    ) -> Self {
        let digest = Base64::encode_string(&algorithm.digest(message));
        Self { id, signature_id, digest, digest_algorithm: algorithm.name() }
    }
}

#[derive(Serialize)]
struct Items<'a> {
    items: &'a [DigestItem<'a>],
}

impl<'world, W: World> Session<'world, W> {
    /// Opens a session where there is an API; the cloud cannot do without one.
    pub(crate) async fn open<D: Signable<W>, R>(
        world: &'world W,
        order: &Order<W::Key, R>,
        documents: &[D],
    ) -> Result<Option<Self>> {
        let base = match (&order.api_base_url, &order.key) {
            (Some(base), _) => base,
            (None, Key::Cloud { .. }) => return Err(Error::invalid("apiBaseUrl")),
            (None, _) => return Ok(None),
        };
        let api = Api::new(world, base);
        let opened = announce(&api, &order.key, documents).await?;
        let id = opened.text("id").ok_or_else(broken)?;
        let path = path(&id)?;
        let Some(signature_ids) = signature_ids(&opened, documents.len()) else {
            api.delete(&path);
            return Err(broken());
        };
        let until = Cell::new(
            ending(world, &opened).unwrap_or_else(|| world.now().seconds.saturating_add(LONGEST_WAIT)),
        );
        Ok(Some(Self { world, api, id, path, opened, until, signature_ids }))
    }

    /// Waits for the person to approve; gives the provider's certificate chain.
    pub(crate) async fn authorized_chain(&self) -> Result<CertificateChain> {
        let authorization =
            self.opened.member("authorization").map(|told| authorization(&told)).transpose()?;
        self.world.progress(Progress {
            authorization: authorization.as_ref(),
            ..Progress::begin(Phase::WaitingForApproval)
        });
        let session =
            self.wait_for(APPROVAL, &|session| session.texts("certificate_chain").is_some()).await?;
        let (end_entity, others) = certificates(&session.texts("certificate_chain").ok_or_else(broken)?)?;
        Ok(proven(self.world, end_entity, &others).await)
    }

    /// Has the provider sign; gives its answers, one for each item that it took.
    pub(crate) async fn signatures(&self, items: &[DigestItem<'_>]) -> Result<Vec<W::Json>> {
        let path = format!("{}/signatures", self.path);
        let mut session = self.api.post(SIGNING, &path, &Items { items }).await?;
        if !is_answered(&session) {
            session = self.wait_for(SIGNING, &is_answered).await?;
        }
        Ok(answers(&session))
    }

    /// The API's name for the signature on a document, by its place in the call.
    pub(crate) fn signature_id(&self, place: usize) -> Option<&str> {
        self.signature_ids.get(place).map(String::as_str)
    }

    /// What the API is to be told of a signed document, by its place in the call.
    pub(crate) async fn registration(
        &self,
        place: usize,
        content: &Content<W::Source>,
    ) -> Result<Registration> {
        let digest = content.digest(DigestAlgorithm::Sha256).await?.finish(&[]);
        Ok(Registration {
            session_id: self.id.clone(),
            signature_id: self
                .signature_id(place)
                .filter(|_| self.signature_ids.len() > 1)
                .map(str::to_owned),
            signed_document_digest: Base64::encode_string(&digest),
            size: content.size(),
        })
    }

    /// Tells the API of them.
    pub(crate) async fn register(&self, registrations: &[&Registration]) -> Result<()> {
        self.world.progress(Progress::begin(Phase::Registering));
        complete(&self.api, &self.path, registrations).await
    }

    /// Leaves nothing open at the API.
    pub(crate) fn cancel(&self) {
        self.api.delete(&self.path);
    }

    /// Asks for the session until it has what is wanted, or cannot have it any more. A person is at it: no gap ends the wait before
    /// the session does.
    async fn wait_for(&self, step: &'static str, has_it: &dyn Fn(&W::Json) -> bool) -> Result<W::Json> {
        let path = format!("{}?wait={WAIT}", self.path);
        let mut pause = SHORTEST_PAUSE;
        while self.world.now().seconds < self.until.get() {
            let began = self.world.now().seconds;
            match self.api.poll(step, &path, WAIT).await {
                Ok(session) => {
                    alive(&session)?;
                    if has_it(&session) {
                        return Ok(session);
                    }
                    self.until.set(ending(self.world, &session).unwrap_or(self.until.get()));
                }
                Err(error) if passes(&error) || matches!(*error, Error::Timeout { .. }) => {}
                Err(error) => return Err(error),
            }
            pause = self.rest(began, pause).await?;
        }
        Err(Error::SessionExpired.into())
    }

    /// Waits before the API is asked again, if it did not wait itself; gives the next pause, which is longer.
    async fn rest(&self, began: i64, pause: u32) -> Result<u32> {
        if self.world.now().seconds.saturating_sub(began) >= HELD {
            return Ok(SHORTEST_PAUSE);
        }
        self.world.sleep(pause).await?;
        Ok(pause.saturating_add(pause / 2).min(POLLED_AT_LEAST))
    }
}

/// When the session ends, as the API has it, but within a day. A clock that is ahead must not end it at once: then it does not say.
fn ending<W: World>(world: &W, session: &W::Json) -> Option<i64> {
    let now = world.now().seconds;
    let told = session.text("expires_at").or_else(|| session.member("authorization")?.text("expires_at"))?;
    world.seconds(&told).filter(|end| *end > now).map(|end| end.min(now.saturating_add(DAY)))
}

/// Opens the session: a single document that gets one value in the fields of the session itself, all else as a list.
async fn announce<W: World, D: Signable<W>>(
    api: &Api<'_, W>,
    key: &Key<W::Key>,
    documents: &[D],
) -> Result<W::Json> {
    let mut described = Vec::new();
    for document in documents {
        let (submission, content) = (document.submission(), document.content());
        described.push(NewDocument::of(submission, content, document.values()).await?);
    }
    let first = documents.first().ok_or_else(broken)?;
    let single =
        if let [one @ NewDocument { signatures: 1, .. }] = described.as_slice() { Some(one) } else { None };
    let new = NewSession {
        document_type: first.document_type(),
        certificate_mode: mode(key),
        provider_hint: provider_hint(key),
        metadata: &first.submission().metadata,
        document_id: single.map(|one| one.document_id),
        document_digest: single.map(|one| &one.digest),
        document_name: single.and_then(|one| one.name),
        document_size: single.map(|one| one.size),
        documents: if single.is_some() { &[] } else { &described },
    };
    api.create("opening", SESSIONS, &new).await
}

impl<'a> NewDocument<'a> {
    async fn of<S: Source>(
        submission: &'a Submission<S>,
        content: &Content<S>,
        signatures: u64,
    ) -> Result<Self> {
        let digest = content.digest(DigestAlgorithm::Sha256).await?.finish(&[]);
        Ok(Self {
            document_id: &submission.document_id,
            name: submission.document_name.as_deref(),
            size: content.size(),
            digest: DigestValue::sha256(&digest),
            signatures,
        })
    }
}

/// The API knows two places for a key: its own providers, and everything on the user's side.
const fn mode<K>(key: &Key<K>) -> &'static str {
    match key {
        Key::A1(_) | Key::Agent { .. } => "local",
        Key::Cloud { .. } => "cloud",
    }
}

fn provider_hint<K>(key: &Key<K>) -> Option<&str> {
    match key {
        Key::Cloud { provider_hint } => provider_hint.as_deref(),
        Key::A1(_) | Key::Agent { .. } => None,
    }
}

/// One name for each of `count` documents.
fn signature_ids<J: Json>(opened: &J, count: usize) -> Option<Vec<String>> {
    if count == 1 {
        return opened.text("signature_id").map(|id| vec![id]);
    }
    let documents = opened.member("documents")?.elements();
    let ids = documents.iter().map(|document| document.text("signature_id")).collect::<Option<Vec<_>>>()?;
    (ids.len() == count).then_some(ids)
}

/// The provider's answers; none for as long as it signs.
fn answers<J: Json>(session: &J) -> Vec<J> {
    session.member("items").map(|items| items.elements()).unwrap_or_default()
}

/// True once the provider is done: while the session still goes on, items may be listed before they are signed.
fn is_answered<J: Json>(session: &J) -> bool {
    let answers = answers(session);
    let goes_on = matches!(session.text("status").as_deref(), Some("authorized" | "processing"));
    let is_answer = |item: &J| item.text("signature").is_some() || item.member("error").is_some();
    !answers.is_empty() && (!goes_on || answers.iter().all(is_answer))
}

/// A session that can still sign.
fn alive<J: Json>(session: &J) -> Result<()> {
    match session.text("status").as_deref() {
        Some("awaiting_authorization" | "authorized" | "processing" | "signed") => Ok(()),
        Some("cancelled") => Err(Error::UserCancelled.into()),
        Some("expired") => Err(Error::SessionExpired.into()),
        Some("failed") => Err(refused(200, None, session.member("error").as_ref())),
        _ => Err(broken()),
    }
}

/// Seconds that one request may wait for the session to change.
const WAIT: u32 = 25;
/// Seconds after which a request was one that waited.
const HELD: i64 = 2;
/// Milliseconds between two requests that the API answers at once: the first pause, and the longest.
const SHORTEST_PAUSE: u32 = 1000;
const POLLED_AT_LEAST: u32 = 5000;
/// Seconds that a person is waited for where the API does not say how long.
const LONGEST_WAIT: i64 = 1800;
const DAY: i64 = 86_400;
const APPROVAL: &str = "waiting_for_approval";
const SIGNING: &str = "signing";
