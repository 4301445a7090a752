//! The document as one call sees it: ranges for the reader, one pass for the digest, never a whole copy of a large one.

use signer_pdf::{AppearanceBox, Prepared, Reader, SignatureRequest};
use signer_pki::{DigestAlgorithm, Hasher};

use crate::{ByteStream, Error, Host, Phase, Progress, Request, Result};

/// Up to here one read serves both the reader and the digest.
const READ_AT_ONCE: u64 = 4 << 20;
/// A range is read in pieces of at least this size: a read costs about a millisecond, whatever its length.
const READ_AHEAD: u64 = 64 << 10;
/// Where readers look for the header (ISO 32000-2, annex I, note 3 to 7.5.2).
const HEADER_WITHIN: u64 = 1024;

/// A PDF that is about to be signed.
pub(crate) struct Document<'host, H> {
    host: &'host H,
    reader: Reader,
    whole: Option<Vec<u8>>,
    digest: Option<(DigestAlgorithm, Hasher)>,
}

impl<'host, H: Host> Document<'host, H> {
    /// Reads what a signature has to touch, so that what cannot be signed is refused before anybody is asked for anything.
    pub(crate) async fn open(host: &'host H, request: &Request) -> Result<Self> {
        host.progress(Progress::begin(Phase::Reading));
        let len = host.document_len();
        let mut document =
            Self { host, reader: Reader::with(len, request.opening.clone()), whole: None, digest: None };
        if len <= READ_AT_ONCE {
            let bytes = host.read(0..len).await?;
            document.reader.insert(0, bytes.clone());
            document.whole = Some(bytes);
        }
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

    /// The state of the digest after the document's last byte: what is appended goes on from here.
    pub(crate) async fn digest(&mut self, algorithm: DigestAlgorithm) -> Result<Hasher> {
        if let Some((known, hasher)) = &self.digest
            && *known == algorithm
        {
            return Ok(hasher.clone());
        }
        let mut hasher = algorithm.hasher();
        match &self.whole {
            Some(bytes) => hasher.update(bytes),
            None => self.stream_into(&mut hasher).await?,
        }
        self.digest = Some((algorithm, hasher.clone()));
        Ok(hasher)
    }

    async fn stream_into(&self, hasher: &mut Hasher) -> Result<()> {
        let total = self.host.document_len();
        let (mut stream, mut piece, mut loaded) = (self.host.stream()?, Vec::new(), 0_u64);
        while stream.next(&mut piece).await? {
            hasher.update(&piece);
            loaded = loaded.saturating_add(piece.len() as u64);
            self.host.progress(Progress {
                loaded: Some(loaded),
                total: Some(total),
                ..Progress::begin(Phase::Hashing)
            });
        }
        if loaded == total {
            return Ok(());
        }
        Err(Error::DocumentMalformed { offset: loaded, what: "the file changed while it was read" })
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
            Pdf::Request { field, reason } => Self::InvalidRequest { field: field.into(), reason },
            Pdf::Unsupported { reason } => Self::DocumentUnsupported { reason },
        }
    }
}
