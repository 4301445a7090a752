//! A stand-in for a provider, which signs for real with a test certificate.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::future::BoxFuture;
use openssl::error::ErrorStack;
use openssl::md::{Md, MdRef};
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::Padding;
use openssl::x509::X509;
use signer_pki::DigestAlgorithm;
use tokio::time::sleep;

use super::provider::{Error, Provider};
use crate::digest::Digest;

/// One provider; all of them share the one person's key.
pub(crate) struct StandIn {
    hint: &'static str,
    name: &'static str,
    signs_later: bool,
    key: Arc<CloudKey>,
}

impl StandIn {
    pub(crate) fn new(hint: &'static str, name: &'static str, signs_later: bool, key: Arc<CloudKey>) -> Self {
        Self { hint, name, signs_later, key }
    }
}

impl Provider for StandIn {
    fn hint(&self) -> &'static str {
        self.hint
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn person(&self) -> &str {
        &self.key.person
    }

    fn certificate_chain(&self) -> &[Vec<u8>] {
        &self.key.chain
    }

    fn signs_later(&self) -> bool {
        self.signs_later
    }

    fn sign<'a>(&'a self, digests: Vec<&'a Digest>) -> BoxFuture<'a, Result<Vec<Vec<u8>>, Error>> {
        Box::pin(async move {
            if self.signs_later {
                sleep(LATER).await;
            }
            digests.into_iter().map(|digest| Ok(self.key.sign(digest)?)).collect()
        })
    }
}

/// The person's key in the cloud, and the certificates that go with it.
pub(crate) struct CloudKey {
    key: PKey<Private>,
    chain: Vec<Vec<u8>>,
    person: String,
}

impl CloudKey {
    /// From the folder that `demo/certificates/make.sh` fills.
    pub(crate) fn open(certificates: &Path) -> Result<Self> {
        let key = PKey::private_key_from_pem(&read(&certificates.join("cloud.key"))?)?;
        let certificate = certificate(&certificates.join("cloud.pem"))?;
        let issuer = self::certificate(&certificates.join("intermediate.pem"))?;
        let chain = vec![certificate.to_der()?, issuer.to_der()?];
        Ok(Self { key, chain, person: common_name(&certificate) })
    }

    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2) or ECDSA over a digest that somebody else took.
    fn sign(&self, digest: &Digest) -> Result<Vec<u8>, ErrorStack> {
        let mut context = PkeyCtx::new(&self.key)?;
        context.sign_init()?;
        if self.key.id() == Id::RSA {
            context.set_rsa_padding(Padding::PKCS1)?;
        }
        context.set_signature_md(md(digest.algorithm()))?;
        let mut signature = Vec::new();
        context.sign_to_vec(digest.value(), &mut signature)?;
        Ok(signature)
    }
}

fn certificate(path: &Path) -> Result<X509> {
    Ok(X509::from_pem(&read(path)?)?)
}

fn common_name(certificate: &X509) -> String {
    let name = certificate.subject_name().entries_by_nid(Nid::COMMONNAME).next();
    name.and_then(|entry| entry.data().to_string().ok()).unwrap_or_default()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn md(algorithm: DigestAlgorithm) -> &'static MdRef {
    match algorithm {
        DigestAlgorithm::Sha256 => Md::sha256(),
        DigestAlgorithm::Sha384 => Md::sha384(),
        DigestAlgorithm::Sha512 => Md::sha512(),
    }
}

/// About as long as a telephone that is asked first.
const LATER: Duration = Duration::from_millis(300);
