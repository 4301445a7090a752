//! A key at a provider, behind a session at the API.

use signer_pki::{CertificateChain, SignatureAlgorithm};

use crate::api::client::{broken, refused};
use crate::api::session::{DigestItem, Session};
use crate::encoded::decoded;
use crate::error::Result;
use crate::format::seam::SignatureValue;
use crate::signer::asked::{Asked, Values, by_document, numbered};
use crate::world::{Json, World};

/// A key of a session that a person approved.
pub(crate) struct CloudKey {
    pub(crate) chain: CertificateChain,
    pub(crate) algorithm: SignatureAlgorithm,
}

impl CloudKey {
    /// Waits for the approval.
    pub(crate) async fn open<W: World>(session: &Session<'_, W>) -> Result<Self> {
        let chain = session.authorized_chain().await?;
        let algorithm = SignatureAlgorithm::for_certificate(chain.end_entity())?;
        Ok(Self { chain, algorithm })
    }

    /// Has the provider sign the digests of all of it.
    pub(crate) async fn sign<W: World>(
        &self,
        session: &Session<'_, W>,
        documents: &[Asked<'_>],
    ) -> Result<Vec<Values>> {
        let digest = self.algorithm.digest();
        let mut items = Vec::new();
        for one in numbered(documents) {
            let of = session.signature_id(one.document.place);
            items.push(DigestItem::new(one.id, of, digest, one.to_be_signed.bytes()));
        }
        let answers = session.signatures(&items).await?;
        Ok(by_document(documents, &|id| {
            let own = answers.iter().find(|answer| answer.text("id").as_deref() == Some(id));
            value(own.ok_or_else(broken)?)
        }))
    }
}

fn value<J: Json>(answer: &J) -> Result<SignatureValue> {
    match (answer.text("signature"), answer.member("error")) {
        (Some(encoded), _) => decoded(&encoded).map(SignatureValue).ok_or_else(broken),
        (None, Some(error)) => Err(refused(200, None, Some(&error))),
        (None, None) => Err(broken()),
    }
}
