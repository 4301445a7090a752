//! A prepared signature: the update with its hole, waiting for the CMS.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::sign::request::Warning;
use crate::syntax::value;
use crate::update::hole;

/// The incremental update of one signature, complete but for the CMS.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(crate) document_len: u64,
    pub(crate) update: Vec<u8>,
    /// `<` to `>` of `/Contents`, inside `update`.
    pub(crate) hole: Range<usize>,
    pub(crate) field_name: String,
    pub(crate) warnings: Vec<Warning>,
    /// The field asks for something of a signer who was not known.
    pub(crate) is_open: bool,
}

impl Prepared {
    /// What the signature covers: all but the hole (ISO 32000-2, 12.8.1).
    ///
    /// ```text
    /// /ByteRange [0 hole.start  hole.end file.len-hole.end]
    /// ```
    pub fn byte_range(&self) -> [u64; 4] {
        hole::byte_range(self.document_len, &self.hole, self.update.len())
    }

    /// What the signature covers after the document's own bytes: the update before and after the hole.
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

    /// What whoever signs should know.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Writes `cms` into the hole in upper-case hex, what is left stays `0`, and returns the
    /// update to append to the document.
    pub fn finish(mut self, cms: &[u8]) -> Result<Vec<u8>> {
        if self.is_open {
            return Err(Error::CannotAppend { reason: "/SV asks for a certain signer, and none is known" });
        }
        let digits = self.hole.start.saturating_add(1)..self.hole.end.saturating_sub(1);
        let reserved = digits.len() / 2;
        if cms.len() > reserved {
            return Err(Error::HoleTooSmall { needed: cms.len(), reserved });
        }
        let hole = self.update.get_mut(digits).unwrap_or_default();
        for (pair, byte) in hole.chunks_exact_mut(2).zip(cms) {
            pair.copy_from_slice(&value::hexadecimal(*byte));
        }
        Ok(self.update)
    }
}
