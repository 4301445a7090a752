//! Something that signs, with its chain: one road for an A1 key, the agent and a provider.

use std::rc::Rc;

use signer_pki::{Certificate, CertificateChain, SignatureAlgorithm, ecdsa_der_to_raw};

use crate::api::session::Session;
use crate::error::{Error, Result};
use crate::format::seam::SignerFacts;
use crate::identity::{Phase, Progress};
use crate::order::Key;
use crate::signer::a1::OpenedKey;
use crate::signer::agent::AgentKey;
use crate::signer::asked::{Asked, Values};
use crate::signer::cloud::CloudKey;
use crate::world::World;

/// A key that can sign today.
pub(crate) enum Signer<'session, 'world, W: World> {
    A1(Rc<OpenedKey<W::Key>>),
    Agent(AgentKey<W::Socket>),
    Cloud(CloudKey<'session, 'world, W>),
}

impl<'session, 'world, W: World> Signer<'session, 'world, W> {
    /// Goes to where the key is, and comes back with a chain that can sign today.
    pub(crate) async fn open(
        world: &W,
        key: &Key<W::Key>,
        session: Option<&'session Session<'world, W>>,
    ) -> Result<Self> {
        let signer = match (key, session) {
            (Key::A1(key), _) => Self::A1(Rc::clone(key)),
            (Key::Agent { ports }, _) => Self::Agent(AgentKey::open(world, ports.as_deref()).await?),
            (Key::Cloud { .. }, Some(session)) => Self::Cloud(CloudKey::open(session).await?),
            (Key::Cloud { .. }, None) => return Err(Error::invalid("apiBaseUrl")),
        };
        signer.certificate().check_can_sign(world.now().seconds)?;
        Ok(signer)
    }

    fn chain(&self) -> &CertificateChain {
        match self {
            Self::A1(key) => &key.chain,
            Self::Agent(key) => &key.chain,
            Self::Cloud(key) => &key.chain,
        }
    }

    pub(crate) fn certificate(&self) -> &Certificate {
        self.chain().end_entity()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::A1(key) => key.algorithm,
            Self::Agent(key) => key.algorithm,
            Self::Cloud(key) => key.algorithm,
        }
    }

    /// The facts that formats need of the signer.
    pub(crate) fn facts(&self, world: &W, token_room: usize) -> SignerFacts {
        let (chain, algorithm) = (self.chain().clone(), self.algorithm());
        SignerFacts { chain, algorithm, signed_at: world.now(), token_room }
    }

    /// The values of all documents, asked for at once, each proven to be that of the certificate.
    pub(crate) async fn sign(&self, world: &W, documents: &[Asked<'_>]) -> Result<Vec<Values>> {
        world.progress(Progress::begin(Phase::Signing));
        let mut values = match self {
            Self::A1(key) => key.sign(world, documents).await,
            Self::Agent(key) => key.sign(documents).await?,
            Self::Cloud(key) => key.sign(documents).await?,
        };
        for (document, own) in documents.iter().zip(&mut values) {
            for place in 0..document.to_be_signed.len() {
                if let Err(error) = self.verify(world, document, own, place).await {
                    *own = Err(error);
                }
            }
        }
        Ok(values)
    }

    /// The relays are not trusted, and a token may hold a certificate that is not its key's.
    async fn verify(&self, world: &W, asked: &Asked<'_>, values: &Values, place: usize) -> Result<()> {
        let Ok(values) = values else { return Ok(()) };
        let (Some(one), Some(value)) = (asked.to_be_signed.get(place), values.get(place)) else {
            return Err(Error::SignatureMismatch.into());
        };
        let raw = match self.algorithm() {
            SignatureAlgorithm::Ecdsa(curve, _) => {
                ecdsa_der_to_raw(&value.0, curve).map_err(|_| Error::SignatureMismatch)?
            }
            SignatureAlgorithm::RsaPkcs1(_) => value.0.clone(),
        };
        let key = self.certificate().subject_public_key_info();
        if world.verify(key, self.algorithm(), one.bytes(), &raw).await? {
            return Ok(());
        }
        Err(Error::SignatureMismatch.into())
    }
}
