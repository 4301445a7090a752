//! What a search backwards has behind it. It begins anew once bytes are there that it lacked, and must not ask again for those that
//! were let go of meanwhile.

use std::ops::Range;

/// A part of the document in which nothing was found.
#[derive(Debug, Default)]
pub(crate) struct Searched(Range<u64>);

impl Searched {
    /// Where a search that came to `end` goes on.
    pub(crate) fn before(&self, end: u64) -> u64 {
        if self.0.start < end && end <= self.0.end { self.0.start } else { end }
    }

    pub(crate) fn add(&mut self, range: Range<u64>) {
        if range.end == self.0.start {
            self.0.start = range.start;
        } else if range.start < self.0.start || range.end > self.0.end {
            self.0 = range;
        }
    }
}

/// How far the search for the last `startxref` is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TailSearch {
    /// Bytes of the document that is searched.
    pub(crate) len: u64,
    /// The place before which it goes on.
    pub(crate) end: u64,
    /// Bytes other than white space that may still be passed over.
    pub(crate) room: u64,
    /// Bytes to be read at once.
    pub(crate) wanted: u64,
    /// The header of an object was passed.
    pub(crate) objects_follow: bool,
    /// The last `startxref` without an offset.
    pub(crate) silent: Option<u64>,
}
