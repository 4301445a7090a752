//! The mechanisms of PKCS #11 for the protocol's algorithms (OASIS PKCS #11 3.1, 6.1 and 6.3).

use agent_protocol::{Algorithm, Code};
use cryptoki::mechanism::{Mechanism, MechanismType};
use signer_pki::{der, ecdsa_raw_to_der};

use crate::{
    algorithm::digest_algorithm,
    failure::{Result, fail, internal},
};

/// The algorithms that a token with these mechanisms can do.
pub(crate) fn algorithms(has: &[MechanismType]) -> Vec<Algorithm> {
    let can = |algorithm: &Algorithm| {
        let (whole, bare) = mechanisms_of(*algorithm);
        has.contains(&whole.mechanism_type()) || has.contains(&bare.mechanism_type())
    };
    Algorithm::ALL.into_iter().filter(can).collect()
}

/// The mechanisms that the token lists for an algorithm, each with the data for it: first the one with which it digests too,
/// then the one that gets the digest that was taken here.
pub(crate) fn mechanisms(
    algorithm: Algorithm,
    has: &[MechanismType],
    message: &[u8],
) -> Result<Vec<(Mechanism<'static>, Vec<u8>)>> {
    let (whole, bare) = mechanisms_of(algorithm);
    let data = match bare {
        Mechanism::Ecdsa => digest_algorithm(algorithm).digest(message),
        _ => digest_info(algorithm, message),
    };
    let both = [(whole, message.to_vec()), (bare, data)];
    let listed = both.into_iter().filter(|(mechanism, _)| has.contains(&mechanism.mechanism_type()));
    match listed.collect::<Vec<_>>() {
        none if none.is_empty() => {
            Err(fail(Code::CertificateUnsuitable, "the token has no mechanism for this algorithm"))
        }
        some => Ok(some),
    }
}

/// The protocol's signature value of a token's: ECDSA comes raw (PKCS #11 3.1, 6.3.1) and goes as `Ecdsa-Sig-Value`.
pub(crate) fn signature_value(algorithm: Algorithm, raw: Vec<u8>) -> Result<Vec<u8>> {
    match algorithm {
        Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512 => Ok(raw),
        Algorithm::ES256 | Algorithm::ES384 | Algorithm::ES512 => {
            ecdsa_raw_to_der(&raw).map_err(|error| internal(error.to_string()))
        }
    }
}

/// The mechanisms for an algorithm: one that digests as well, and one that only signs.
fn mechanisms_of(algorithm: Algorithm) -> (Mechanism<'static>, Mechanism<'static>) {
    match algorithm {
        Algorithm::RS256 => (Mechanism::Sha256RsaPkcs, Mechanism::RsaPkcs),
        Algorithm::RS384 => (Mechanism::Sha384RsaPkcs, Mechanism::RsaPkcs),
        Algorithm::RS512 => (Mechanism::Sha512RsaPkcs, Mechanism::RsaPkcs),
        Algorithm::ES256 => (Mechanism::EcdsaSha256, Mechanism::Ecdsa),
        Algorithm::ES384 => (Mechanism::EcdsaSha384, Mechanism::Ecdsa),
        Algorithm::ES512 => (Mechanism::EcdsaSha512, Mechanism::Ecdsa),
    }
}

/// `DigestInfo ::= SEQUENCE { AlgorithmIdentifier, OCTET STRING }`, with NULL parameters (RFC 8017, 9.2).
fn digest_info(algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
    let digest = digest_algorithm(algorithm);
    let identifier = der::sequence(&[&der::object_identifier(digest.oid()), &der::null()]);
    der::sequence(&[&identifier, &der::octet_string(&digest.digest(message))])
}

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
