//! Who signs: an A1 key, the agent or a cloud provider. One road for the three.

use std::rc::Rc;

use agent_protocol::DocumentName;
use base64ct::{Base64, Encoding};
use serde::Serialize;
use signer_cms::SignedAttributes;
use signer_pki::{Certificate, CertificateChain, SignatureAlgorithm, ecdsa_der_to_raw};

use crate::{
    CertificateMode, Error, Host, OpenedKey, Phase, Progress, Request, Result, api::Session,
    signer::agent::AgentKey,
};

/// The A1 key that the door opened before, where that is the mode.
pub type KeySource<K> = Option<Rc<OpenedKey<K>>>;

/// Something that signs, with its chain.
pub(crate) enum Signer<'session, 'host, H: Host> {
    A1(Rc<OpenedKey<H::Key>>),
    Agent(AgentKey<H::Socket>),
    Cloud { session: &'session Session<'host, H>, chain: CertificateChain, algorithm: SignatureAlgorithm },
}

impl<'session, 'host, H: Host> Signer<'session, 'host, H> {
    /// Goes to where the key is, and comes back with a chain that can sign today.
    pub(crate) async fn open(
        host: &H,
        request: &Request,
        session: Option<&'session Session<'host, H>>,
        key: KeySource<H::Key>,
    ) -> Result<Self> {
        let signer = match (request.certificate_mode, key, session) {
            (CertificateMode::A1, Some(key), _) => Self::A1(key),
            (CertificateMode::A1, None, _) => {
                return Err(Error::invalid("certificateFile"));
            }
            (CertificateMode::Local, ..) => {
                Self::Agent(AgentKey::open(host, request.agent_ports.as_deref()).await?)
            }
            (CertificateMode::Cloud, _, Some(session)) => {
                let chain = session.authorized_chain().await?;
                let algorithm = SignatureAlgorithm::for_certificate(chain.end_entity())?;
                Self::Cloud { session, chain, algorithm }
            }
            (CertificateMode::Cloud, _, None) => {
                return Err(Error::invalid("apiBaseUrl"));
            }
        };
        signer.certificate().check_can_sign(host.now().seconds)?;
        Ok(signer)
    }

    pub(crate) fn chain(&self) -> &CertificateChain {
        match self {
            Self::A1(key) => &key.chain,
            Self::Agent(key) => &key.chain,
            Self::Cloud { chain, .. } => chain,
        }
    }

    pub(crate) fn certificate(&self) -> &Certificate {
        self.chain().end_entity()
    }

    pub(crate) fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::A1(key) => key.algorithm,
            Self::Agent(key) => key.algorithm,
            Self::Cloud { algorithm, .. } => *algorithm,
        }
    }

    /// The signature value over the attributes, proven to be that of the certificate.
    pub(crate) async fn sign(
        &self,
        host: &H,
        attributes: &SignedAttributes,
        request: &Request,
    ) -> Result<Vec<u8>> {
        host.progress(Progress::begin(Phase::Signing));
        let value = match self {
            Self::A1(key) => key.sign(host, attributes.der()).await?,
            Self::Agent(key) => {
                let name = request.shown_name().to_owned();
                key.sign(attributes, DocumentName { name, size: host.document_len() }).await?
            }
            Self::Cloud { session, algorithm, .. } => session.sign(attributes, algorithm.digest()).await?,
        };
        self.verify(host, attributes, &value).await?;
        Ok(value)
    }

    /// The relays are not trusted, and a token may hold a certificate that is not its key's.
    async fn verify(&self, host: &H, attributes: &SignedAttributes, value: &[u8]) -> Result<()> {
        let raw = match self.algorithm() {
            SignatureAlgorithm::Ecdsa(curve, _) => {
                ecdsa_der_to_raw(value, curve).map_err(|_| Error::SignatureMismatch)?
            }
            SignatureAlgorithm::RsaPkcs1(_) => value.to_vec(),
        };
        let key = self.certificate().subject_public_key_info();
        if host.verify(key, self.algorithm(), attributes.der(), &raw).await? {
            return Ok(());
        }
        Err(Error::SignatureMismatch)
    }
}

/// A chain as the agent and the API send it: certificates in base64, the signer's first.
pub(crate) fn chain(encoded: &[String]) -> Result<CertificateChain> {
    let mut certificates = Vec::new();
    for certificate in encoded {
        let der = Base64::decode_vec(certificate)
            .map_err(|_| Error::CertificateUnsuitable { reason: "it is not base64".into() })?;
        certificates.push(Certificate::from_der(&der)?);
    }
    if certificates.is_empty() {
        return Err(Error::CertificateNotFound);
    }
    let end_entity = certificates.remove(0);
    Ok(CertificateChain::order(end_entity, certificates))
}

/// Who signed, for the page to show.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignerIdentity {
    /// The subject's common name.
    pub name: String,
    /// Eleven digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpf: Option<String>,
    /// Fourteen characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnpj: Option<String>,
    /// `A1`, `A3`, …, where the certificate is one of ICP-Brasil (DOC-ICP-04).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_type: Option<&'static str>,
    /// The issuer's common name.
    pub issuer: String,
    /// Hexadecimal.
    pub serial_number: String,
    /// Seconds since 1970.
    pub not_after: i64,
}

impl SignerIdentity {
    /// Reads it from the certificate.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        let icp_brasil = certificate.icp_brasil();
        Self {
            name: certificate.common_name().unwrap_or_default(),
            cpf: icp_brasil.cpf,
            cnpj: icp_brasil.cnpj,
            certificate_type: icp_brasil.certificate_type.map(|kind| kind.name()),
            issuer: certificate.issuer_common_name().unwrap_or_default(),
            serial_number: certificate.serial_number_hex(),
            not_after: certificate.validity().not_after,
        }
    }
}

/// One of several certificates that the page may choose from.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// Whose it is.
    pub identity: SignerIdentity,
    /// What the token calls itself.
    pub token_label: String,
}

impl Candidate {
    pub(crate) fn new(certificate: &Certificate, token_label: &str) -> Self {
        Self { identity: SignerIdentity::of(certificate), token_label: token_label.to_owned() }
    }
}
