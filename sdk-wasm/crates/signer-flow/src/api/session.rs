//! A session at the API: what registers a signature and, for the cloud, where the key is.

use base64ct::{Base64, Encoding};
use serde::Serialize;
use signer_cms::SignedAttributes;
use signer_pki::{CertificateChain, DigestAlgorithm};

use crate::{
    CertificateMode, Error, Host, Json, Metadata, Phase, Progress, Request, Result, api::Api,
    format::pdf::Document, signer::chain,
};

const SESSIONS: &str = "/v1/connector/v1/sessions";
/// Seconds that one request may wait for the session to change.
const WAIT: u32 = 25;

/// An open session. The document itself never goes there: its digest, name and size do.
pub(crate) struct Session<'host, H: Host> {
    host: &'host H,
    api: Api<'host, H>,
    path: String,
    signature_id: String,
    opened: H::Json,
}

/// Where a person approves.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Authorization {
    /// How the person gets there: `redirect`, `push` or `otp`.
    pub kind: String,
    /// The provider's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Until when, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

impl Authorization {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self { kind: json.text("kind")?, url: json.text("url"), expires_at: json.text("expires_at") })
    }
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
        let opened = api.create(SESSIONS, &NewSession::of(host, request, digest)).await?;
        let id = opened.text("id").ok_or_else(broken)?;
        let signature_id = opened.text("signature_id").ok_or_else(broken)?;
        Ok(Some(Self { host, api, path: format!("{SESSIONS}/{id}"), signature_id, opened }))
    }

    /// Waits for the person to approve; gives the provider's certificate chain.
    pub(crate) async fn authorized_chain(&self) -> Result<CertificateChain> {
        let authorization = self.opened.member("authorization").as_ref().and_then(Authorization::read);
        self.host.progress(Progress {
            authorization: authorization.as_ref(),
            ..Progress::begin(Phase::WaitingForApproval)
        });
        chain(&self.wait_for(|session| session.texts("certificate_chain")).await?)
    }

    /// Has the provider sign the digest of the attributes.
    pub(crate) async fn sign(
        &self,
        attributes: &SignedAttributes,
        algorithm: DigestAlgorithm,
    ) -> Result<Vec<u8>> {
        let item = DigestItem {
            id: "1",
            digest: Base64::encode_string(&algorithm.digest(attributes.der())),
            digest_algorithm: algorithm.name(),
        };
        let path = format!("{}/signatures", self.path);
        let answer = self.api.post(&path, &Items { items: [item] }).await?;
        match first_signature(&answer) {
            Some(signature) => decode(&signature),
            None => decode(&self.wait_for(first_signature).await?),
        }
    }

    /// Tells the API what the signed document is; gives the signature's name.
    pub(crate) async fn complete(&self, document: &mut Document<'_, H>, update: &[u8]) -> Result<String> {
        self.host.progress(Progress::begin(Phase::Registering));
        let digest = document.digest(DigestAlgorithm::Sha256).await?.finish(&[update]);
        let completion = Completion {
            signed_document_digest: DigestValue::sha256(&digest),
            size: self.host.document_len().saturating_add(update.len() as u64),
        };
        self.api.post(&format!("{}/complete", self.path), &completion).await?;
        Ok(self.signature_id.clone())
    }

    /// Leaves nothing open at the API.
    pub(crate) async fn cancel(&self) {
        self.api.delete(&self.path).await;
    }

    /// Asks for the session until it has what is wanted, or cannot have it any more.
    async fn wait_for<T>(&self, wanted: impl Fn(&H::Json) -> Option<T>) -> Result<T> {
        loop {
            let session = self.api.get(&format!("{}?wait={WAIT}", self.path)).await?;
            alive(&session)?;
            if let Some(found) = wanted(&session) {
                return Ok(found);
            }
        }
    }
}

/// A session that can still sign.
fn alive<J: Json>(session: &J) -> Result<()> {
    match session.text("status").as_deref() {
        Some("awaiting_authorization" | "authorized" | "processing" | "signed") => Ok(()),
        Some("cancelled") => Err(Error::UserCancelled),
        Some("expired") => Err(Error::SessionExpired),
        Some("failed") => Err(Error::of_api(200, None, session.member("error").as_ref())),
        _ => Err(broken()),
    }
}

fn first_signature<J: Json>(answer: &J) -> Option<String> {
    answer.member("items")?.elements().first()?.text("signature")
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
        Self { algorithm: DigestAlgorithm::Sha256.name(), value: Base64::encode_string(digest) }
    }
}

fn decode(encoded: &str) -> Result<Vec<u8>> {
    Base64::decode_vec(encoded).map_err(|_| broken())
}

fn broken() -> Error {
    Error::ApiRejected { status: 200, api_code: "unexpected_answer".into() }
}
