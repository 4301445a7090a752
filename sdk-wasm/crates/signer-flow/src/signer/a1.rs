//! A1: a key in a PFX file that the user opens in the page.

use signer_pki::{Certificate, CertificateChain, SignatureAlgorithm, ecdsa_raw_to_der, pkcs12};

use crate::{Error, Host, Result};

/// A key that the host holds, and the chain that goes with it.
pub struct OpenedKey<K> {
    pub(crate) key: K,
    pub(crate) chain: CertificateChain,
    pub(crate) algorithm: SignatureAlgorithm,
}

/// Opens a PFX (RFC 7292): the key becomes the host's at once, and its bytes are wiped.
pub async fn open_pfx<H: Host>(host: &H, pfx: &[u8], password: &str) -> Result<OpenedKey<H::Key>> {
    let opened = pkcs12::open(pfx, password)?;
    let algorithm = SignatureAlgorithm::for_certificate(&opened.certificate)?;
    let key = host.import_key(&opened.private_key, algorithm).await?;
    let chain = CertificateChain::order(opened.certificate, opened.others);
    Ok(OpenedKey { key, chain, algorithm })
}

impl<K> OpenedKey<K> {
    /// The signature value over `message`, as CMS has it.
    pub(crate) async fn sign<H: Host<Key = K>>(&self, host: &H, message: &[u8]) -> Result<Vec<u8>> {
        let value = host.sign_with_key(&self.key, self.algorithm, message).await?;
        match self.algorithm {
            SignatureAlgorithm::Ecdsa(..) => Ok(ecdsa_raw_to_der(&value)?),
            SignatureAlgorithm::RsaPkcs1(_) => Ok(value),
        }
    }

    /// The certificate of the key.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        self.chain.end_entity()
    }
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
