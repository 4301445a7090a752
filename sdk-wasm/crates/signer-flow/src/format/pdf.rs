//! The document as one call sees it: ranges for the reader, one pass for the digest, never a copy of all of it.

use signer_pdf::{AppearanceBox, Prepared, Reader, RequestPart, SignatureRequest};
use signer_pki::{DigestAlgorithm, Hasher};

use crate::{ByteStream, Error, Host, Phase, Progress, Request, Result};

/// A range is read in pieces of at least this size: a read costs about a millisecond, whatever its length.
const READ_AHEAD: u64 = 64 << 10;
/// How often whoever watches is told how far the digest is; also what is not worth a word.
const TOLD_EVERY: u64 = 4 << 20;
/// Where readers look for the header (ISO 32000-2, annex I, note 3 to 7.5.2).
const HEADER_WITHIN: u64 = 1024;

/// A PDF that is about to be signed.
pub(crate) struct Document<'host, H> {
    host: &'host H,
    reader: Reader,
    hasher: Option<(DigestAlgorithm, Hasher)>,
}

impl<'host, H: Host> Document<'host, H> {
    /// Reads what a signature has to touch, so that what cannot be signed is refused before anybody is asked for anything.
    pub(crate) async fn open(host: &'host H, request: &Request) -> Result<Self> {
        host.progress(Progress::begin(Phase::Reading));
        let len = host.document_len();
        let mut document = Self { host, reader: Reader::with(len, request.opening.clone()), hasher: None };
        document.recognise(request.document_type.as_deref()).await?;
        document.prepare(&request.signature()).await?;
        Ok(document)
    }

    async fn recognise(&self, document_type: Option<&str>) -> Result<()> {
        match document_type {
            Some("pdf") => return Ok(()),
            Some("xml" | "cms") => {
                return Err(Error::DocumentUnsupported { reason: "only PDF is supported" });
            }
            Some(_) => return Err(Error::invalid("documentType")),
            None => {}
        }
        let head = self.host.read(0..self.host.document_len().min(HEADER_WITHIN)).await?;
        if head.windows(5).any(|bytes| bytes == b"%PDF-") {
            return Ok(());
        }
        Err(Error::DocumentUnsupported { reason: "no PDF header" })
    }

    /// Plans the signature.
    pub(crate) async fn prepare(&mut self, request: &SignatureRequest) -> Result<Prepared> {
        self.reading(|reader| reader.prepare(request)).await
    }

    /// How large what is seen of the signature will be.
    pub(crate) async fn appearance_box(&mut self, request: &SignatureRequest) -> Result<AppearanceBox> {
        self.reading(|reader| reader.appearance_box(request)).await
    }

    /// Reads on for as long as the reader asks for more.
    async fn reading<T>(&mut self, ask: impl Fn(&mut Reader) -> signer_pdf::Result<T>) -> Result<T> {
        loop {
            match ask(&mut self.reader) {
                Err(signer_pdf::Error::Missing(range)) => {
                    let end = range.end.max(range.start.saturating_add(READ_AHEAD));
                    let end = end.min(self.host.document_len()).max(range.end);
                    let bytes = self.host.read(range.start..end).await?;
                    self.reader.insert(range.start, bytes);
                }
                outcome => return Ok(outcome?),
            }
        }
    }

    /// The digest of the document with `appended` after it: the host's own where it has one and nothing is known yet.
    pub(crate) async fn digest_with(
        &mut self,
        algorithm: DigestAlgorithm,
        appended: &[&[u8]],
    ) -> Result<Vec<u8>> {
        if self.known(algorithm).is_none() {
            self.tell_hashed(0);
            if let Some(digest) = self.host.digest(algorithm, appended).await? {
                return Ok(digest);
            }
        }
        Ok(self.digest(algorithm).await?.finish(appended))
    }

    /// The state of the digest after the document's last byte: what is appended goes on from here, as often as it is wanted.
    pub(crate) async fn digest(&mut self, algorithm: DigestAlgorithm) -> Result<Hasher> {
        if let Some(hasher) = self.known(algorithm) {
            return Ok(hasher);
        }
        let mut hasher = algorithm.hasher();
        self.stream_into(&mut hasher).await?;
        self.hasher = Some((algorithm, hasher.clone()));
        Ok(hasher)
    }

    fn known(&self, algorithm: DigestAlgorithm) -> Option<Hasher> {
        self.hasher.as_ref().filter(|(known, _)| *known == algorithm).map(|(_, hasher)| hasher.clone())
    }

    async fn stream_into(&self, hasher: &mut Hasher) -> Result<()> {
        let total = self.host.document_len();
        let (mut stream, mut piece, mut loaded, mut told) = (self.host.stream()?, Vec::new(), 0_u64, 0);
        while stream.next(&mut piece).await? {
            hasher.update(&piece);
            loaded = loaded.saturating_add(piece.len() as u64);
            if loaded.saturating_sub(told) >= TOLD_EVERY || loaded == total {
                self.tell_hashed(loaded);
                told = loaded;
            }
        }
        if loaded == total {
            return Ok(());
        }
        Err(Error::DocumentMalformed { offset: loaded, what: "the file changed while it was read" })
    }

    fn tell_hashed(&self, loaded: u64) {
        let total = self.host.document_len();
        if total >= TOLD_EVERY {
            self.host.progress(Progress {
                loaded: Some(loaded),
                total: Some(total),
                ..Progress::begin(Phase::Hashing)
            });
        }
    }
}

impl From<signer_pdf::Error> for Error {
    fn from(error: signer_pdf::Error) -> Self {
        use signer_pdf::Error as Pdf;
        match error {
            Pdf::CannotAppend { reason } => Self::CannotAppend { reason },
            Pdf::Encrypted => Self::DocumentEncrypted,
            Pdf::HoleTooSmall { .. } => Self::Internal { what: "the hole is too small".into() },
            Pdf::Locked { reason } => Self::DocumentLocked { reason },
            Pdf::Malformed { offset, what } => Self::DocumentMalformed { offset, what },
            Pdf::Missing(range) => {
                Self::DocumentMalformed { offset: range.start, what: "the file ends too early" }
            }
            Pdf::PasswordIncorrect => Self::PasswordIncorrect { field: "password" },
            Pdf::Request { part, reason } => Self::InvalidRequest { field: option(part).into(), reason },
            Pdf::Unsupported { reason } => Self::DocumentUnsupported { reason },
        }
    }
}

/// The option by which callers ask for that part.
const fn option(part: RequestPart) -> &'static str {
    match part {
        RequestPart::Appearance => "appearance",
        RequestPart::AppearanceObjects => "appearance.objects",
        RequestPart::Certification => "certify",
        RequestPart::Field => "appearance.field",
        RequestPart::Information => "medical",
        RequestPart::Page => "appearance.page",
        RequestPart::Prepared => "prepared",
        RequestPart::Reason => "requestOptions.metadata.reason",
        RequestPart::Rectangle => "appearance.rect",
    }
}
