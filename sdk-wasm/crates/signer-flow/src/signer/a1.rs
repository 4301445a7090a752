//! A1: a key in a PFX file that the user opens in the page.

use std::rc::Rc;

use signer_pki::{Certificate, CertificateChain, SignatureAlgorithm, ecdsa_raw_to_der, pkcs12};

use crate::error::{Error, Result};
use crate::format::seam::SignatureValue;
use crate::signer::asked::{Asked, Values};
use crate::signer::seam::Signer;
use crate::world::World;

/// A key that the world holds, and the chain that goes with it.
pub struct OpenedKey<K> {
    key: K,
    pub(crate) chain: CertificateChain,
    pub(crate) algorithm: SignatureAlgorithm,
}

/// Opens a PFX (RFC 7292): the key becomes the world's at once, and its bytes are wiped.
pub async fn open_pfx<W: World>(world: &W, pfx: &[u8], password: &str) -> Result<OpenedKey<W::Key>> {
    let opened = pkcs12::open(pfx, password)?;
    let algorithm = SignatureAlgorithm::for_certificate(&opened.certificate)?;
    let key = world.import_key(&opened.private_key, algorithm).await?;
    let chain = CertificateChain::order(opened.certificate, opened.others);
    Ok(OpenedKey { key, chain, algorithm })
}

impl<K> OpenedKey<K> {
    /// The values of each document.
    pub(crate) async fn sign<W: World<Key = K>>(&self, world: &W, documents: &[Asked<'_>]) -> Vec<Values> {
        let mut all = Vec::new();
        for document in documents {
            let mut own: Values = Ok(Vec::new());
            for one in document.to_be_signed {
                let value = world.sign_with_key(&self.key, self.algorithm, one.bytes()).await;
                own = own.and_then(|mut values| {
                    values.push(self.encoded(value?)?);
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
}
