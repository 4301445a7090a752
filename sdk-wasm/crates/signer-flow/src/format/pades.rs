//! The CMS in a PDF signature (PAdES, ETSI EN 319 142-1, 6.3): its attributes, its size, its encoding.

use serde::Serialize;
use signer_cms::{Attribute, SignedAttributes, SignedData};
use signer_pki::{CertificateChain, SignatureAlgorithm};

use crate::format::seam::{SignatureValue, SignerFacts, TimeStampToken};
use crate::plain;

/// All of the CMS but the value and its token.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Profile {
    #[serde(serialize_with = "plain::certificates")]
    chain: CertificateChain,
    #[serde(serialize_with = "plain::algorithm_identifier")]
    algorithm: SignatureAlgorithm,
    #[serde(serialize_with = "plain::attributes")]
    attributes: SignedAttributes,
    /// Octets.
    token_room: usize,
}

impl Profile {
    /// For the signature over bytes with this digest.
    pub(crate) fn new(signer: &SignerFacts, message_digest: &[u8]) -> Self {
        let SignerFacts { chain, algorithm, token_room, .. } = signer;
        Self {
            attributes: SignedAttributes::pades_baseline(
                message_digest,
                algorithm.digest(),
                chain.end_entity(),
            ),
            chain: chain.clone(),
            algorithm: *algorithm,
            token_room: *token_room,
        }
    }

    /// The same before the digest is known: as long as the one that comes.
    pub(crate) fn placeholder(signer: &SignerFacts) -> Self {
        Self::new(signer, &vec![0; signer.algorithm.digest().len()])
    }

    pub(crate) fn attributes(&self) -> &SignedAttributes {
        &self.attributes
    }

    /// Octets to reserve.
    pub(crate) fn room(&self) -> usize {
        let token = (self.token_room > 0).then_some(self.token_room);
        SignedData::max_len(&self.attributes, self.algorithm, &self.chain, token)
    }

    /// The `ContentInfo` in DER.
    pub(crate) fn encode(&self, value: &SignatureValue, token: Option<&TimeStampToken>) -> Vec<u8> {
        let unsigned = token.map(|token| Attribute::time_stamp_token(&token.0)).into_iter().collect();
        let detached = SignedData::detached(&self.attributes, self.algorithm, &value.0, &self.chain);
        SignedData { unsigned, ..detached }.encode().head
    }
}
