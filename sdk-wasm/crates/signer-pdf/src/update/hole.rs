//! The hole that an update leaves for the CMS (ISO 32000-2, 12.8.1).

use std::ops::Range;

use crate::syntax::value::Reference;

/// A signature dictionary up to the entries that are filled in once the update is spelled.
#[derive(Debug)]
pub(crate) struct Hole {
    /// The number of the dictionary.
    pub(crate) reference: Reference,
    /// `<<` and all entries but `/ByteRange` and `/Contents`.
    pub(crate) head: Vec<u8>,
    /// Bytes of CMS to reserve.
    pub(crate) reserved: usize,
}

/// The byte range around the hole of an update that is appended to a document.
pub(crate) fn byte_range(document_len: u64, hole: &Range<usize>, update_len: usize) -> [u64; 4] {
    let end = hole.end as u64;
    [
        0,
        document_len.saturating_add(hole.start as u64),
        document_len.saturating_add(end),
        (update_len as u64).saturating_sub(end),
    ]
}

/// The byte range as `/ByteRange` spells it.
pub(crate) fn spelled(range: [u64; 4]) -> String {
    let [a, b, c, d] = range.map(|number| number.to_string());
    ["[", &a, " ", &b, " ", &c, " ", &d, "]"].concat()
}

/// The key before the hole.
pub(crate) const CONTENTS: &[u8] = b"/Contents";
