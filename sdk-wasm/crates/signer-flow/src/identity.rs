//! Facts for the page to show: who signs, who could, where to approve, and how far a call is.

use serde::Serialize;
use signer_pki::Certificate;

/// Who signed, for the page to show.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignerIdentity {
    /// The subject's common name, or what else its name says; never empty.
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
    /// The issuer's common name, or what else its name says.
    pub issuer: String,
    /// Hexadecimal, a negative one with `-`.
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
            name: certificate.subject_shown(),
            cpf: icp_brasil.cpf,
            cnpj: icp_brasil.cnpj,
            certificate_type: icp_brasil.certificate_type.map(|kind| kind.name()),
            issuer: certificate.issuer_shown(),
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
    /// The label of its token.
    pub token_label: String,
}

impl Candidate {
    pub(crate) fn new(certificate: &Certificate, token_label: &str) -> Self {
        Self { identity: SignerIdentity::of(certificate), token_label: token_label.to_owned() }
    }
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

/// One event for `onProgress`.
#[derive(Clone, Debug, Serialize)]
pub struct Progress<'a> {
    /// Begins or goes on.
    pub phase: Phase,
    /// Bytes done, while hashing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loaded: Option<u64>,
    /// Bytes in all, while hashing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Where a person approves, while waiting for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<&'a Authorization>,
}

impl Progress<'_> {
    /// A phase begins.
    #[must_use]
    pub fn begin(phase: Phase) -> Self {
        Self { phase, loaded: None, total: None, authorization: None }
    }

    /// `loaded` of `total` bytes are digested.
    #[must_use]
    pub fn hashing(loaded: u64, total: u64) -> Self {
        Self { loaded: Some(loaded), total: Some(total), ..Self::begin(Phase::Hashing) }
    }
}

/// The phases of a call. Hashing may come first, or while the signature is prepared.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Finding what the signature has to touch.
    Reading,
    /// Digesting the document.
    Hashing,
    /// A person approves at the provider, or consents at the agent.
    WaitingForApproval,
    /// Writing the update and the signed attributes.
    Preparing,
    /// The key signs.
    Signing,
    /// Verifying the value and filling the hole.
    Finishing,
    /// Telling the API.
    Registering,
}
