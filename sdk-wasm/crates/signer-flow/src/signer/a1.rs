//! A1: a key in a PFX file that the user opens in the page.

use std::rc::Rc;

use signer_pki::pkcs12::{self, Opened, Pair};
use signer_pki::{Certificate, CertificateChain, SignatureAlgorithm, ecdsa_raw_to_der};

use crate::error::{Error, Result};
use crate::format::seam::SignatureValue;
use crate::identity::Candidate;
use crate::signer::asked::{Asked, Values};
use crate::signer::certificates::{choose, proven};
use crate::signer::seam::Signer;
use crate::trust::Trust;
use crate::world::World;

/// A key that the world holds, and the chain that goes with it.
pub struct OpenedKey<K> {
    key: K,
    pub(crate) chain: CertificateChain,
    pub(crate) algorithm: SignatureAlgorithm,
    alone: bool,
}

/// Opens a PFX (RFC 7292): the key becomes the world's at once, and its bytes are wiped.
///
/// Of a file with several keys it is the one that can sign today, under a root that is trusted; where several can, the page chooses.
pub async fn open_pfx<W: World>(
    world: &W,
    pfx: &[u8],
    password: &str,
    trust: Trust,
) -> Result<OpenedKey<W::Key>> {
    let Opened { pairs, certificates } = pkcs12::open(pfx, password)?;
    // Of a single key the first signature tells, and is verified anyway.
    let several = pairs.len() > 1;
    let (mut usable, mut refused) = (Vec::new(), None);
    for pair in pairs {
        match OpenedKey::of(world, pair, &certificates, trust, several).await {
            Ok(key) => keep(&mut usable, key),
            Err(error) if world.is_over() => return Err(error),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    if let Some(error) = refused.filter(|_| usable.is_empty()) {
        return Err(error);
    }
    // There is no token that could have a label.
    let candidates: Vec<_> = usable.iter().map(|key| Candidate::new(key.certificate(), "")).collect();
    let chosen = choose(world, &candidates).await?;
    let key = usable.swap_remove(chosen);
    Ok(OpenedKey { alone: usable.is_empty(), ..key })
}

/// Why a key that the file has beside a certificate signs nothing, or something else; unless nobody wants to know any more.
fn not_its_own(error: Box<Error>) -> Box<Error> {
    let reason = "the private key in the file is not the certificate's, or is damaged";
    match *error {
        Error::UserCancelled => error,
        _ => Error::CertificateUnsuitable { reason: reason.into() }.into(),
    }
}

/// Adds a key, unless it is there already with a later certificate: of one that was renewed the newest counts.
fn keep<K>(usable: &mut Vec<OpenedKey<K>>, key: OpenedKey<K>) {
    let what = |key: &OpenedKey<K>| {
        let certificate = key.certificate();
        (certificate.subject_public_key_info().to_vec(), certificate.subject_shown())
    };
    let age = |key: &OpenedKey<K>| {
        let validity = key.certificate().validity();
        (validity.not_before, validity.not_after)
    };
    match usable.iter_mut().find(|known| what(known) == what(&key)) {
        Some(known) if age(known) < age(&key) => *known = key,
        Some(_) => {}
        None => usable.push(key),
    }
}

impl<K> OpenedKey<K> {
    /// Where it has to be proven, the key signs something: a file may hold another one's key, and not all of them tell.
    async fn of<W: World<Key = K>>(
        world: &W,
        Pair { private_key, certificate }: Pair,
        others: &[Certificate],
        trust: Trust,
        is_to_prove: bool,
    ) -> Result<Self> {
        certificate.check_can_sign(world.now().seconds)?;
        let algorithm = SignatureAlgorithm::for_certificate(&certificate)?;
        let chain = proven(world, certificate, others).await;
        trust.check(&chain)?;
        let key = world.import_key(&private_key, algorithm).await.map_err(not_its_own)?;
        let opened = Self { key, chain, algorithm, alone: false };
        if is_to_prove && !opened.is_own(world).await? {
            return Err(not_its_own(Error::SignatureMismatch.into()));
        }
        Ok(opened)
    }

    async fn is_own<W: World<Key = K>>(&self, world: &W) -> Result<bool> {
        let value = world.sign_with_key(&self.key, self.algorithm, PROOF).await.map_err(not_its_own)?;
        world.verify(self.certificate().subject_public_key_info(), self.algorithm, PROOF, &value).await
    }

    /// The values of each document.
    pub(crate) async fn sign<W: World<Key = K>>(&self, world: &W, documents: &[Asked<'_>]) -> Vec<Values> {
        let mut all = Vec::new();
        for document in documents {
            let mut own: Values = Ok(Vec::new());
            for one in document.to_be_signed {
                let value = world.sign_with_key(&self.key, self.algorithm, one.bytes()).await;
                own = own.and_then(|mut values| {
                    values.push(self.encoded(value.map_err(not_its_own)?)?);
                    Ok(values)
                });
            }
            all.push(own);
        }
        all
    }

    fn encoded(&self, value: Vec<u8>) -> Result<SignatureValue> {
        Ok(SignatureValue(match self.algorithm {
            SignatureAlgorithm::Ecdsa(..) => {
                ecdsa_raw_to_der(&value).map_err(|_| Error::SignatureMismatch)?
            }
            SignatureAlgorithm::RsaPkcs1(_) => value,
        }))
    }

    /// No other key of the file could have signed: nobody was asked to choose.
    #[must_use]
    pub const fn is_only_choice(&self) -> bool {
        self.alone
    }

    /// The certificate of the key.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        self.chain.end_entity()
    }
}

impl<K> Signer for Rc<OpenedKey<K>> {
    fn chain(&self) -> &CertificateChain {
        &self.chain
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn told(&self, error: Box<Error>) -> Box<Error> {
        not_its_own(error)
    }
}

/// What a key signs to show that it is its certificate's: no document, and nothing that one could be made of.
const PROOF: &[u8] = b"signer-connector: is this the key of the certificate?";
