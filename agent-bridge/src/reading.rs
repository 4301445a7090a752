//! What the agent reads before it lets a key near it.

use agent_protocol::Algorithm;
use signer_cms::SignedAttributes;
use signer_pki::{Certificate, Curve, DigestAlgorithm, PublicKey, der, ecdsa_raw_to_der};

use crate::failure::{Result, internal, invalid};

/// Reads what is to be signed and gives the digest of the document that it names.
///
/// The DER must be SignedAttributes (RFC 5652, 5.3) of data, name `certificate` as the one that signs, and carry a digest that
/// goes with the algorithm. A login challenge, a TLS transcript or a bare digest is none of that.
pub(crate) fn message_digest(
    to_be_signed: &[u8],
    certificate: &[u8],
    algorithm: Algorithm,
) -> Result<Vec<u8>> {
    let certificate = Certificate::from_der(certificate).map_err(|error| internal(error.to_string()))?;
    let read =
        SignedAttributes::read(to_be_signed, &certificate).map_err(|error| invalid(error.to_string()))?;
    if read.content_type != ID_DATA {
        return Err(invalid("the content type is not data"));
    }
    if read.message_digest.len() != digest_algorithm(algorithm).len() {
        return Err(invalid("the message digest does not go with the algorithm"));
    }
    Ok(read.message_digest)
}

/// What keys on this curve or of this kind can do; nothing where the agent does not know the kind.
pub(crate) const fn algorithms(certificate: &Certificate) -> &'static [Algorithm] {
    match certificate.public_key() {
        PublicKey::Ec(Curve::P256) => &[Algorithm::ES256],
        PublicKey::Ec(Curve::P384) => &[Algorithm::ES384],
        PublicKey::Ec(Curve::P521) => &[Algorithm::ES512],
        PublicKey::Other => &[],
        PublicKey::Rsa { .. } => &[Algorithm::RS256, Algorithm::RS384, Algorithm::RS512],
    }
}

/// Whether the certificate is for signing other certificates, not documents.
pub(crate) const fn is_authority(certificate: &Certificate) -> bool {
    certificate.is_ca()
}

/// The digest that goes with the algorithm.
pub(crate) fn digest(algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
    digest_algorithm(algorithm).digest(message)
}

/// `DigestInfo ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING }`, with NULL parameters (RFC 8017, 9.2).
pub(crate) fn digest_info(algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
    let identifier =
        der::sequence(&[&der::object_identifier(digest_algorithm(algorithm).oid()), &der::null()]);
    der::sequence(&[&identifier, &der::octet_string(&digest(algorithm, message))])
}

/// What the token gives → the protocol's signature value.
pub(crate) fn signature_value(algorithm: Algorithm, raw: Vec<u8>) -> Result<Vec<u8>> {
    match algorithm {
        Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512 => Ok(raw),
        Algorithm::ES256 | Algorithm::ES384 | Algorithm::ES512 => {
            ecdsa_raw_to_der(&raw).map_err(|error| internal(error.to_string()))
        }
    }
}

const fn digest_algorithm(algorithm: Algorithm) -> DigestAlgorithm {
    match algorithm {
        Algorithm::RS256 | Algorithm::ES256 => DigestAlgorithm::Sha256,
        Algorithm::RS384 | Algorithm::ES384 => DigestAlgorithm::Sha384,
        Algorithm::RS512 | Algorithm::ES512 => DigestAlgorithm::Sha512,
    }
}

/// id-data (RFC 5652, 4).
const ID_DATA: &str = "1.2.840.113549.1.7.1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_info_is_that_of_rfc_8017() {
        let info = digest_info(Algorithm::RS256, b"");
        assert_eq!(
            info[..19],
            [0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20]
        );
        assert_eq!(info.len(), 51);
    }
}
