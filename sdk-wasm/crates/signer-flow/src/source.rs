//! A document as the world holds it, and its bytes as one call sees them: read in ranges, digested in one pass, never copied whole.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use serde::Serialize;
use signer_pki::{DigestAlgorithm, Hasher};

use crate::error::{Error, Result};
use crate::plain;

/// One document: a Blob, a file. Cheap to clone.
///
/// Whatever waits fails, with any error, once the caller's `AbortSignal` fires.
#[allow(async_fn_in_trait, reason = "wasm has one thread: no future here has to be Send")]
pub trait Source: Clone {
    /// The document from its first to its last byte.
    type Stream: ByteStream;

    /// Bytes.
    fn size(&self) -> u64;
    /// Reads a range of the document; fewer bytes than asked are an error.
    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>>;
    /// Starts to read the whole document, a piece at a time.
    fn stream(&self) -> Result<Self::Stream>;
    /// The digest of the whole document with `appended` after it, where the world has the document at hand and can
    /// digest it beside the page; none where the document is to be streamed.
    async fn digest(&self, algorithm: DigestAlgorithm, appended: &[&[u8]]) -> Result<Option<Vec<u8>>>;
    /// The document that `parts` make of this one. Nothing is copied but the new bytes.
    fn with(&self, parts: &[Part]) -> Result<Self>;
    /// Tells whoever watches that so many bytes are digested.
    fn hashed(&self, loaded: u64);
}

/// Bytes that arrive in pieces.
#[allow(async_fn_in_trait, reason = "as for Source")]
pub trait ByteStream {
    /// Replaces `piece` by the next bytes; false at the end.
    async fn next(&mut self, piece: &mut Vec<u8>) -> Result<bool>;
}

/// A part of a new document. Parts of the old one ascend and do not overlap.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// New bytes.
    #[serde(with = "plain::bytes")]
    Bytes(Vec<u8>),
    /// A range of the document as it was.
    Of(Range<u64>),
}

/// The bytes of one document, and the state of their digest once it was taken.
#[derive(Clone)]
pub struct Content<S> {
    source: S,
    hashed: Rc<RefCell<Option<(DigestAlgorithm, Hasher)>>>,
}

impl<S: Source> Content<S> {
    /// Nothing is read yet.
    pub fn new(source: S) -> Self {
        Self { source, hashed: Rc::default() }
    }

    /// Bytes.
    pub fn size(&self) -> u64 {
        self.source.size()
    }

    /// A range of the document.
    pub async fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        self.source.read(range).await
    }

    /// The document as the world has it.
    pub fn into_source(self) -> S {
        self.source
    }

    /// The document that `parts` make of this one. Where they only append, the state of its digest goes on.
    pub fn with(&self, parts: &[Part]) -> Result<Self> {
        if !ascend(parts, self.size()) {
            return Err(Error::Internal { what: "a format's parts are none of the document".into() }.into());
        }
        let hashed = appended(parts, self.size()).and_then(|appended| {
            let (algorithm, mut hasher) = self.hashed.borrow().clone()?;
            appended.iter().for_each(|bytes| hasher.update(bytes));
            Some((algorithm, hasher))
        });
        Ok(Self { source: self.source.with(parts)?, hashed: Rc::new(RefCell::new(hashed)) })
    }

    /// The digest of the document with `appended` after it: the world's own where it has one and nothing is known yet.
    pub async fn digest_with(&self, algorithm: DigestAlgorithm, appended: &[&[u8]]) -> Result<Vec<u8>> {
        if self.known(algorithm).is_none() {
            self.tell(0);
            if let Some(digest) = self.source.digest(algorithm, appended).await? {
                self.tell(self.size());
                return Ok(digest);
            }
        }
        Ok(self.digest(algorithm).await?.finish(appended))
    }

    /// The state of the digest after the document's last byte: what is appended goes on from here, as often as it is wanted.
    pub async fn digest(&self, algorithm: DigestAlgorithm) -> Result<Hasher> {
        if let Some(hasher) = self.known(algorithm) {
            return Ok(hasher);
        }
        let mut hasher = algorithm.hasher();
        self.stream_into(&mut hasher).await?;
        *self.hashed.borrow_mut() = Some((algorithm, hasher.clone()));
        Ok(hasher)
    }

    fn known(&self, algorithm: DigestAlgorithm) -> Option<Hasher> {
        self.hashed
            .borrow()
            .as_ref()
            .filter(|(known, _)| *known == algorithm)
            .map(|(_, hasher)| hasher.clone())
    }

    async fn stream_into(&self, hasher: &mut Hasher) -> Result<()> {
        let total = self.size();
        let (mut stream, mut piece, mut loaded, mut told) = (self.source.stream()?, Vec::new(), 0_u64, 0);
        while stream.next(&mut piece).await? {
            hasher.update(&piece);
            loaded = loaded.saturating_add(piece.len() as u64);
            if loaded.saturating_sub(told) >= TOLD_EVERY || loaded == total {
                self.tell(loaded);
                told = loaded;
            }
        }
        if loaded == total {
            return Ok(());
        }
        Err(Error::DocumentMalformed { offset: loaded, what: "the file changed while it was read".into() }
            .into())
    }

    fn tell(&self, loaded: u64) {
        if self.size() >= TOLD_EVERY {
            self.source.hashed(loaded);
        }
    }
}

/// True where all that is taken of the old document is in it, and taken in its order and once.
fn ascend(parts: &[Part], size: u64) -> bool {
    let mut at = 0;
    let mut taken =
        parts.iter().filter_map(|part| if let Part::Of(range) = part { Some(range) } else { None });
    let in_order = taken.all(|range| {
        let follows = at <= range.start && range.start <= range.end && range.end <= size;
        at = range.end;
        follows
    });
    in_order && !parts.is_empty()
}

/// The new bytes, where `parts` are the whole document of `size` bytes and then only those.
fn appended(parts: &[Part], size: u64) -> Option<Vec<&[u8]>> {
    let (Part::Of(whole), rest) = parts.split_first()? else { return None };
    if *whole != (0..size) {
        return None;
    }
    rest.iter()
        .map(|part| match part {
            Part::Bytes(bytes) => Some(bytes.as_slice()),
            Part::Of(_) => None,
        })
        .collect()
}

/// Whoever watches is told how far the digest is each time this many bytes are done; fewer are not worth a word.
const TOLD_EVERY: u64 = 4 << 20;
