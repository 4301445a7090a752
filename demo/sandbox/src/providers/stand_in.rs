//! The stand-in for the trust service providers: it holds a person's key and signs digests with it.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use openssl::error::ErrorStack;
use openssl::md::{Md, MdRef};
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::Padding;
use openssl::x509::X509;
use signer_pki::DigestAlgorithm;

use crate::digest::Digest;
use crate::error::ApiError;
use crate::sandbox::Sandbox;
use crate::session::{Session, Status};

/// What integrators write as `provider_hint`, with the name that people read.
pub(crate) const PROVIDERS: [(&str, &str); 4] =
    [("birdid", "BirdID"), ("vidaas", "VIDaaS"), ("serproid", "SerproID"), ("certisign", "Certisign")];

/// The name that people read.
pub(crate) fn provider_name(provider: &str) -> Option<&'static str> {
    PROVIDERS.iter().find(|(hint, _)| *hint == provider).map(|(_, name)| *name)
}

/// Whether the provider answers later, after the request for signatures.
pub(crate) fn signs_later(provider: &str) -> bool {
    provider == "vidaas"
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

    /// The common name in the person's certificate, `NAME:CPF`.
    pub(crate) fn person(&self) -> &str {
        &self.person
    }

    /// The certificates in DER, end entity first.
    pub(crate) fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2) or ECDSA over a digest that somebody else took.
    pub(crate) fn sign(&self, digest: &Digest) -> Result<Vec<u8>, ErrorStack> {
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

/// Signs what a session was given, and wakes whoever waits for it.
pub(crate) async fn sign(sandbox: &Sandbox, session: &Session) -> Result<Session, ApiError> {
    let signatures = session.items.iter().map(|item| sandbox.cloud_key.sign(&item.digest));
    let signatures = signatures.collect::<Result<Vec<_>, _>>()?;
    if sandbox.store.keep_signatures(&session.id, &signatures).await? {
        sandbox.announce_change();
    }
    sandbox.session(&session.id).await
}

/// The same in a moment, as a provider does that asks a telephone first.
pub(crate) fn sign_soon(sandbox: Arc<Sandbox>, id: String) {
    tokio::spawn(async move {
        tokio::time::sleep(LATER).await;
        if let Err(error) = sign_open(&sandbox, &id).await {
            eprintln!("signer-sandbox: session {id} stays unsigned: {error:?}");
        }
    });
}

/// A session that was cancelled or expired meanwhile is left alone.
async fn sign_open(sandbox: &Sandbox, id: &str) -> Result<(), ApiError> {
    let session = sandbox.session(id).await?;
    if session.status == Status::Processing {
        sign(sandbox, &session).await?;
    }
    Ok(())
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

const LATER: Duration = Duration::from_millis(300);
