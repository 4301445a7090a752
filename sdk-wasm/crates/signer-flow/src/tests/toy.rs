//! A format of a few lines: any bytes, signed in two halves. It stands for all those that are to come.

use std::ops::Range;

use serde::{Serialize, Serializer};
use signer_pki::{CertificateChain, DigestAlgorithm};

use super::fake::source::Bytes;
use crate::{
    Content, DrawingWanted, Error, Evidence, Finished, Format, Fresh, Goal, Level, MessageImprint, Metadata,
    Need, Part, Result, SignatureFact, SignatureValue, SignerFacts, Supplied, ToBeSigned,
};

pub(super) struct Toy;

pub(super) struct Prepared {
    size: u64,
    digests: Vec<Vec<u8>>,
    chain: CertificateChain,
}

impl Serialize for Prepared {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let chain: Vec<_> = self.chain.iter().map(signer_pki::Certificate::der).collect();
        (self.size, &self.digests, chain).serialize(serializer)
    }
}

impl Format<Bytes> for Toy {
    type Wanted = ();
    type Document = Content<Bytes>;
    type Prepared = Prepared;
    type Lift = u64;

    async fn open(&self, content: Content<Bytes>, _: &Metadata, (): ()) -> Result<Content<Bytes>> {
        if content.size() == 0 {
            return Err(Error::DocumentUnsupported { reason: "there is nothing to sign".into() }.into());
        }
        Ok(content)
    }

    fn values(&self, _: &Content<Bytes>) -> u64 {
        2
    }

    async fn drawing(&self, _: &mut Content<Bytes>, _: &SignerFacts) -> Result<Option<DrawingWanted>> {
        Ok(None)
    }

    async fn prepare(
        &self,
        content: Content<Bytes>,
        signer: &SignerFacts,
        _: Fresh,
    ) -> Result<(Prepared, Vec<ToBeSigned>)> {
        let (size, chain) = (content.size(), signer.chain.clone());
        let (mut digests, mut to_be_signed) = (Vec::new(), Vec::new());
        for Range { start, end } in toy_format::halves(size) {
            let digest = signer.algorithm.digest().digest(&content.read(start..end).await?);
            let attributes = toy_format::attributes(&digest, &chain)?;
            to_be_signed.push(ToBeSigned::SignedAttributes(attributes.der().to_vec()));
            digests.push(digest);
        }
        Ok((Prepared { size, digests, chain }, to_be_signed))
    }

    async fn imprints(
        &self,
        _: &Prepared,
        values: &[SignatureValue],
        algorithm: DigestAlgorithm,
    ) -> Result<Vec<MessageImprint>> {
        Ok(values.iter().map(|value| MessageImprint::of(algorithm, &value.0)).collect())
    }

    async fn finish(&self, prepared: Prepared, evidence: Vec<Evidence>) -> Result<Finished> {
        let mut finished = Finished { parts: vec![Part::Of(0..prepared.size)], ..Finished::default() };
        for ((digest, evidence), name) in prepared.digests.iter().zip(evidence).zip(toy_format::NAMES) {
            let Evidence::Value { value, token } = evidence else {
                return Err(Error::DocumentUnsupported { reason: "a CMS".into() }.into());
            };
            let token = token.as_ref().map(|token| token.0.as_slice());
            finished.parts.push(Part::Bytes(toy_format::cms(digest, &prepared.chain, &value.0, token)?));
            let level = Some(if token.is_some() { Level::BT } else { Level::BB });
            finished.signatures.push(SignatureFact { of: name.into(), level });
        }
        Ok(finished)
    }

    async fn lift(&self, content: Content<Bytes>, goal: &Goal<Bytes>) -> Result<Option<(u64, Vec<Need>)>> {
        let whole = content.read(0..content.size()).await?;
        if goal.target < Level::BLta || (whole.ends_with(toy_format::ARCHIVED) && !goal.renew) {
            return Ok(None);
        }
        let imprint = MessageImprint::of(DigestAlgorithm::Sha256, &whole);
        Ok(Some((content.size(), vec![Need::Token(imprint)])))
    }

    async fn raise(&self, size: u64, supplied: Vec<Supplied>) -> Result<Finished> {
        let [Supplied::Token(token)] = supplied.as_slice() else {
            return Err(Error::Internal { what: "one token was needed".into() }.into());
        };
        let lifted = |name: &str| SignatureFact { of: name.into(), level: Some(Level::BLta) };
        Ok(Finished {
            parts: vec![Part::Of(0..size), Part::Bytes(toy_format::archive(&token.0))],
            signatures: toy_format::NAMES.map(lifted).into(),
            ..Finished::default()
        })
    }
}
