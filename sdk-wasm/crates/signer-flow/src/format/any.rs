//! Every kind of document that there is: the one list of formats.

use crate::error::{Error, Result};
use crate::format::hosted::Hosted;
use crate::format::opened::{Done, Opened, Signable};
use crate::format::pdf::{self, Pdf};
use crate::format::seam::SignerFacts;
use crate::identity::{Phase, Progress};
use crate::level::Reach;
use crate::signer::asked::{Asked, Values};
use crate::source::Content;
use crate::submission::Submission;
use crate::world::World;

/// A document of any format, opened.
pub enum AnyDocument<W: World> {
    /// In another module.
    Hosted(Opened<Hosted<W::Door>, W::Source>),
    /// ISO 32000.
    Pdf(Opened<Pdf, W::Source>),
}

/// One call on whatever the document is.
macro_rules! each {
    ($any:expr, $it:ident => $body:expr) => {
        match $any {
            Self::Hosted($it) => $body,
            Self::Pdf($it) => $body,
        }
    };
}

impl<W: World> AnyDocument<W> {
    /// Reads as much as a signature touches, so that what cannot be signed is refused before anybody is asked for anything.
    ///
    /// `document_type` left out = recognised from the bytes.
    pub async fn open(
        world: &W,
        document_type: Option<&str>,
        submission: Submission<W::Source>,
        wanted: pdf::Wanted,
    ) -> Result<Self> {
        world.progress(Progress::begin(Phase::Reading));
        let content = Content::new(submission.source.clone());
        match document_type {
            Some("pdf") => {}
            Some(name) => return Self::hosted(world, name, submission, content).await,
            None => pdf::recognise(&content).await?,
        }
        match Opened::open(Pdf, "pdf", submission, content.clone(), wanted).await {
            // Other files are not damaged PDFs: nobody is to try and repair a photograph.
            Err(error) if matches!(*error, Error::DocumentMalformed { .. }) => {
                Err(pdf::recognise(&content).await.err().unwrap_or(error))
            }
            outcome => outcome.map(Self::Pdf),
        }
    }

    async fn hosted(
        world: &W,
        name: &str,
        submission: Submission<W::Source>,
        content: Content<W::Source>,
    ) -> Result<Self> {
        let door = match (world.open_door(name).await?, name) {
            (Some(door), _) => door,
            (None, "xml" | "cms") => {
                return Err(Error::DocumentUnsupported { reason: "only PDF is supported".into() }.into());
            }
            (None, _) => return Err(Error::invalid("documentType")),
        };
        Opened::open(Hosted(door), name, submission, content, ()).await.map(Self::Hosted)
    }
}

impl<W: World> Signable<W> for AnyDocument<W> {
    fn submission(&self) -> &Submission<W::Source> {
        each!(self, it => Signable::<W>::submission(it))
    }

    fn content(&self) -> &Content<W::Source> {
        each!(self, it => Signable::<W>::content(it))
    }

    fn document_type(&self) -> &str {
        each!(self, it => Signable::<W>::document_type(it))
    }

    fn values(&self) -> u64 {
        each!(self, it => Signable::<W>::values(it))
    }

    async fn prepare(&mut self, world: &W, signer: &SignerFacts) {
        each!(self, it => Signable::<W>::prepare(it, world, signer).await);
    }

    fn asked(&self) -> Option<Asked<'_>> {
        each!(self, it => Signable::<W>::asked(it))
    }

    async fn finish<R: Reach>(&mut self, values: Values, reach: &R) {
        each!(self, it => Signable::<W>::finish(it, values, reach).await);
    }

    fn is_finished(&self) -> bool {
        each!(self, it => Signable::<W>::is_finished(it))
    }

    fn finished(self) -> Result<Done<W::Source>> {
        each!(self, it => Signable::<W>::finished(it))
    }
}
