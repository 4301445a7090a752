//! A key in the page, behind the agent or at a provider.

use std::rc::Rc;

use signer_pki::{CertificateChain, SignatureAlgorithm};

use crate::error::Error;
use crate::signer::a1::OpenedKey;
use crate::signer::agent::AgentKey;
use crate::signer::cloud::CloudKey;
use crate::signer::seam::Signer;
use crate::world::World;

/// A key that can sign today.
pub(crate) enum AnySigner<W: World> {
    A1(Rc<OpenedKey<W::Key>>),
    Agent(AgentKey<W::Socket>),
    Cloud(CloudKey),
}

impl<W: World> Signer for AnySigner<W> {
    fn chain(&self) -> &CertificateChain {
        match self {
            Self::A1(key) => key.chain(),
            Self::Agent(key) => &key.chain,
            Self::Cloud(key) => &key.chain,
        }
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::A1(key) => key.algorithm(),
            Self::Agent(key) => key.algorithm,
            Self::Cloud(key) => key.algorithm,
        }
    }

    fn told(&self, error: Box<Error>) -> Box<Error> {
        match self {
            Self::A1(key) => key.told(error),
            Self::Agent(_) | Self::Cloud(_) => error,
        }
    }
}
