//! Certificates as the agent and the API send them, the chain that they prove, the choice between several, and why one cannot sign.

use signer_pki::{Certificate, CertificateChain, Link};

use crate::encoded::decoded;
use crate::error::{Error, Result};
use crate::identity::Candidate;
use crate::world::World;

/// The signer's certificate and others, in base64; another one that cannot be read is left out.
pub(crate) fn certificates(encoded: &[String]) -> Result<(Certificate, Vec<Certificate>)> {
    let (first, others) = encoded.split_first().ok_or(Error::CertificateNotFound)?;
    let others = others.iter().filter_map(|other| read(other).ok()).collect();
    Ok((read(first)?, others))
}

fn read(encoded: &str) -> Result<Certificate> {
    let der =
        decoded(encoded).ok_or_else(|| Error::CertificateUnsuitable { reason: "it is not base64".into() })?;
    Ok(Certificate::from_der(&der)?)
}

/// The chain of those that were issued by the next, as far as the signatures on them prove it. What nobody can be shown to have
/// issued, or with an algorithm that the world does not know, ends the chain: nothing is embedded that was not verified.
pub(crate) async fn proven<W: World>(
    world: &W,
    end_entity: Certificate,
    others: &[Certificate],
) -> CertificateChain {
    let mut chain = CertificateChain::of(end_entity);
    while let Some(issuer) = issuer_of(world, &chain, others).await {
        chain.push(issuer);
    }
    chain
}

async fn issuer_of<W: World>(
    world: &W,
    chain: &CertificateChain,
    others: &[Certificate],
) -> Option<Certificate> {
    for issuer in chain.possible_issuers(others) {
        let Ok(Link { subject_public_key_info, algorithm, to_be_signed, signature }) =
            Link::read(chain.last(), issuer)
        else {
            continue;
        };
        let verified = world.verify(subject_public_key_info, algorithm, to_be_signed, &signature);
        // A key that the world cannot use proves nothing.
        if verified.await.unwrap_or(false) {
            return Some(issuer.clone());
        }
    }
    None
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
