//! Which certificates can sign, and how their keys do.

use crate::{
    algorithm::{Curve, DigestAlgorithm, SignatureAlgorithm},
    certificate::{Certificate, Validity},
    error::{Error, Result},
    public_key::PublicKey,
};

impl SignatureAlgorithm {
    /// The algorithm for a certificate's key: RSA with SHA-256, and for each curve the digest that is as strong.
    pub const fn for_certificate(certificate: &Certificate) -> Result<Self> {
        match certificate.public_key() {
            PublicKey::Ec(Curve::P256) => Ok(Self::Ecdsa(Curve::P256, DigestAlgorithm::Sha256)),
            PublicKey::Ec(Curve::P384) => Ok(Self::Ecdsa(Curve::P384, DigestAlgorithm::Sha384)),
            PublicKey::Ec(Curve::P521) => Ok(Self::Ecdsa(Curve::P521, DigestAlgorithm::Sha512)),
            PublicKey::Other => {
                Err(Error::Unsuitable { reason: "its key is neither RSA nor on P-256, P-384 or P-521" })
            }
            PublicKey::Rsa { bits: 2048.. } => Ok(Self::RsaPkcs1(DigestAlgorithm::Sha256)),
            PublicKey::Rsa { .. } => {
                Err(Error::Unsuitable { reason: "its RSA key has fewer than 2048 bits" })
            }
        }
    }

    /// Octets of the longest signature value that the certificate's key makes, ECDSA's in DER.
    #[must_use]
    pub fn max_len(self, certificate: &Certificate) -> usize {
        match (self, certificate.public_key()) {
            (Self::RsaPkcs1(_), PublicKey::Rsa { bits }) => {
                usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX)
            }
            (Self::RsaPkcs1(_), PublicKey::Ec(_) | PublicKey::Other) => 0,
            // P-521's numbers start with at most one bit, the others' may need a zero before them.
            (Self::Ecdsa(Curve::P256, _), _) => 72,
            (Self::Ecdsa(Curve::P384, _), _) => 104,
            (Self::Ecdsa(Curve::P521, _), _) => 139,
        }
    }
}

impl Certificate {
    /// Refuses a certificate that is not valid at `now` (seconds since 1970), is not for signing, or has a key that this product
    /// cannot use. Says nothing of trust and revocation.
    pub fn check_can_sign(&self, now: i64) -> Result<()> {
        let Validity { not_before, not_after } = self.validity();
        if now < not_before {
            return Err(Error::NotYetValid { not_before });
        }
        if now > not_after {
            return Err(Error::Expired { not_after });
        }
        if self.key_usage().is_some_and(|usage| !usage.digital_signature && !usage.non_repudiation) {
            return Err(Error::Unsuitable { reason: "its key usage allows no signatures" });
        }
        if self.icp_brasil().certificate_type.is_some_and(|kind| !kind.signs()) {
            return Err(Error::Unsuitable { reason: "its ICP-Brasil type is not for signatures" });
        }
        SignatureAlgorithm::for_certificate(self).map(drop)
    }
}
