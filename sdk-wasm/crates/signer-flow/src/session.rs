//! A session at the API: what registers a signature and, for the cloud, where the key is.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use signer_cms::SignedAttributes;
use signer_pki::{Certificate, CertificateChain, DigestAlgorithm};

use crate::{
    ApiError, CertificateMode, Error, Host, Metadata, Phase, Progress, Request, Result, api::Api, document::Document,
};

const SESSIONS: &str = "/v1/connector/v1/sessions";
/// Seconds that one request may wait for the session to change.
const WAIT: u32 = 25;

/// An open session. The document itself never goes there: its digest, name and size do.
pub(crate) struct Session<'host, H> {
    host: &'host H,
    api: Api<'host, H>,
    path: String,
    signature_id: String,
    first: SessionState,
}

/// Where a person approves.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Authorization {
    /// How the person gets there.
    pub kind: AuthorizationKind,
    /// The provider's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Until when, RFC 3339.
    #[serde(default, rename(serialize = "expiresAt"), skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

/// The ways of approving.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorizationKind {
    /// A one-time code.
    Otp,
    /// On the person's phone.
    Push,
    /// On the provider's page.
    Redirect,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Status {
    Authorized,
    AwaitingAuthorization,
    Cancelled,
    Expired,
    Failed,
    Processing,
    Signed,
}

#[derive(Clone, Deserialize)]
struct SessionState {
    id: String,
    signature_id: String,
    status: Status,
    authorization: Option<Authorization>,
    certificate_chain: Option<Vec<String>>,
    items: Option<Vec<SignedItem>>,
    error: Option<ApiError>,
}

#[derive(Serialize)]
struct NewSession<'a> {
    document_id: &'a str,
    document_type: &'a str,
    certificate_mode: CertificateMode,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_hint: Option<&'a str>,
    document_digest: DigestValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    document_name: Option<&'a str>,
    document_size: u64,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: &'a Metadata,
}

#[derive(Serialize)]
struct DigestValue {
    algorithm: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Items<'a> {
    items: [DigestItem<'a>; 1],
}

#[derive(Serialize)]
struct DigestItem<'a> {
    id: &'a str,
    digest: String,
    digest_algorithm: &'static str,
}

#[derive(Clone, Deserialize)]
struct SignedItem {
    signature: String,
}

/// The values at once, or a session to wait for.
#[derive(Deserialize)]
struct SignAnswer {
    items: Option<Vec<SignedItem>>,
}

#[derive(Serialize)]
struct Completion {
    signed_document_digest: DigestValue,
    size: u64,
}

impl<'host, H: Host> Session<'host, H> {
    /// Opens a session where there is an API; the cloud cannot do without one.
    pub(crate) async fn open(
        host: &'host H,
        request: &Request,
        document: &mut Document<'_, H>,
    ) -> Result<Option<Self>> {
        if request.certificate_mode != CertificateMode::Cloud && request.api_base_url.is_none() {
            return Ok(None);
        }
        let api = Api::new(host, request.api()?);
        let digest = document.digest(DigestAlgorithm::Sha256).await?.finish(&[]);
        let first: SessionState = api.post(SESSIONS, &NewSession::of(host, request, digest)).await?;
        let path = format!("{SESSIONS}/{}", first.id);
        Ok(Some(Self { host, api, path, signature_id: first.signature_id.clone(), first }))
    }

    /// Waits for the person to approve; gives the provider's certificate chain.
    pub(crate) async fn authorized_chain(&self) -> Result<CertificateChain> {
        self.host.progress(Progress {
            authorization: self.first.authorization.as_ref(),
            ..Progress::begin(Phase::WaitingForApproval)
        });
        let state = self.wait_while(Status::AwaitingAuthorization, self.first.clone()).await?;
        let mut certificates = Vec::new();
        for encoded in state.certificate_chain.ok_or_else(broken)? {
            certificates.push(Certificate::from_der(&decode(&encoded)?)?);
        }
        if certificates.is_empty() {
            return Err(Error::CertificateNotFound);
        }
        let end_entity = certificates.remove(0);
        Ok(CertificateChain::order(end_entity, certificates))
    }

    /// Has the provider sign the digest of the attributes.
    pub(crate) async fn sign(&self, attributes: &SignedAttributes, algorithm: DigestAlgorithm) -> Result<Vec<u8>> {
        let item = DigestItem {
            id: "1",
            digest: BASE64_STANDARD.encode(algorithm.digest(attributes.der())),
            digest_algorithm: algorithm.name(),
        };
        let path = format!("{}/signatures", self.path);
        let answer: SignAnswer = self.api.post(&path, &Items { items: [item] }).await?;
        let items = match answer.items {
            Some(items) => items,
            None => self.wait_for_items().await?,
        };
        items.first().map_or_else(|| Err(broken()), |item| decode(&item.signature))
    }

    /// Tells the API what the signed document is; gives the signature's name.
    pub(crate) async fn complete(&self, document: &mut Document<'_, H>, update: &[u8]) -> Result<String> {
        self.host.progress(Progress::begin(Phase::Registering));
        let digest = document.digest(DigestAlgorithm::Sha256).await?.finish(&[update]);
        let completion = Completion {
            signed_document_digest: DigestValue::sha256(&digest),
            size: self.host.document_len().saturating_add(update.len() as u64),
        };
        let path = format!("{}/complete", self.path);
        let _state: SessionState = self.api.post(&path, &completion).await?;
        Ok(self.signature_id.clone())
    }

    /// Leaves nothing open at the API.
    pub(crate) async fn cancel(&self) {
        self.api.delete(&self.path).await;
    }

    async fn wait_for_items(&self) -> Result<Vec<SignedItem>> {
        loop {
            let state = self.changed().await?;
            if let Some(items) = state.items.clone() {
                return Ok(items);
            }
            state.settled()?;
        }
    }

    async fn wait_while(&self, status: Status, first: SessionState) -> Result<SessionState> {
        let mut state = first;
        while state.status == status {
            state = self.changed().await?;
        }
        state.settled()
    }

    async fn changed(&self) -> Result<SessionState> {
        self.api.get(&format!("{}?wait={WAIT}", self.path)).await
    }
}

impl SessionState {
    /// A session that can still sign.
    fn settled(self) -> Result<Self> {
        match self.status {
            Status::Cancelled => Err(Error::UserCancelled),
            Status::Expired => Err(Error::SessionExpired),
            Status::Failed => Err(Error::of_api(200, None, self.error)),
            Status::Authorized | Status::AwaitingAuthorization | Status::Processing | Status::Signed => Ok(self),
        }
    }
}

impl<'a> NewSession<'a> {
    fn of<H: Host>(host: &H, request: &'a Request, digest: Vec<u8>) -> Self {
        // The API knows two places for a key: its own providers, and everything on the user's side.
        let certificate_mode = match request.certificate_mode {
            CertificateMode::A1 | CertificateMode::Local => CertificateMode::Local,
            CertificateMode::Cloud => CertificateMode::Cloud,
        };
        Self {
            document_id: &request.document_id,
            document_type: "pdf",
            certificate_mode,
            provider_hint: request.provider_hint.as_deref(),
            document_digest: DigestValue::sha256(&digest),
            document_name: request.document_name.as_deref(),
            document_size: host.document_len(),
            metadata: &request.request_options.metadata,
        }
    }
}

impl DigestValue {
    fn sha256(digest: &[u8]) -> Self {
        Self { algorithm: DigestAlgorithm::Sha256.name(), value: BASE64_STANDARD.encode(digest) }
    }
}

fn decode(encoded: &str) -> Result<Vec<u8>> {
    BASE64_STANDARD.decode(encoded).map_err(|_| broken())
}

fn broken() -> Error {
    Error::ApiRejected { status: 200, api_code: "unexpected_answer".into() }
}
