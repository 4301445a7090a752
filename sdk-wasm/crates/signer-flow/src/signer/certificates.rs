//! Chains as the agent and the API send them, the choice between several, and why one cannot sign.

use signer_pki::{Certificate, CertificateChain};

use crate::encoded::decoded;
use crate::error::{Error, Result};
use crate::identity::Candidate;
use crate::world::World;

/// Certificates in base64, the signer's first.
pub(crate) fn chain(encoded: &[String]) -> Result<CertificateChain> {
    let mut certificates = Vec::new();
    for certificate in encoded {
        let der = decoded(certificate)
            .ok_or_else(|| Error::CertificateUnsuitable { reason: "it is not base64".into() })?;
        certificates.push(Certificate::from_der(&der)?);
    }
    if certificates.is_empty() {
        return Err(Error::CertificateNotFound.into());
    }
    let end_entity = certificates.remove(0);
    Ok(CertificateChain::order(end_entity, certificates))
}

/// The index of the one that is to sign: the only one, or the one that the page chooses.
pub(crate) async fn choose<W: World>(world: &W, candidates: &[Candidate]) -> Result<usize> {
    let chosen = match candidates.len() {
        0 => return Err(Error::CertificateNotFound.into()),
        1 => 0,
        _ => world.select_certificate(candidates).await?.ok_or(Error::UserCancelled)?,
    };
    if chosen < candidates.len() { Ok(chosen) } else { Err(Error::invalid("selectCertificate")) }
}

impl From<Box<signer_pki::Error>> for Box<Error> {
    fn from(error: Box<signer_pki::Error>) -> Self {
        use signer_pki::Error as Pki;
        let error = match *error {
            Pki::Expired { not_after } => Error::CertificateExpired { not_after },
            Pki::CertificateNotFound | Pki::KeyNotFound => Error::CertificateNotFound,
            Pki::NotYetValid { not_before } => Error::CertificateNotYetValid { not_before },
            Pki::PasswordIncorrect => Error::PasswordIncorrect { field: "certificatePassword" },
            Pki::Unsuitable { reason } => Error::CertificateUnsuitable { reason: reason.into() },
            Pki::Malformed { .. } | Pki::TooManyIterations { .. } | Pki::Unsupported { .. } => {
                Error::CertificateUnsuitable { reason: error.to_string() }
            }
        };
        Self::new(error)
    }
}
