//! What is known of a key that can sign today, wherever it is.

use signer_pki::{Certificate, CertificateChain, SignatureAlgorithm};

use crate::error::Error;
use crate::format::seam::SignerFacts;
use crate::world::World;

/// A key that can sign, as the rest of a call sees it.
pub(crate) trait Signer {
    /// Its certificate, and those above it.
    fn chain(&self) -> &CertificateChain;
    /// The one of its certificate.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// The error of a value that is not the certificate's, in the words of the place where the key is.
    fn told(&self, error: Box<Error>) -> Box<Error> {
        error
    }

    /// The signer's own.
    fn certificate(&self) -> &Certificate {
        self.chain().end_entity()
    }

    /// The facts that formats need of the signer.
    fn facts<W: World>(&self, world: &W, token_room: usize) -> SignerFacts {
        let (chain, algorithm) = (self.chain().clone(), self.algorithm());
        SignerFacts { chain, algorithm, signed_at: world.now(), token_room }
    }
}
