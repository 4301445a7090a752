//! The algorithms that signatures are made with.

use sha2::{Sha256, Sha384, Sha512, digest::DynDigest};

use crate::{
    der::{self, Reader, tag},
    error::{Error, Result},
    oid,
};

/// SHA-2 (FIPS 180-4).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DigestAlgorithm {
    /// 32 octets.
    Sha256,
    /// 48 octets.
    Sha384,
    /// 64 octets.
    Sha512,
}

/// NIST's curves (FIPS 186-5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Curve {
    /// secp256r1.
    P256,
    /// secp384r1.
    P384,
    /// secp521r1.
    P521,
}

/// How a signature value is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignatureAlgorithm {
    /// ECDSA (FIPS 186-5, 6).
    Ecdsa(Curve, DigestAlgorithm),
    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).
    RsaPkcs1(DigestAlgorithm),
}

/// A digest that takes its message in pieces. One code for all algorithms: a copy for each would be a kB of wasm.
pub struct Hasher(Box<dyn DynDigest>);

impl Hasher {
    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The digest of all that went in, followed by `pieces`.
    #[must_use]
    pub fn finish(mut self, pieces: &[&[u8]]) -> Vec<u8> {
        pieces.iter().for_each(|piece| self.update(piece));
        self.0.finalize().into_vec()
    }
}

impl Clone for Hasher {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl DigestAlgorithm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// Its name, as `WebCrypto` has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The algorithm with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|digest| digest.name() == name)
    }

    /// The contents octets of its object identifier (RFC 5754, 2).
    #[must_use]
    pub const fn oid(self) -> &'static [u8] {
        match self {
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
        }
    }

    /// The algorithm with this object identifier's contents octets.
    #[must_use]
    pub fn from_oid(contents: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|digest| digest.oid() == contents)
    }

    /// Octets of a digest.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "no digest is empty")]
    pub const fn len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The digest of `message`.
    #[must_use]
    pub fn digest(self, message: &[u8]) -> Vec<u8> {
        self.hasher().finish(&[message])
    }

    /// For a message that comes in pieces.
    #[must_use]
    pub fn hasher(self) -> Hasher {
        match self {
            Self::Sha256 => Hasher(Box::new(Sha256::default())),
            Self::Sha384 => Hasher(Box::new(Sha384::default())),
            Self::Sha512 => Hasher(Box::new(Sha512::default())),
        }
    }

    /// The DER of its `AlgorithmIdentifier`, without parameters (RFC 5754, 2).
    #[must_use]
    pub fn algorithm_identifier(self) -> Vec<u8> {
        der::sequence(&[&der::object_identifier(self.oid())])
    }
}

impl Curve {
    /// Its name, as `WebCrypto` has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// Octets of a coordinate, and of each of the two numbers in a signature.
    #[must_use]
    pub const fn field_len(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    pub(crate) const fn from_oid(contents: &[u8]) -> Option<Self> {
        match contents {
            oid::P256 => Some(Self::P256),
            oid::P384 => Some(Self::P384),
            oid::P521 => Some(Self::P521),
            _ => None,
        }
    }
}

impl SignatureAlgorithm {
    /// The digest of the message that is signed.
    #[must_use]
    pub const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::Ecdsa(_, digest) | Self::RsaPkcs1(digest) => digest,
        }
    }

    /// The DER of its `AlgorithmIdentifier`: with NULL for RSA (RFC 4055, 5), without parameters for ECDSA (RFC 5758, 3.2).
    #[must_use]
    pub fn algorithm_identifier(self) -> Vec<u8> {
        let parameters = match self {
            Self::Ecdsa(..) => Vec::new(),
            Self::RsaPkcs1(_) => der::null(),
        };
        der::sequence(&[&der::object_identifier(self.oid()), &parameters])
    }

    /// The contents octets of its object identifier.
    pub(crate) const fn oid(self) -> &'static [u8] {
        match self {
            Self::RsaPkcs1(DigestAlgorithm::Sha256) => oid::SHA256_WITH_RSA,
            Self::RsaPkcs1(DigestAlgorithm::Sha384) => oid::SHA384_WITH_RSA,
            Self::RsaPkcs1(DigestAlgorithm::Sha512) => oid::SHA512_WITH_RSA,
            Self::Ecdsa(_, DigestAlgorithm::Sha256) => oid::ECDSA_WITH_SHA256,
            Self::Ecdsa(_, DigestAlgorithm::Sha384) => oid::ECDSA_WITH_SHA384,
            Self::Ecdsa(_, DigestAlgorithm::Sha512) => oid::ECDSA_WITH_SHA512,
        }
    }
}

/// `r || s`, as `WebCrypto` and PKCS#11 have it (IEEE P1363), → `Ecdsa-Sig-Value` (RFC 3279, 2.2.3).
pub fn ecdsa_raw_to_der(raw: &[u8]) -> Result<Vec<u8>> {
    if !matches!(raw.len(), 64 | 96 | 132) {
        return Err(no_signature());
    }
    let (r, s) = raw.split_at_checked(raw.len() / 2).ok_or_else(no_signature)?;
    Ok(der::sequence(&[&der::integer(r), &der::integer(s)]))
}

/// `Ecdsa-Sig-Value` (RFC 3279, 2.2.3) → `r || s`, both as long as the curve's field.
pub fn ecdsa_der_to_raw(der: &[u8], curve: Curve) -> Result<Vec<u8>> {
    let mut reader = Reader::ber(der);
    let mut numbers = reader.sequence("an ECDSA signature")?;
    let mut raw = Vec::with_capacity(2 * curve.field_len());
    for _ in 0..2 {
        let number = numbers.tagged(tag::INTEGER, "an ECDSA signature")?.unsigned()?;
        let padding = curve.field_len().checked_sub(number.len()).ok_or_else(no_signature)?;
        raw.resize(raw.len() + padding, 0);
        raw.extend_from_slice(number);
    }
    numbers.finish("an ECDSA signature")?;
    reader.finish("an ECDSA signature")?;
    Ok(raw)
}

fn no_signature() -> Box<Error> {
    Error::malformed("an ECDSA signature")
}

#[cfg(test)]
mod tests;
