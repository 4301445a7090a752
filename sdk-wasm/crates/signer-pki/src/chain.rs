//! The path from a certificate to its root.

use crate::certificate::Certificate;

/// A certificate and its issuers, each issued by the next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertificateChain {
    end_entity: Certificate,
    issuers: Vec<Certificate>,
}

impl CertificateChain {
    /// Puts the issuers into order, as far as they are among `others`; what is not on the path is left out.
    #[must_use]
    pub fn order(end_entity: Certificate, mut others: Vec<Certificate>) -> Self {
        others.retain(|other| *other != end_entity);
        let mut chain = Self { end_entity, issuers: Vec::new() };
        // Each round takes one out of `others`, so that certificates which issue one another do not go round for ever.
        while let Some(index) = issuer_of(chain.last(), &others) {
            let issuer = others.swap_remove(index);
            others.retain(|other| *other != issuer);
            chain.issuers.push(issuer);
        }
        chain
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

    fn last(&self) -> &Certificate {
        self.issuers.last().unwrap_or(&self.end_entity)
    }
}

/// The best of those that can be the issuer: name and key identifier agree, then the key identifier alone (some authorities
/// write their name in another string type), then the name alone, where one of the two has no identifier before where they
/// differ: identifiers help to find a key (RFC 5280, 4.2.1.1), and some authorities changed theirs between two certificates.
fn issuer_of(certificate: &Certificate, others: &[Certificate]) -> Option<usize> {
    if certificate.is_self_signed() {
        return None;
    }
    let rank = |other: &Certificate| {
        let name = other.subject() == certificate.issuer();
        match (certificate.authority_key_identifier(), other.subject_key_identifier()) {
            (Some(wanted), Some(found)) if wanted == found => Some(u8::from(!name)),
            (Some(_), Some(_)) => name.then_some(3),
            _ => name.then_some(2),
        }
    };
    let ranked = others.iter().enumerate().filter_map(|(index, other)| Some((rank(other)?, index)));
    ranked.min().map(|(_, index)| index)
}

#[cfg(test)]
mod tests;
