//! A prepared signature: the update with its hole, waiting for the CMS.

use std::ops::Range;

use crate::error::{Error, RequestPart, Result};
use crate::sign::request::Warning;
use crate::syntax::value;
use crate::update::hole;

/// The incremental update of one signature, complete but for the CMS.
///
/// Plain data: its accessors give all of it, [`Prepared::new`] takes it back, also on another device.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Prepared {
    pub(crate) document_len: u64,
    pub(crate) update: Vec<u8>,
    pub(crate) hole: Range<usize>,
    pub(crate) field_name: String,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) is_open: bool,
}

impl Prepared {
    /// The signature that was prepared, from what the accessors of the same names gave.
    ///
    /// A hole that is none, or not the one that the update's `/ByteRange` leaves out, is an
    /// [`Error::Request`].
    pub fn new(
        document_len: u64,
        update: Vec<u8>,
        hole: Range<usize>,
        field_name: String,
        warnings: Vec<Warning>,
        is_open: bool,
    ) -> Result<Self> {
        let prepared = Self { document_len, update, hole, field_name, warnings, is_open };
        if prepared.is_hole_empty() && prepared.states_its_byte_range() {
            return Ok(prepared);
        }
        let reason = "the hole is not the one of the update";
        Err(Error::request(RequestPart::Prepared, reason))
    }

    fn is_hole_empty(&self) -> bool {
        let hole = self.update.get(self.hole.clone());
        matches!(hole, Some([b'<', digits @ .., b'>']) if digits.iter().all(|digit| *digit == b'0'))
    }

    fn states_its_byte_range(&self) -> bool {
        let before = self.update.get(..self.hole.start).unwrap_or_default();
        let before = before.strip_suffix(hole::CONTENTS).unwrap_or_default().trim_ascii_end();
        before.ends_with(hole::spelled(self.byte_range()).as_bytes())
    }

    /// Bytes of the document that the update is appended to.
    pub fn document_len(&self) -> u64 {
        self.document_len
    }

    /// The update, its hole still empty.
    pub fn update(&self) -> &[u8] {
        &self.update
    }

    /// `<` to `>` of `/Contents`, counted from the first byte of the update.
    pub fn hole(&self) -> Range<usize> {
        self.hole.clone()
    }

    /// The field asks for something of a signer who was not known: this signature cannot be finished.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// The bytes that the signature covers: all but the hole (ISO 32000-2, 12.8.1).
    ///
    /// ```text
    /// /ByteRange [0 hole.start  hole.end file.len-hole.end]
    /// ```
    pub fn byte_range(&self) -> [u64; 4] {
        hole::byte_range(self.document_len, &self.hole, self.update.len())
    }

    /// The covered bytes after the document's own: the update before and after the hole.
    pub fn covered(&self) -> [&[u8]; 2] {
        [
            self.update.get(..self.hole.start).unwrap_or_default(),
            self.update.get(self.hole.end..).unwrap_or_default(),
        ]
    }

    /// The full name of the field that carries the signature.
    pub fn field_name(&self) -> &str {
        &self.field_name
    }

    /// Facts that do not stop the signature, for whoever signs.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Writes `cms` into the hole in upper-case hex, what is left stays `0`, and returns the
    /// update to append to the document.
    pub fn finish(mut self, cms: &[u8]) -> Result<Vec<u8>> {
        if self.is_open {
            return Err(Error::cannot_append("/SV asks for a certain signer, and none is known"));
        }
        let digits = self.hole.start.saturating_add(1)..self.hole.end.saturating_sub(1);
        let reserved = digits.len() / 2;
        if cms.len() > reserved {
            return Err(Error::HoleTooSmall { needed: cms.len(), reserved }.into());
        }
        let hole = self.update.get_mut(digits).unwrap_or_default();
        for (pair, byte) in hole.chunks_exact_mut(2).zip(cms) {
            pair.copy_from_slice(&value::hexadecimal(*byte));
        }
        Ok(self.update)
    }
}
