//! The roots of ICP-Brasil that issue for documents.

use crate::{algorithm::DigestAlgorithm, chain::CertificateChain};

impl CertificateChain {
    /// The last one is a root of ICP-Brasil. That the ones before it were issued in this order is not said.
    #[must_use]
    pub fn ends_in_icp_brasil(&self) -> bool {
        let digest = DigestAlgorithm::Sha256.digest(self.last().der());
        ROOTS.iter().any(|root| *root == *digest)
    }
}

/// SHA-256 of the certificates that ITI publishes: `http://acraiz.icpbrasil.gov.br/ICP-Brasilv5.crt` and `…v12.crt`.
///
/// Not among them are the roots for servers and for code (v10, v11), those whose EdDSA keys browsers cannot verify with
/// (v6, v7), and those that are no longer valid (v1, v2, v3).
#[rustfmt::skip]
const ROOTS: [[u8; 32]; 2] = [
    [
        0xca, 0xa5, 0x3f, 0xc6, 0x09, 0x1c, 0x69, 0x51, 0x88, 0x7c, 0x97, 0x6e, 0x37, 0x8f, 0x6e, 0xf8,
        0x9a, 0xa6, 0x37, 0x7c, 0x55, 0xd9, 0x7b, 0x64, 0x75, 0x42, 0x2b, 0x71, 0xed, 0x7e, 0x9b, 0x17,
    ],
    [
        0xd8, 0x47, 0x8e, 0x37, 0xce, 0x19, 0xc6, 0x90, 0xcf, 0x65, 0x73, 0x81, 0xe6, 0x8f, 0xe6, 0x00,
        0xe4, 0xe1, 0xa0, 0x42, 0x53, 0x68, 0x30, 0xf0, 0x68, 0x47, 0xe0, 0x3e, 0x55, 0x4c, 0x4b, 0x01,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::vector;

    #[test]
    fn roots_are_known_by_all_their_octets() {
        let chain = |names: &[&str]| {
            let mut certificates = names.iter().map(|name| vector(name));
            CertificateChain::order(certificates.next().unwrap(), certificates.collect())
        };
        let (last, root) = ("revocation/serpro-final-v6", "revocation/raiz-v12");
        assert!(chain(&[last, "revocation/serpro-v5", root]).ends_in_icp_brasil());
        assert!(chain(&[root]).ends_in_icp_brasil());
        assert!(!chain(&[last, root]).ends_in_icp_brasil(), "the one between is missing");
        assert!(!chain(&["person", "intermediate", "root"]).ends_in_icp_brasil());
    }
}
