//! The bytes of the document that are at hand, as they were read; the least used ones are let go.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::file::searched::{Searched, TailSearch};

/// Size of the aligned ranges that are asked for.
const BLOCK: u64 = 64 << 10;
/// Bytes that stay once what they were read for is parsed.
const KEPT: usize = 1536 << 10;

/// A sparse view of the document.
#[derive(Debug)]
pub(crate) struct Source {
    len: u64,
    /// Sorted by offset; none holds all of another, so they are sorted by their ends as well.
    pieces: Vec<Piece>,
    clock: u64,
    /// The document is being repaired: objects are taken as viewers take damaged ones, and neither the
    /// cross-reference nor the lengths of streams are the file's own.
    pub(crate) is_lenient: bool,
    pub(crate) tail: Option<TailSearch>,
    /// White space before the end of an update.
    pub(crate) blank: Searched,
    /// Rows of a cross-reference table, as far as characters tell.
    pub(crate) rows: Searched,
}

#[derive(Debug)]
struct Piece {
    offset: u64,
    bytes: Vec<u8>,
    used: u64,
}

impl Piece {
    fn end(&self) -> u64 {
        self.offset.saturating_add(self.bytes.len() as u64)
    }
}

impl Source {
    pub(crate) fn new(len: u64) -> Self {
        Self {
            len,
            pieces: Vec::new(),
            clock: 0,
            is_lenient: false,
            tail: None,
            blank: Searched::default(),
            rows: Searched::default(),
        }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Reads as if the document ended there; returns where it ended so far.
    pub(crate) fn end_at(&mut self, len: u64) -> u64 {
        std::mem::replace(&mut self.len, len)
    }

    pub(crate) fn insert(&mut self, offset: u64, mut bytes: Vec<u8>) {
        bytes.truncate(usize::try_from(self.len.saturating_sub(offset)).unwrap_or(usize::MAX));
        let end = offset.saturating_add(bytes.len() as u64);
        if self.pieces.iter().any(|piece| piece.offset <= offset && piece.end() >= end) {
            return;
        }
        self.pieces.retain(|piece| piece.offset < offset || piece.end() > end);
        let place = self.pieces.partition_point(|piece| piece.offset < offset);
        self.pieces.insert(place, Piece { offset, bytes, used: self.clock });
    }

    /// The bytes of `range`, or what of them is missing.
    pub(crate) fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>> {
        self.require(range.clone())?;
        Ok(self.available(range))
    }

    /// An error unless all of `range` is at hand.
    pub(crate) fn require(&self, range: Range<u64>) -> Result<()> {
        let found = self.pieces(range.clone()).map(|bytes| bytes.len() as u64).sum();
        let reached = range.start.saturating_add(found);
        if reached < range.end { Err(self.missing(reached..range.end)) } else { Ok(()) }
    }

    /// Up to `wanted` bytes from `offset`, at least one.
    pub(crate) fn peek(&mut self, offset: u64, wanted: u64) -> Result<Vec<u8>> {
        let end = offset.saturating_add(wanted).min(self.len);
        let bytes = self.available(offset..end);
        if bytes.is_empty() { Err(self.missing(offset..offset.saturating_add(1))) } else { Ok(bytes) }
    }

    fn available(&mut self, range: Range<u64>) -> Vec<u8> {
        self.clock += 1;
        let clock = self.clock;
        let touched = |piece: &&mut Piece| piece.offset < range.end && piece.end() > range.start;
        self.pieces.iter_mut().filter(touched).for_each(|piece| piece.used = clock);
        self.pieces(range).collect::<Vec<_>>().concat()
    }

    /// The bytes of `range` as they lie in memory, without a gap, as far as they are at hand.
    pub(crate) fn pieces(&self, range: Range<u64>) -> impl Iterator<Item = &[u8]> {
        let mut position = range.start;
        let first = self.pieces.partition_point(|piece| piece.end() <= position);
        self.pieces.iter().skip(first).map_while(move |piece| {
            let from = position.checked_sub(piece.offset)?;
            let to = range.end.min(piece.end()).checked_sub(piece.offset)?;
            position = piece.offset.saturating_add(to);
            piece.bytes.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
        })
    }

    /// The error that asks for the blocks around `range`.
    fn missing(&self, range: Range<u64>) -> Box<Error> {
        if range.end > self.len {
            return Error::malformed(range.start, "the document ends here");
        }
        let start = range.start - range.start % BLOCK;
        let end = range.end.div_ceil(BLOCK).saturating_mul(BLOCK).min(self.len);
        Error::Missing(start..end).into()
    }

    /// Lets go of the pieces that were not used for longest; called when what was read is parsed and kept.
    pub(crate) fn release(&mut self) {
        while self.kept() > KEPT {
            let oldest = self.pieces.iter().enumerate().min_by_key(|(_, piece)| piece.used);
            let Some((place, _)) = oldest else { return };
            self.pieces.remove(place);
        }
    }

    fn kept(&self) -> usize {
        self.pieces.iter().map(|piece| piece.bytes.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing<T>(range: Range<u64>) -> Result<T> {
        Err(Error::Missing(range).into())
    }

    #[test]
    fn missing_bytes_are_asked_for_in_aligned_blocks() {
        let mut source = Source::new(200_000);
        assert_eq!(source.read(70_000..140_000), missing(65_536..196_608));
        source.insert(65_536, vec![1; 65_536]);
        assert_eq!(source.read(70_000..140_000), missing(131_072..196_608));
        assert_eq!(source.read(199_999..200_000), missing(196_608..200_000));
        let past = source.read(0..200_001).unwrap_err();
        assert!(matches!(*past, Error::Missing(_) | Error::Malformed { .. }));
    }

    #[test]
    fn pieces_of_any_cut_come_together() {
        let document: Vec<u8> = (0..150_000_u32).map(|byte| (byte % 251) as u8).collect();
        let mut source = Source::new(150_000);
        for (from, to) in [(10, 60), (0, 20), (30, 40), (50, 70_000), (69_000, 150_000)] {
            source.insert(from as u64, document[from..to].to_vec());
        }
        assert_eq!(source.read(0..150_000).unwrap(), document);
    }

    #[test]
    fn memory_is_bounded_after_release() {
        let mut source = Source::new(100 << 20);
        for block in 0..100 {
            source.insert(block * BLOCK, vec![0; BLOCK as usize]);
            source.peek(block * BLOCK, 1).unwrap();
        }
        source.release();
        assert_eq!(source.kept(), KEPT);
        assert!(source.peek(99 * BLOCK, 1).is_ok());
    }
}
