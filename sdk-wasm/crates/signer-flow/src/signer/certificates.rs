//! Chains as the agent and the API send them, and why one cannot sign.

use base64ct::{Base64, Encoding};
use signer_pki::{Certificate, CertificateChain};

use crate::error::{Error, Result};

/// Certificates in base64, the signer's first.
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

impl From<signer_pki::Error> for Error {
    fn from(error: signer_pki::Error) -> Self {
        use signer_pki::Error as Pki;
        match error {
            Pki::Expired { not_after } => Self::CertificateExpired { not_after },
            Pki::KeyNotFound => Self::CertificateNotFound,
            Pki::NotYetValid { not_before } => Self::CertificateNotYetValid { not_before },
            Pki::PasswordIncorrect => Self::PasswordIncorrect { field: "certificatePassword" },
            error => Self::CertificateUnsuitable { reason: error.to_string() },
        }
    }
}
