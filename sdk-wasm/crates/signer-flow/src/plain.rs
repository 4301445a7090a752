//! Plain data as it crosses to another module or another device: bytes are bytes (a `Uint8Array` in a page), not lists of numbers.

use serde::{Serialize, Serializer, ser::SerializeSeq};
use signer_cms::SignedAttributes;
use signer_pki::{CertificateChain, SignatureAlgorithm};

/// For `#[serde(with)]` on octets.
pub(crate) mod bytes {
    use serde::Serializer;

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }
}

/// For `#[serde(with)]` on a digest algorithm: its name, `SHA-256`.
pub(crate) mod digest_name {
    use serde::Serializer;
    use signer_pki::DigestAlgorithm;

    pub(crate) fn serialize<S: Serializer>(
        algorithm: &DigestAlgorithm,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(algorithm.name())
    }
}

struct Octets<'a>(&'a [u8]);

impl Serialize for Octets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

pub(crate) fn maybe_bytes<S: Serializer>(bytes: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
    bytes.as_deref().map(Octets).serialize(serializer)
}

pub(crate) fn many_bytes<S: Serializer>(list: &[Vec<u8>], serializer: S) -> Result<S::Ok, S::Error> {
    let mut sequence = serializer.serialize_seq(Some(list.len()))?;
    for bytes in list {
        sequence.serialize_element(&Octets(bytes))?;
    }
    sequence.end()
}

/// A chain as DER, the signer's certificate first.
pub(crate) fn certificates<S: Serializer>(
    chain: &CertificateChain,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let certificates: Vec<_> = chain.iter().map(|certificate| certificate.der().to_vec()).collect();
    many_bytes(&certificates, serializer)
}

/// The DER of an `AlgorithmIdentifier` (RFC 5280, 4.1.1.2).
pub(crate) fn algorithm_identifier<S: Serializer>(
    algorithm: &SignatureAlgorithm,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(&algorithm.algorithm_identifier())
}

/// The DER of signed attributes, as a SET OF.
pub(crate) fn attributes<S: Serializer>(
    attributes: &SignedAttributes,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(attributes.der())
}
