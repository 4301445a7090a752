//! A document in memory that counts how it is read.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use signer_pki::DigestAlgorithm;

use crate::{ByteStream, Part, Result, Source};

/// How often, or how much, the document was read in each way.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) read: Cell<u64>,
    pub(crate) reads: Cell<u32>,
    pub(crate) streams: Cell<u32>,
    pub(crate) digests: Cell<u32>,
    /// Bytes, each time that the page was told.
    pub(crate) hashed: RefCell<Vec<u64>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Bytes {
    pub(crate) bytes: Rc<Vec<u8>>,
    pub(crate) counts: Rc<Counts>,
    /// Up to this length the world digests by itself.
    pub(crate) at_hand: usize,
}

impl Bytes {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes: Rc::new(bytes), counts: Rc::default(), at_hand: 1 << 20 }
    }

    /// The bytes that came after those of `before`.
    pub(crate) fn after(&self, before: &[u8]) -> &[u8] {
        self.bytes.strip_prefix(before).expect("what was there is there still")
    }
}

impl Source for Bytes {
    type Stream = Pieces;

    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        self.counts.read.set(self.counts.read.get() + range.end - range.start);
        self.counts.reads.set(self.counts.reads.get() + 1);
        Ok(self.bytes[range.start as usize..range.end as usize].to_vec())
    }

    fn stream(&self) -> Result<Pieces> {
        self.counts.streams.set(self.counts.streams.get() + 1);
        Ok(Pieces(self.bytes.chunks(1 << 20).map(<[u8]>::to_vec).collect()))
    }

    async fn digest(&self, algorithm: DigestAlgorithm, appended: &[&[u8]]) -> Result<Option<Vec<u8>>> {
        if self.bytes.len() > self.at_hand {
            return Ok(None);
        }
        self.counts.digests.set(self.counts.digests.get() + 1);
        Ok(Some(algorithm.digest(&[&self.bytes[..], &appended.concat()].concat())))
    }

    fn with(&self, parts: &[Part]) -> Result<Self> {
        let bytes = parts.iter().flat_map(|part| match part {
            Part::Bytes(bytes) => bytes.clone(),
            Part::Of(range) => self.bytes[range.start as usize..range.end as usize].to_vec(),
        });
        Ok(Self { bytes: Rc::new(bytes.collect()), ..self.clone() })
    }

    fn hashed(&self, loaded: u64) {
        self.counts.hashed.borrow_mut().push(loaded);
    }
}

pub(crate) struct Pieces(VecDeque<Vec<u8>>);

impl ByteStream for Pieces {
    async fn next(&mut self, piece: &mut Vec<u8>) -> Result<bool> {
        let Some(next) = self.0.pop_front() else { return Ok(false) };
        *piece = next;
        Ok(true)
    }
}
