//! The bytes of the document that are at hand: blocks of 64 KiB, the least used ones let go.

use std::ops::Range;

use crate::error::{Error, Result};

/// What is asked for and kept: aligned pieces of this size.
const BLOCK: u64 = 64 << 10;
/// Blocks that stay once what they were read for is parsed: 1.5 MiB.
const KEPT: usize = 24;

/// A sparse view of the document.
#[derive(Debug)]
pub(crate) struct Source {
    len: u64,
    /// Sorted by offset; no piece crosses a block's border.
    pieces: Vec<Piece>,
    clock: u64,
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
        Self { len, pieces: Vec::new(), clock: 0 }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn insert(&mut self, mut offset: u64, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() && offset < self.len {
            let room = (BLOCK - offset % BLOCK).min(self.len - offset);
            let (head, after) = rest.split_at(rest.len().min(room as usize));
            self.insert_piece(offset, head);
            offset = offset.saturating_add(head.len() as u64);
            rest = after;
        }
    }

    fn insert_piece(&mut self, offset: u64, bytes: &[u8]) {
        let end = offset.saturating_add(bytes.len() as u64);
        if self.pieces.iter().any(|piece| piece.offset <= offset && piece.end() >= end) {
            return;
        }
        self.pieces.retain(|piece| piece.offset < offset || piece.end() > end);
        let place = self.pieces.partition_point(|piece| piece.offset < offset);
        self.pieces.insert(place, Piece { offset, bytes: bytes.to_vec(), used: self.clock });
    }

    /// The bytes of `range`, or what of them is missing.
    pub(crate) fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>> {
        let bytes = self.available(range.clone());
        let reached = range.start.saturating_add(bytes.len() as u64);
        if reached < range.end { Err(self.missing(reached..range.end)) } else { Ok(bytes) }
    }

    /// Up to `wanted` bytes from `offset`, at least one.
    pub(crate) fn peek(&mut self, offset: u64, wanted: u64) -> Result<Vec<u8>> {
        let end = offset.saturating_add(wanted).min(self.len);
        let bytes = self.available(offset..end);
        if bytes.is_empty() { Err(self.missing(offset..offset.saturating_add(1))) } else { Ok(bytes) }
    }

    fn available(&mut self, range: Range<u64>) -> Vec<u8> {
        self.clock += 1;
        let mut out = Vec::new();
        let mut position = range.start;
        let first = self.pieces.partition_point(|piece| piece.offset.saturating_add(BLOCK) <= position);
        for piece in self.pieces.iter_mut().skip(first) {
            if piece.offset > position || position >= range.end {
                break;
            }
            if piece.end() <= position {
                continue;
            }
            let from = (position - piece.offset) as usize;
            let to = (range.end.min(piece.end()) - piece.offset) as usize;
            out.extend_from_slice(piece.bytes.get(from..to).unwrap_or_default());
            position = piece.offset.saturating_add(to as u64);
            piece.used = self.clock;
        }
        out
    }

    /// The error that asks for the blocks around `range`.
    fn missing(&self, range: Range<u64>) -> Error {
        if range.end > self.len {
            return Error::Malformed { offset: range.start, what: "the document ends here" };
        }
        let start = range.start - range.start % BLOCK;
        let end = range.end.div_ceil(BLOCK).saturating_mul(BLOCK).min(self.len);
        Error::Missing(start..end)
    }

    /// Lets go of the blocks that were not used for longest; called when what was read is parsed and kept.
    pub(crate) fn release(&mut self) {
        while self.pieces.len() > KEPT {
            let oldest = self.pieces.iter().enumerate().min_by_key(|(_, piece)| piece.used);
            let Some((place, _)) = oldest else { return };
            self.pieces.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_bytes_are_asked_for_in_aligned_blocks() {
        let mut source = Source::new(200_000);
        assert_eq!(source.read(70_000..140_000), Err(Error::Missing(65_536..196_608)));
        source.insert(65_536, &vec![1; 65_536]);
        assert_eq!(source.read(70_000..140_000), Err(Error::Missing(131_072..196_608)));
        assert_eq!(source.read(199_999..200_000), Err(Error::Missing(196_608..200_000)));
        assert!(matches!(source.read(0..200_001), Err(Error::Missing(_) | Error::Malformed { .. })));
    }

    #[test]
    fn pieces_of_any_cut_come_together() {
        let document: Vec<u8> = (0..150_000_u32).map(|byte| (byte % 251) as u8).collect();
        let mut source = Source::new(150_000);
        for (from, to) in [(10, 60), (0, 20), (30, 40), (50, 70_000), (69_000, 150_000)] {
            source.insert(from as u64, &document[from..to]);
        }
        assert_eq!(source.read(0..150_000).unwrap(), document);
    }

    #[test]
    fn memory_is_bounded_after_release() {
        let mut source = Source::new(100 << 20);
        for block in 0..100 {
            source.insert(block * BLOCK, &vec![0; BLOCK as usize]);
            source.peek(block * BLOCK, 1).unwrap();
        }
        source.release();
        assert_eq!(source.pieces.len(), KEPT);
        assert!(source.peek(99 * BLOCK, 1).is_ok());
    }
}
