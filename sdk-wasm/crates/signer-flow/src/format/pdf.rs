//! PDF: an incremental update with a hole for the CMS.

use std::ops::Range;

use serde::{Serialize, Serializer};
use signer_pdf::{
    Appearance, AppearanceBox, AppearanceObject, Certification, Credentials, Field, Opening, Placement,
    Reader, RequestPart, SignatureRequest,
};
use signer_pki::DigestAlgorithm;

use crate::error::{Error, Result};
use crate::format::pades::Profile;
use crate::format::seam::{
    Drawing, DrawingWanted, DrawnObject, Evidence, Finished, Format, Fresh, Goal, Level, MessageImprint,
    Need, SignatureFact, SignatureValue, SignerFacts, Supplied, ToBeSigned, Warning,
};
use crate::plain;
use crate::source::{Content, Part, Source};
use crate::submission::Metadata;

/// ISO 32000. It holds nothing: the reader of each document keeps what was read of it.
#[derive(Clone, Copy, Debug)]
pub struct Pdf;

/// Wishes for a signature in a PDF.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The password of an encrypted document, and whether a damaged one is to be repaired.
    pub opening: Opening,
    /// The document allows only this once it is signed: makes the signature a certification.
    pub certification: Option<Certification>,
    /// Entries of the document information dictionary: names without slash, and texts.
    pub information: Vec<(String, String)>,
    /// The field to sign, or where a visible one goes.
    pub appearance: Option<AppearanceWanted>,
}

/// `appearance`.
#[derive(Clone, Debug, Default)]
pub struct AppearanceWanted {
    /// The full name of a field that is there.
    pub field: Option<String>,
    /// Where a new field goes.
    pub placement: Placement,
    /// The world draws something into it; else a field that is there keeps the appearance it has.
    pub drawn: bool,
}

/// A PDF, read as far as its signature goes.
pub struct Document<S> {
    content: Content<S>,
    reader: Reader,
    metadata: Metadata,
    wanted: Wanted,
}

/// An update with its hole, and the CMS that is to fill it.
#[derive(Debug, Serialize)]
pub struct Prepared {
    #[serde(serialize_with = "planned")]
    update: signer_pdf::Prepared,
    cms: Profile,
}

/// No step above B-T is known here yet.
#[derive(Debug, Serialize)]
pub enum NoLift {}

impl<S: Source> Format<S> for Pdf {
    type Wanted = Wanted;
    type Document = Box<Document<S>>;
    type Prepared = Box<Prepared>;
    type Lift = NoLift;

    async fn open(
        &self,
        content: Content<S>,
        metadata: &Metadata,
        wanted: Wanted,
    ) -> Result<Box<Document<S>>> {
        let reader = Reader::with(content.size(), wanted.opening.clone());
        let mut document = Box::new(Document { content, reader, metadata: metadata.clone(), wanted });
        let request = document.request();
        while let Err(error) = document.reader.prepare(&request) {
            document.read_on(error).await?;
        }
        Ok(document)
    }

    async fn drawing(
        &self,
        document: &mut Box<Document<S>>,
        signer: &SignerFacts,
    ) -> Result<Option<DrawingWanted>> {
        if !document.wanted.appearance.as_ref().is_some_and(|appearance| appearance.drawn) {
            return Ok(None);
        }
        let request = document.request_of(signer, [0; 32], Drawing::default());
        loop {
            match document.reader.appearance_box(&request) {
                Ok(AppearanceBox { width, height, opaque }) => {
                    return Ok(Some(DrawingWanted { width, height, opaque }));
                }
                Err(error) => document.read_on(error).await?,
            }
        }
    }

    async fn prepare(
        &self,
        mut document: Box<Document<S>>,
        signer: &SignerFacts,
        Fresh { entropy, drawing }: Fresh,
    ) -> Result<(Box<Prepared>, Vec<ToBeSigned>)> {
        let request = document.request_of(signer, entropy, drawing.unwrap_or_default());
        let prepared = document.plan(request, signer).await?;
        let attributes = ToBeSigned::SignedAttributes(prepared.cms.attributes().der().to_vec());
        Ok((prepared, vec![attributes]))
    }

    async fn imprints(
        &self,
        _prepared: &Box<Prepared>,
        values: &[SignatureValue],
        algorithm: DigestAlgorithm,
    ) -> Result<Vec<MessageImprint>> {
        Ok(values.iter().map(|value| MessageImprint::of(algorithm, &value.0)).collect())
    }

    async fn finish(&self, prepared: Box<Prepared>, evidence: Vec<Evidence>) -> Result<Finished> {
        let [one] = <[Evidence; 1]>::try_from(evidence).map_err(|_| not_one())?;
        let (cms, level) = match one {
            Evidence::Cms(cms) => (cms, None),
            Evidence::Value { value, token } => {
                let level = if token.is_some() { Level::BT } else { Level::BB };
                (prepared.cms.encode(&value, token.as_ref()), Some(level))
            }
        };
        let update = prepared.update;
        let signatures = vec![SignatureFact { of: update.field_name().to_owned(), level }];
        let warnings = update.warnings().iter().copied().map(warning).collect();
        let parts = vec![Part::Of(0..update.document_len()), Part::Bytes(update.finish(&cms)?)];
        Ok(Finished { parts, signatures, beside: Vec::new(), warnings })
    }

    async fn lift(&self, _content: Content<S>, goal: &Goal<S>) -> Result<Option<(NoLift, Vec<Need>)>> {
        match goal.target {
            Level::BB | Level::BT => Ok(None),
            Level::BLt | Level::BLta => Err(Error::invalid("level")),
        }
    }

    async fn raise(&self, lift: NoLift, _supplied: Vec<Supplied>) -> Result<Finished> {
        match lift {}
    }
}

/// Refuses bytes that do not begin as a PDF does, which may be `%!PS-Adobe-3.0 PDF-1.4` (Adobe, PDF Reference
/// 1.7, appendix H, note 13 to 3.4.1).
pub(crate) async fn recognise<S: Source>(content: &Content<S>) -> Result<()> {
    let head = content.read(0..content.size().min(HEADER_WITHIN)).await?;
    let has = |words: &[u8]| head.windows(words.len()).any(|bytes| bytes == words);
    if has(b"%PDF-") || has(b"%!PS-Adobe-") && has(b" PDF-") {
        return Ok(());
    }
    Err(Error::DocumentUnsupported { reason: "no PDF header".into() }.into())
}

impl<S: Source> Document<S> {
    /// The signature as far as it is known before anybody was asked for anything.
    fn request(&self) -> SignatureRequest {
        let wanted = &self.wanted;
        let said = |name| self.metadata.entry(name).map(str::to_owned);
        let appearance = wanted.appearance.as_ref();
        SignatureRequest {
            reason: said("reason"),
            location: said("location"),
            name: said("name"),
            contact: said("contact"),
            field: appearance.and_then(|appearance| appearance.field.clone()).map(Field::Existing),
            certification: wanted.certification,
            appearance: appearance.map(|at| Appearance { placement: at.placement, objects: Vec::new() }),
            information: wanted.information.clone(),
            ..SignatureRequest::default()
        }
    }

    fn request_of(&self, signer: &SignerFacts, entropy: [u8; 32], drawing: Drawing) -> SignatureRequest {
        let mut request = self.request();
        request.name = request.name.or_else(|| signer.certificate().common_name());
        request.modified = Some(pdf_date(&signer.signed_at.iso));
        request.entropy = entropy;
        request.credentials = Some(credentials(signer));
        if let Some(appearance) = &mut request.appearance {
            appearance.objects = drawing.0.into_iter().map(object).collect();
        }
        request
    }

    /// Plans the update, again where its hole proves too small: before anybody is asked to sign.
    async fn plan(&mut self, mut request: SignatureRequest, signer: &SignerFacts) -> Result<Box<Prepared>> {
        request.hole = Profile::placeholder(signer).room();
        loop {
            let update = match self.reader.prepare(&request) {
                Ok(update) => update,
                Err(error) => {
                    self.read_on(error).await?;
                    continue;
                }
            };
            let algorithm = signer.algorithm.digest();
            let digest = self.content.digest_with(algorithm, &update.covered()).await?;
            let cms = Profile::new(signer, &digest);
            let needed = cms.room();
            if needed <= request.hole {
                return Ok(Box::new(Prepared { update, cms }));
            }
            request.hole = needed;
        }
    }

    /// Gives the reader what it lacks, so that it can be asked again; any other error stands.
    async fn read_on(&mut self, error: Box<signer_pdf::Error>) -> Result<()> {
        let missing = error.missing().ok_or(error)?;
        let end = missing.end.max(missing.start.saturating_add(READ_AHEAD));
        let end = end.min(self.content.size()).max(missing.end);
        let bytes = self.content.read(missing.start..end).await?;
        self.reader.insert(missing.start, bytes);
        Ok(())
    }
}

/// The signer as a field may ask for one (ISO 32000-2, tables 237 and 238).
fn credentials(signer: &SignerFacts) -> Credentials {
    let usage = signer.certificate().key_usage().unwrap_or_default();
    Credentials {
        digest_method: signer.algorithm.digest().name(),
        certificates: signer.chain.iter().map(|certificate| certificate.der().to_vec()).collect(),
        subject: signer.certificate().subject_attributes(),
        key_usage: [
            usage.digital_signature,
            usage.non_repudiation,
            usage.key_encipherment,
            usage.data_encipherment,
            usage.key_agreement,
            usage.key_cert_sign,
            usage.crl_sign,
        ],
        timestamp: signer.token_room > 0,
    }
}

fn object(DrawnObject { value, data }: DrawnObject) -> AppearanceObject {
    AppearanceObject { value, data }
}

/// `2026-11-22T12:00:00.000Z` as `D:20261122120000Z` (ISO 32000-2, 7.9.4).
fn pdf_date(iso: &str) -> String {
    let seconds = iso.split('.').next().unwrap_or_default();
    let digits: String = seconds.chars().filter(char::is_ascii_digit).collect();
    format!("D:{digits}Z")
}

const fn warning(warning: signer_pdf::Warning) -> Warning {
    match warning {
        signer_pdf::Warning::Repaired => Warning::Repaired,
        signer_pdf::Warning::Xfa => Warning::XfaPresent,
    }
}

/// The update as plain data: [`signer_pdf::Prepared::new`] takes the same.
fn planned<S: Serializer>(
    update: &signer_pdf::Prepared,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Plain<'a> {
        document_len: u64,
        #[serde(with = "plain::bytes")]
        update: &'a [u8],
        hole: Range<usize>,
        field: &'a str,
        warnings: Vec<&'static str>,
        is_open: bool,
    }
    Plain {
        document_len: update.document_len(),
        update: update.update(),
        hole: update.hole(),
        field: update.field_name(),
        warnings: update.warnings().iter().map(|known| warning(*known).code()).collect(),
        is_open: update.is_open(),
    }
    .serialize(serializer)
}

fn not_one() -> Box<Error> {
    Error::Internal { what: "a PDF takes one signature at a time".into() }.into()
}

impl From<Box<signer_pdf::Error>> for Box<Error> {
    fn from(error: Box<signer_pdf::Error>) -> Self {
        use signer_pdf::Error as Pdf;
        let error = match *error {
            Pdf::CannotAppend { reason } => Error::CannotAppend { reason: reason.into() },
            Pdf::Encrypted => Error::DocumentEncrypted,
            Pdf::HoleTooSmall { needed, reserved } => Error::SignatureTooLarge { needed, reserved },
            Pdf::Locked { reason } => Error::DocumentLocked { reason: reason.into() },
            Pdf::Malformed { offset, what } => Error::DocumentMalformed { offset, what: what.into() },
            Pdf::Missing(range) => {
                Error::DocumentMalformed { offset: range.start, what: "the file ends too early".into() }
            }
            Pdf::PasswordIncorrect => Error::PasswordIncorrect { field: "password" },
            Pdf::Request { part, reason } => match option(part) {
                Some(field) => Error::InvalidRequest { field: field.into(), reason: reason.into() },
                None => Error::Internal { what: reason.into() },
            },
            Pdf::Unsupported { reason } => Error::DocumentUnsupported { reason: reason.into() },
        };
        Self::new(error)
    }
}

/// The option by which callers ask for that part; `None` for what is made here.
const fn option(part: RequestPart) -> Option<&'static str> {
    Some(match part {
        RequestPart::Appearance => "appearance",
        RequestPart::AppearanceObjects | RequestPart::Prepared => return None,
        RequestPart::Certification => "certify",
        RequestPart::Field => "appearance.field",
        RequestPart::Information => "medical",
        RequestPart::Page => "appearance.page",
        RequestPart::Reason => "requestOptions.metadata.reason",
        RequestPart::Rectangle => "appearance.rect",
    })
}

/// A range is read in pieces of at least this size: a read costs about a millisecond, whatever its length.
const READ_AHEAD: u64 = 64 << 10;
/// Where readers look for the header (ISO 32000-2, annex I, note 3 to 7.5.2).
const HEADER_WITHIN: u64 = 1024;
