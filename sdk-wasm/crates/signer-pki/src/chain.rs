//! The path from a certificate to its root.

use crate::certificate::Certificate;

/// A certificate and its issuers, each issued by the next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertificateChain {
    end_entity: Certificate,
    issuers: Vec<Certificate>,
}

impl CertificateChain {
    /// Without issuers.
    #[must_use]
    pub const fn of(end_entity: Certificate) -> Self {
        Self { end_entity, issuers: Vec::new() }
    }

    /// Puts the likeliest issuers into order, as far as they are among `others`; what is not on the path is left out. No
    /// signature is verified: for that, take one of [`Self::possible_issuers`] after the other.
    #[must_use]
    pub fn order(end_entity: Certificate, others: Vec<Certificate>) -> Self {
        let mut chain = Self::of(end_entity);
        while let Some(issuer) = chain.possible_issuers(&others).first().copied() {
            chain.push(issuer.clone());
        }
        chain
    }

    /// The authorities among `others` that can have issued the last one, the likeliest first; none that is in the chain, so that
    /// certificates which issue one another do not go round for ever.
    ///
    /// Name and key identifier agree, then the key identifier alone (some authorities write their name in another string type),
    /// then the name alone, where one of the two has no identifier before where they differ: identifiers help to find a key
    /// (RFC 5280, 4.2.1.1), and some authorities changed theirs between two certificates.
    #[must_use]
    pub fn possible_issuers<'a>(&self, others: &'a [Certificate]) -> Vec<&'a Certificate> {
        let last = self.last();
        if last.is_self_signed() || self.len() > LONGEST {
            return Vec::new();
        }
        let new = others.iter().filter(|other| other.is_ca() && self.iter().all(|known| known != *other));
        let ranked: Vec<_> = new.filter_map(|other| Some((rank(last, other)?, other))).collect();
        let of = |wanted| ranked.iter().filter(move |(rank, _)| *rank == wanted);
        (0..=FARTHEST).flat_map(of).map(|(_, other)| *other).take(MOST_OF_A_NAME).collect()
    }

    /// Puts an issuer behind the last one.
    pub fn push(&mut self, issuer: Certificate) {
        self.issuers.push(issuer);
    }

    /// The certificate that signs.
    #[must_use]
    pub const fn end_entity(&self) -> &Certificate {
        &self.end_entity
    }

    /// All of them, the end entity first.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate> {
        std::iter::once(&self.end_entity).chain(&self.issuers)
    }

    /// How many there are.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "there is always the end entity")]
    pub const fn len(&self) -> usize {
        self.issuers.len() + 1
    }

    /// The one that is nearest to the root, or the root.
    #[must_use]
    pub fn last(&self) -> &Certificate {
        self.issuers.last().unwrap_or(&self.end_entity)
    }
}

/// How far from being the issuer a certificate is; none where it cannot be.
fn rank(certificate: &Certificate, other: &Certificate) -> Option<u8> {
    let name = other.subject() == certificate.issuer();
    match (certificate.authority_key_identifier(), other.subject_key_identifier()) {
        (Some(wanted), Some(found)) if wanted == found => Some(u8::from(!name)),
        (Some(_), Some(_)) => name.then_some(FARTHEST),
        _ => name.then_some(2),
    }
}

/// The last rank.
const FARTHEST: u8 = 3;
/// Issuers; ICP-Brasil has three at the most.
const LONGEST: usize = 8;
/// Certificates of one authority; a hostile file would have the page verify with thousands.
const MOST_OF_A_NAME: usize = 16;

#[cfg(test)]
mod tests;
