//! The kinds of public keys.

use crate::{
    algorithm::Curve,
    der::{Reader, Tlv, tag},
    error::Result,
    oid,
};

/// The kind of a public key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PublicKey {
    /// On a curve that `WebCrypto` knows.
    Ec(Curve),
    /// None that signs here.
    Other,
    /// RSA.
    Rsa {
        /// Length of the modulus.
        bits: u32,
    },
}

impl PublicKey {
    /// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
    pub(crate) fn read(subject_public_key_info: &Tlv<'_>) -> Result<Self> {
        let mut fields = subject_public_key_info.inside();
        let mut algorithm = fields.sequence("a public key")?;
        let bits = fields.tagged(tag::BIT_STRING, "a public key")?;
        match algorithm.object_identifier("a public key")? {
            oid::RSA_ENCRYPTION => Ok(Self::Rsa { bits: bit_length(rsa_modulus(bits.bits()?)?) }),
            oid::EC_PUBLIC_KEY => {
                let curve = algorithm.optional(tag::OBJECT_IDENTIFIER)?;
                Ok(curve.and_then(|curve| Curve::from_oid(curve.contents())).map_or(Self::Other, Self::Ec))
            }
            _ => Ok(Self::Other),
        }
    }
}

/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } (RFC 8017, appendix A.1.1)
pub(crate) fn rsa_modulus(public_key: &[u8]) -> Result<&[u8]> {
    Reader::ber(public_key).sequence("an RSA key")?.tagged(tag::INTEGER, "an RSA key")?.unsigned()
}

fn bit_length(unsigned: &[u8]) -> u32 {
    let octets = u32::try_from(unsigned.len()).unwrap_or(u32::MAX / 8);
    octets * 8 - unsigned.first().map_or(0, |first| first.leading_zeros())
}
