//! Values that are what they are said to be.

use signer_pki::{SignatureAlgorithm, ecdsa_der_to_raw};

use crate::error::{Error, Result};
use crate::signer::asked::{Asked, Values};
use crate::signer::seam::Signer;
use crate::world::World;

/// The values of all documents, where each is the signature of the certificate: the relays are not trusted, and a token may hold a
/// certificate that is not its key's.
pub(crate) async fn verified<W: World>(
    world: &W,
    signer: &impl Signer,
    documents: &[Asked<'_>],
    mut values: Vec<Values>,
) -> Vec<Values> {
    for (document, own) in documents.iter().zip(&mut values) {
        for place in 0..document.to_be_signed.len() {
            if let Err(error) = verify(world, signer, document, own, place).await {
                *own = Err(signer.told(error));
            }
        }
    }
    values
}

async fn verify<W: World>(
    world: &W,
    signer: &impl Signer,
    asked: &Asked<'_>,
    values: &Values,
    place: usize,
) -> Result<()> {
    let Ok(values) = values else { return Ok(()) };
    let (Some(one), Some(value)) = (asked.to_be_signed.get(place), values.get(place)) else {
        return Err(Error::SignatureMismatch.into());
    };
    let raw = match signer.algorithm() {
        SignatureAlgorithm::Ecdsa(curve, _) => {
            ecdsa_der_to_raw(&value.0, curve).map_err(|_| Error::SignatureMismatch)?
        }
        SignatureAlgorithm::RsaPkcs1(_) => value.0.clone(),
    };
    let key = signer.certificate().subject_public_key_info();
    if world.verify(key, signer.algorithm(), one.bytes(), &raw).await? {
        return Ok(());
    }
    Err(Error::SignatureMismatch.into())
}
