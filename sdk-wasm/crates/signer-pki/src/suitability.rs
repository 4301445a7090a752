//! Which certificates can sign, and how their keys do.

use crate::{
    algorithm::{Curve, DigestAlgorithm, SignatureAlgorithm},
    certificate::{Certificate, Validity},
    error::{Error, Result},
    public_key::PublicKey,
};

impl SignatureAlgorithm {
    /// The algorithm for a certificate's key: RSA with SHA-256, and for each curve the digest that is as strong.
    pub fn for_certificate(certificate: &Certificate) -> Result<Self> {
        match certificate.public_key() {
            PublicKey::Ec(Curve::P256) => Ok(Self::Ecdsa(Curve::P256, DigestAlgorithm::Sha256)),
            PublicKey::Ec(Curve::P384) => Ok(Self::Ecdsa(Curve::P384, DigestAlgorithm::Sha384)),
            PublicKey::Ec(Curve::P521) => Ok(Self::Ecdsa(Curve::P521, DigestAlgorithm::Sha512)),
            PublicKey::Other => Err(Error::unsuitable("its key is neither RSA nor on P-256, P-384 or P-521")),
            PublicKey::Rsa { bits: 2048.. } => Ok(Self::RsaPkcs1(DigestAlgorithm::Sha256)),
            PublicKey::Rsa { .. } => Err(Error::unsuitable("its RSA key has fewer than 2048 bits")),
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
            return Err(Error::NotYetValid { not_before }.into());
        }
        if now > not_after {
            return Err(Error::Expired { not_after }.into());
        }
        if self.key_usage().is_some_and(|usage| !usage.digital_signature && !usage.non_repudiation) {
            return Err(Error::unsuitable("its key usage allows no signatures"));
        }
        if self.icp_brasil().certificate_type.is_some_and(|kind| !kind.signs()) {
            return Err(Error::unsuitable("its ICP-Brasil type is not for signatures"));
        }
        SignatureAlgorithm::for_certificate(self).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::vector;

    /// `small` with a modulus of this number of bits less than 1024, `person` with one of as many less than 2048.
    fn shorter(name: &str, bits: u32) -> Certificate {
        let certificate = vector(name);
        let mut der = certificate.der().to_vec();
        // INTEGER of the modulus, its sign octet first.
        let len = if name == "small" { vec![2, 0x81, 0x81, 0] } else { vec![2, 0x82, 1, 1, 0] };
        let at = der.windows(len.len()).position(|window| window == len).unwrap() + len.len();
        der[at] = 0xff >> bits;
        Certificate::from_der(&der).unwrap()
    }

    #[test]
    fn rsa_keys_have_2048_bits_at_least() {
        assert!(SignatureAlgorithm::for_certificate(&shorter("person", 0)).is_ok());
        assert!(SignatureAlgorithm::for_certificate(&shorter("person", 1)).is_err());
    }

    #[test]
    fn an_rsa_value_is_as_long_as_its_modulus() {
        let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
        for (name, bits, len) in
            [("small", 0, 128), ("small", 7, 128), ("person", 0, 256), ("person", 7, 256)]
        {
            assert_eq!(algorithm.max_len(&shorter(name, bits)), len, "{name} {bits}");
        }
        assert_eq!(algorithm.max_len(&vector("company")), 0, "no RSA key");
    }

    /// A certificate for encryption says so by its ICP-Brasil type too.
    #[test]
    fn types_for_encryption_do_not_sign() {
        let mut der = vector("encryption").der().to_vec();
        let usage = der.windows(4).position(|window| window == [3, 2, 5, 0x20]).unwrap();
        der[usage + 3] = 0x80;
        let certificate = Certificate::from_der(&der).unwrap();
        assert!(certificate.key_usage().unwrap().digital_signature);
        let refused = certificate.check_can_sign(certificate.validity().not_before);
        assert_eq!(refused, Err(Error::unsuitable("its ICP-Brasil type is not for signatures")));
    }
}
