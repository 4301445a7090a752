//! The digest of a signature algorithm.

use agent_protocol::Algorithm;
use signer_pki::DigestAlgorithm;

/// The digest that goes with the algorithm (RFC 7518, 3.1).
pub(crate) const fn digest_algorithm(algorithm: Algorithm) -> DigestAlgorithm {
    match algorithm {
        Algorithm::RS256 | Algorithm::ES256 => DigestAlgorithm::Sha256,
        Algorithm::RS384 | Algorithm::ES384 => DigestAlgorithm::Sha384,
        Algorithm::RS512 | Algorithm::ES512 => DigestAlgorithm::Sha512,
    }
}
