//! The attributes that a signature covers.

use signer_pki::{Certificate, DigestAlgorithm, der};

use super::{encoded::Attribute, signing_certificate};
use crate::oid;

/// `SignedAttributes ::= SET SIZE (1..MAX) OF Attribute` (RFC 5652, 5.3).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignedAttributes {
    der: Vec<u8>,
}

impl SignedAttributes {
    /// Those of PAdES baseline B-B (ETSI EN 319 142-1, 6.3): `contentType`, `messageDigest` and `signingCertificateV2`. The time
    /// is in the signature dictionary, so that `signingTime` is not allowed here.
    ///
    /// `message_digest` is what `digest` makes of the byte range.
    #[must_use]
    pub fn pades_baseline(
        message_digest: &[u8],
        digest: DigestAlgorithm,
        signing_certificate: &Certificate,
    ) -> Self {
        debug_assert_eq!(message_digest.len(), digest.len(), "the digest is not one of this algorithm");
        let attributes = [
            Attribute::new(oid::CONTENT_TYPE, &der::object_identifier(oid::DATA)),
            Attribute::new(oid::MESSAGE_DIGEST, &der::octet_string(message_digest)),
            Attribute::new(oid::SIGNING_CERTIFICATE_V2, &signing_certificate::v2(signing_certificate)),
        ];
        Self { der: der::set_of(&attributes.each_ref().map(Attribute::der)) }
    }

    /// The DER with the tag of SET OF: what is digested and signed (RFC 5652, 5.4).
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}
