//! One document on the road, whatever its format: opened, made ready, done.

use std::mem;

use crate::error::{Error, Result};
use crate::format::seam::{Finished, Format, Fresh, SignerFacts, ToBeSigned};
use crate::level::Reach;
use crate::signer::asked::{Asked, Values};
use crate::source::{Content, Source};
use crate::submission::Submission;
use crate::world::{Picture, World};

/// A document on its way; one that cannot be signed was refused when it was opened.
#[allow(async_fn_in_trait, reason = "wasm has one thread: no future here has to be Send")]
pub trait Signable<W: World> {
    /// As it was handed in.
    fn submission(&self) -> &Submission<W::Source>;
    /// Its bytes.
    fn content(&self) -> &Content<W::Source>;
    /// `pdf`, `xml`, `cms`.
    fn document_type(&self) -> &str;
    /// How many things are to be signed in it.
    fn values(&self) -> u64;
    /// Plans the signature.
    async fn prepare(&mut self, world: &W, signer: &SignerFacts);
    /// All that is to be signed in it; none where it failed.
    fn asked(&self) -> Option<Asked<'_>>;
    /// Puts the values in, with all that the level asks for.
    async fn finish<R: Reach>(&mut self, values: Values, reach: &R);
    /// True once it is signed.
    fn is_finished(&self) -> bool;
    /// The facts of the signed document, whose bytes are `content` now.
    fn finished(self) -> Result<Done<W::Source>>;
}

/// A document that is signed.
pub struct Done<S> {
    /// Its bytes.
    pub content: Content<S>,
    /// `pdf`, `xml`, `cms`.
    pub document_type: String,
    /// Its signatures, and warnings.
    pub finished: Finished,
}

/// A document with its format.
pub struct Opened<F: Format<S>, S: Source> {
    format: F,
    stage: Stage<F, S>,
    content: Content<S>,
    document_type: String,
    submission: Submission<S>,
}

/// How far a document is. Only one that is open can be prepared, only one that is ready finished.
enum Stage<F: Format<S>, S: Source> {
    Open(F::Document),
    Ready(F::Prepared, Vec<ToBeSigned>),
    Done(Finished),
    Failed(Box<Error>),
}

impl<F: Format<S>, S: Source> Opened<F, S> {
    /// Reads as much as a signature touches.
    pub async fn open(
        format: F,
        document_type: &str,
        submission: Submission<S>,
        content: Content<S>,
        wanted: F::Wanted,
    ) -> Result<Self> {
        let stage = Stage::Open(format.open(content.clone(), &submission.metadata, wanted).await?);
        Ok(Self { format, stage, content, document_type: document_type.to_owned(), submission })
    }

    fn take(&mut self) -> Stage<F, S> {
        mem::replace(&mut self.stage, Stage::Failed(out_of_turn()))
    }
}

impl<W: World, F: Format<W::Source>> Signable<W> for Opened<F, W::Source> {
    fn submission(&self) -> &Submission<W::Source> {
        &self.submission
    }

    fn content(&self) -> &Content<W::Source> {
        &self.content
    }

    fn document_type(&self) -> &str {
        &self.document_type
    }

    fn values(&self) -> u64 {
        match &self.stage {
            Stage::Open(document) => self.format.values(document),
            Stage::Ready(_, to_be_signed) => to_be_signed.len() as u64,
            Stage::Done(finished) => finished.signatures.len() as u64,
            Stage::Failed(_) => 0,
        }
    }

    async fn prepare(&mut self, world: &W, signer: &SignerFacts) {
        let Stage::Open(document) = self.take() else { return };
        self.stage = match prepared(world, &self.format, document, signer).await {
            Ok((prepared, to_be_signed)) => Stage::Ready(prepared, to_be_signed),
            Err(error) => Stage::Failed(error),
        };
    }

    fn asked(&self) -> Option<Asked<'_>> {
        let Stage::Ready(_, to_be_signed) = &self.stage else { return None };
        Some(Asked { place: 0, name: self.submission.shown_name(), size: self.content.size(), to_be_signed })
    }

    async fn finish<R: Reach>(&mut self, values: Values, reach: &R) {
        let Stage::Ready(prepared, _) = self.take() else { return };
        self.stage = match finished(&self.format, &mut self.content, prepared, values, reach).await {
            Ok(finished) => Stage::Done(finished),
            Err(error) => Stage::Failed(error),
        };
    }

    fn is_finished(&self) -> bool {
        matches!(self.stage, Stage::Done(_))
    }

    fn finished(self) -> Result<Done<W::Source>> {
        match self.stage {
            Stage::Done(finished) => {
                Ok(Done { content: self.content, document_type: self.document_type, finished })
            }
            Stage::Failed(error) => Err(error),
            Stage::Open(_) | Stage::Ready(..) => Err(out_of_turn()),
        }
    }
}

async fn prepared<W: World, F: Format<W::Source>>(
    world: &W,
    format: &F,
    mut document: F::Document,
    signer: &SignerFacts,
) -> Result<(F::Prepared, Vec<ToBeSigned>)> {
    let drawing = match format.drawing(&mut document, signer).await? {
        Some(room) => Some(world.draw(&Picture::of(room, signer)).await?),
        None => None,
    };
    format.prepare(document, signer, Fresh { entropy: world.entropy()?, drawing }).await
}

async fn finished<F: Format<S>, S: Source, R: Reach>(
    format: &F,
    content: &mut Content<S>,
    prepared: F::Prepared,
    values: Values,
    reach: &R,
) -> Result<Finished> {
    let evidence = reach.evidence(format, &prepared, values?).await?;
    let finished = format.finish(prepared, evidence).await?;
    *content = content.with(&finished.parts)?;
    reach.lifted(format, content, finished).await
}

fn out_of_turn() -> Box<Error> {
    Error::Internal { what: String::from("a document is not where its call is") }.into()
}
