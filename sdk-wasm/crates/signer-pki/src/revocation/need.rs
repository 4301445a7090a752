//! Compares a chain with the revocation data at hand.

use crate::{certificate::Certificate, chain::CertificateChain};

/// All that is at hand for a chain, and the time that it is judged at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Held<'a> {
    /// Certificates that are trusted by themselves; one that is self-signed need not be among them.
    pub anchors: &'a [Certificate],
    /// Seconds since 1970.
    pub at: i64,
    /// OCSP answers and CRLs, known to be signed by somebody who may.
    pub revocation: &'a [RevocationData],
}

/// An OCSP answer or a CRL, as far as it matters which certificates it speaks of, and when.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RevocationData {
    /// The certificates that it speaks of.
    pub scope: Scope,
    /// `thisUpdate`: the time that it is right for, in seconds since 1970.
    pub this_update: i64,
    /// `nextUpdate`: the time by which there is newer information; none where newer information is always to be had.
    pub next_update: Option<i64>,
}

/// The certificates that revocation data speak of. Names are whole encodings, numbers contents octets, as in the certificates.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Scope {
    /// One: that of an OCSP answer.
    Certificate {
        /// The encoding of its issuer's `Name`.
        issuer: Vec<u8>,
        /// The contents octets of its serial number.
        serial_number: Vec<u8>,
    },
    /// All that this `Name` has issued: that of a whole CRL.
    IssuedBy(Vec<u8>),
}

/// All that has to be fetched before a chain can be judged.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Missing<'a> {
    /// The issuer that the chain ends without.
    pub issuer: Option<MissingIssuer<'a>>,
    /// Certificates of which it is not known whether they are revoked, in the order of the chain.
    pub revocation: Vec<MissingRevocation<'a>>,
}

/// A certificate at the end of a chain that is neither self-signed nor an anchor.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MissingIssuer<'a> {
    /// The last of the chain.
    pub certificate: &'a Certificate,
    /// `caIssuers` addresses; empty where the certificate names none.
    pub urls: Vec<String>,
}

/// A certificate without revocation data. Where it names no place, both lists are empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MissingRevocation<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// The next in the chain, which an OCSP request names; none where it is missing.
    pub issuer: Option<&'a Certificate>,
    /// Addresses of OCSP responders.
    pub ocsp: Vec<String>,
    /// Addresses of CRLs.
    pub crl: Vec<String>,
}

/// The revocation data and the issuer that are still missing of `chain`, the end entity first.
///
/// Nothing is wanted for an anchor and above it, for a self-signed certificate, which only its owner could revoke, and for one
/// with `id-pkix-ocsp-nocheck` (RFC 6960, 4.2.2.2.1).
#[must_use]
pub fn need<'a>(chain: &'a CertificateChain, held: &Held<'_>) -> Missing<'a> {
    let mut missing = Missing::default();
    let mut certificates = chain.iter().peekable();
    while let Some(certificate) = certificates.next() {
        if certificate.is_self_signed() || held.anchors.contains(certificate) {
            break;
        }
        let issuer = certificates.peek().copied();
        if issuer.is_none() {
            missing.issuer = Some(MissingIssuer { certificate, urls: certificate.ca_issuers_urls() });
        }
        if !certificate.has_ocsp_no_check() && !held.speaks_of(certificate) {
            let (ocsp, crl) = (certificate.ocsp_urls(), certificate.crl_urls());
            missing.revocation.push(MissingRevocation { certificate, issuer, ocsp, crl });
        }
    }
    missing
}

impl Held<'_> {
    fn speaks_of(&self, certificate: &Certificate) -> bool {
        self.revocation
            .iter()
            .any(|data| data.scope.contains(certificate) && data.is_usable(certificate, self.at))
    }
}

impl RevocationData {
    /// True where it is of `at` or later, or holds until then, and was made before the certificate ended, after which an
    /// authority may drop it from its lists (RFC 5280, 3.3).
    fn is_usable(&self, certificate: &Certificate, at: i64) -> bool {
        let holds = self.this_update >= at || self.next_update.is_some_and(|next| at <= next);
        holds && self.this_update <= certificate.validity().not_after
    }
}

impl Scope {
    fn contains(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Certificate { issuer, serial_number } => {
                issuer == certificate.issuer() && serial_number == certificate.serial_number()
            }
            Self::IssuedBy(issuer) => issuer == certificate.issuer(),
        }
    }
}
