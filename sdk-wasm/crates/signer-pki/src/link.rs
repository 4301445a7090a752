//! What proves that one certificate issued another.

use crate::{
    algorithm::{DigestAlgorithm, SignatureAlgorithm, ecdsa_der_to_raw},
    certificate::Certificate,
    der::{Reader, tag},
    error::{Error, Result},
    public_key::PublicKey,
};

/// The signature of a certificate, and the key that made it if the certificate is that issuer's (RFC 5280, 4.1.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link<'a> {
    /// The issuer's key.
    pub subject_public_key_info: &'a [u8],
    /// The signature's.
    pub algorithm: SignatureAlgorithm,
    /// The DER of the `TBSCertificate`.
    pub to_be_signed: &'a [u8],
    /// PKCS#1 for RSA, `r || s` for ECDSA.
    pub signature: Vec<u8>,
}

impl<'a> Link<'a> {
    /// Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }
    ///
    /// An error where the signature is none that a key of the issuer's makes, or none with SHA-2 by RSA (PKCS#1) or on one of
    /// NIST's curves.
    pub fn read(certificate: &'a Certificate, issuer: &'a Certificate) -> Result<Self> {
        let mut fields = Reader::ber(certificate.der()).sequence(SIGNATURE)?;
        let to_be_signed = fields.read()?.encoded();
        let mut algorithm = fields.sequence(SIGNATURE)?;
        let value = fields.tagged(tag::BIT_STRING, SIGNATURE)?.bits()?;
        let algorithm = algorithm_of(algorithm.object_identifier(SIGNATURE)?, issuer.public_key())
            .ok_or_else(|| Error::unsupported("the signature of a certificate"))?;
        let signature = match issuer.public_key() {
            PublicKey::Ec(curve) => ecdsa_der_to_raw(value, curve)?,
            PublicKey::Other | PublicKey::Rsa { .. } => value.to_vec(),
        };
        let subject_public_key_info = issuer.subject_public_key_info();
        Ok(Self { subject_public_key_info, algorithm, to_be_signed, signature })
    }
}

/// The algorithm with this object identifier's contents octets, of a key of this kind.
fn algorithm_of(contents: &[u8], key: PublicKey) -> Option<SignatureAlgorithm> {
    let mut algorithms = DigestAlgorithm::ALL.into_iter().filter_map(|digest| match key {
        PublicKey::Ec(curve) => Some(SignatureAlgorithm::Ecdsa(curve, digest)),
        PublicKey::Other => None,
        PublicKey::Rsa { .. } => Some(SignatureAlgorithm::RsaPkcs1(digest)),
    });
    algorithms.find(|algorithm| algorithm.oid() == contents)
}

const SIGNATURE: &str = "the signature of a certificate";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{algorithm::Curve, oid, tests::vector};

    #[test]
    fn a_link_has_what_was_signed_how_and_by_whom() {
        let (certificate, issuer) = (vector("person"), vector("intermediate"));
        let link = Link::read(&certificate, &issuer).unwrap();
        assert_eq!(link.algorithm, SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256));
        assert_eq!(link.subject_public_key_info, issuer.subject_public_key_info());
        assert!(certificate.der().ends_with(&link.signature) && link.signature.len() == 256);
        assert_eq!(certificate.der().get(4..4 + link.to_be_signed.len()), Some(link.to_be_signed));
    }

    #[test]
    fn the_algorithm_is_of_the_issuers_kind_of_key() {
        let kinds = [PublicKey::Ec(Curve::P384), PublicKey::Rsa { bits: 2048 }, PublicKey::Other];
        let ecdsa = SignatureAlgorithm::Ecdsa(Curve::P384, DigestAlgorithm::Sha512);
        let rsa = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384);
        let found = |contents: &[u8]| kinds.map(|kind| algorithm_of(contents, kind));
        assert_eq!(found(oid::ECDSA_WITH_SHA512), [Some(ecdsa), None, None]);
        assert_eq!(found(oid::SHA384_WITH_RSA), [None, Some(rsa), None]);
        assert_eq!(found(oid::RSA_ENCRYPTION), [None; 3]);
        assert!(Link::read(&vector("person"), &vector("k256")).is_err());
    }
}
