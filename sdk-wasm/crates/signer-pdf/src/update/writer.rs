//! The spelling of the update: objects, the hole of a signature, the cross-reference section
//! (ISO 32000-2, 7.5.4 and 7.5.8).

use std::ops::Range;

use crate::error::{Error, Result};
use crate::file::cross_reference::CrossReference;
use crate::file::section::Entry;
use crate::syntax::value::Reference;
use crate::update::hole::{self, CONTENTS, Hole};

/// The bytes of the update as they grow.
pub(crate) struct Writer {
    pub(crate) out: Vec<u8>,
    /// The place of the update in the file.
    start: u64,
    /// The origin of all offsets.
    base: u64,
    /// Entries of the section, sorted by number.
    entries: Vec<(u32, Entry)>,
    /// The section leads to no other.
    is_whole: bool,
    /// The number of the section if it is a stream.
    own: Option<Reference>,
    /// The entries of the trailer.
    trailer: Vec<u8>,
}

impl Writer {
    /// Continues a document of `start` bytes.
    pub(crate) fn new(file: &CrossReference, start: u64, own: Option<Reference>, trailer: Vec<u8>) -> Self {
        let entries = file.live.clone().unwrap_or_default();
        let is_whole = file.live.is_some();
        let mut writer = Self { out: Vec::new(), start, base: file.base, entries, is_whole, own, trailer };
        if is_whole {
            writer.name(0, Entry::Free);
        }
        writer
    }

    /// The place of the next byte, as a cross-reference says it.
    fn offset(&self) -> u64 {
        self.start.saturating_add(self.out.len() as u64).saturating_sub(self.base)
    }

    fn text(&mut self, parts: &[&str]) {
        for part in parts {
            self.out.extend_from_slice(part.as_bytes());
        }
    }

    fn name(&mut self, number: u32, entry: Entry) {
        let place = self.entries.partition_point(|(earlier, _)| *earlier < number);
        match self.entries.get_mut(place) {
            Some((same, old)) if *same == number => *old = entry,
            _ => self.entries.insert(place, (number, entry)),
        }
    }

    fn begin(&mut self, reference: Reference) {
        let Reference { number, generation } = reference;
        self.name(number, Entry::InFile { offset: self.offset(), generation });
        self.text(&[&number.to_string(), " ", &generation.to_string(), " obj\n"]);
    }

    pub(crate) fn object(&mut self, reference: Reference, value: &[u8], data: Option<&[u8]>) {
        self.begin(reference);
        self.out.extend_from_slice(value);
        if let Some(data) = data {
            self.text(&["\nstream\n"]);
            self.out.extend_from_slice(data);
            self.text(&["\nendstream"]);
        }
        self.text(&["\nendobj\n"]);
    }

    /// Leaves room for the numbers of `/ByteRange` and the hole; returns both places.
    pub(crate) fn hole(&mut self, hole: &Hole) -> Result<(Range<usize>, Range<usize>)> {
        let too_large = || Error::cannot_append("the hole is larger than a document");
        let digits = hole.reserved.checked_mul(2).filter(|len| *len < DIGITS).ok_or_else(too_large)?;
        self.begin(hole.reference);
        self.out.extend_from_slice(&hole.head);
        self.text(&["/ByteRange"]);
        self.close_gaps();
        let section = self.trailer.len() + self.entries.len() * ENTRY + SECTION;
        let end = self.start.saturating_add((self.out.len() + digits + section) as u64);
        let numbers = self.pad(b' ', 6 + 3 * end.to_string().len());
        self.out.extend_from_slice(CONTENTS);
        let hole = self.out.len()..self.out.len() + digits + 2;
        self.text(&["<"]);
        self.pad(b'0', digits);
        self.text(&[">>>\nendobj\n"]);
        Ok((numbers, hole))
    }

    /// Names every number in a table that leads to no other: it has one subsection from 0 (ISO 32000-2, 7.5.4).
    fn close_gaps(&mut self) {
        if !self.is_whole || self.own.is_some() {
            return;
        }
        let mut known = std::mem::take(&mut self.entries).into_iter().peekable();
        let mut next = 0..;
        while let (Some(number), Some((first, _))) = (next.next(), known.peek()) {
            let own = if number == *first { known.next() } else { None };
            self.entries.push(own.unwrap_or((number, Entry::Free)));
        }
    }

    fn pad(&mut self, byte: u8, len: usize) -> Range<usize> {
        let start = self.out.len();
        self.out.resize(start + len, byte);
        start..self.out.len()
    }

    /// Writes `[0 a b c]` where blanks were left for it.
    pub(crate) fn fill(&mut self, place: Range<usize>, range: [u64; 4]) -> Result<()> {
        let array = hole::spelled(range);
        let blanks = self.out.get_mut(place).and_then(|blanks| blanks.get_mut(..array.len()));
        let too_small = || Error::cannot_append("no room for the byte range");
        blanks.ok_or_else(too_small)?.copy_from_slice(array.as_bytes());
        Ok(())
    }

    /// The cross-reference section: a table with its trailer, or a stream that names itself as well.
    pub(crate) fn section(&mut self) -> Result<()> {
        let start = self.offset();
        match self.own {
            Some(own) => {
                self.begin(own);
                self.stream(start)?;
            }
            None => self.table()?,
        }
        self.text(&["startxref\n", &start.to_string(), "\n%%EOF\n"]);
        Ok(())
    }

    fn table(&mut self) -> Result<()> {
        self.close_gaps();
        let entries = std::mem::take(&mut self.entries);
        // Each free number leads to the next one, the last one back to 0.
        let mut free = entries.iter().filter(|(_, entry)| *entry == Entry::Free).skip(1);
        self.text(&["xref\n"]);
        for run in runs(&entries) {
            self.text(&[&run_head(run), "\n"]);
            for (number, entry) in run {
                let (offset, generation, kind) = match entry {
                    Entry::Free => {
                        let next = free.next().map_or(0, |(next, _)| u64::from(*next));
                        (next, if *number == 0 { u16::MAX } else { 1 }, " f \n")
                    }
                    entry => row(*entry)?,
                };
                let (offset, generation) = (offset.to_string(), generation.to_string());
                self.text(&[zeros(10, &offset), &offset, " ", zeros(5, &generation), &generation, kind]);
            }
        }
        self.text(&["trailer\n<<"]);
        self.out.append(&mut self.trailer);
        self.text(&[">>\n"]);
        Ok(())
    }

    /// `largest` is the largest offset.
    fn stream(&mut self, largest: u64) -> Result<()> {
        // As wide as the number of an object stream at least.
        let width = 8 - largest
            .max(self.entries.last().map_or(0, |(last, _)| u64::from(*last)))
            .leading_zeros() as usize
            / 8;
        let (mut index, mut rows) = (String::new(), Vec::new());
        for run in runs(&self.entries) {
            index.push_str(if index.is_empty() { "" } else { " " });
            index.push_str(&run_head(run));
            for (_, entry) in run {
                let (kind, place, rest) = fields(*entry)?;
                rows.push(kind);
                rows.extend(place.to_be_bytes().iter().skip(8 - width));
                rows.extend_from_slice(&rest.to_be_bytes());
            }
        }
        self.text(&["<</Type/XRef/W[1 ", &width.to_string(), " 2]/Index[", &index, "]/Length "]);
        self.text(&[&rows.len().to_string()]);
        self.out.append(&mut self.trailer);
        self.text(&[">>\nstream\n"]);
        self.out.append(&mut rows);
        self.text(&["\nendstream\nendobj\n"]);
        Ok(())
    }
}

/// Offset, generation and end of a row of a table (ISO 32000-2, 7.5.4).
fn row(entry: Entry) -> Result<(u64, u16, &'static str)> {
    match entry {
        Entry::InFile { offset, generation } if offset <= TABLE_OFFSET => Ok((offset, generation, " n \n")),
        Entry::InFile { .. } => Err(Error::cannot_append("a cross-reference table reaches 10 GB at most")),
        _ => Err(Error::cannot_append("a cross-reference table names no objects in streams")),
    }
}

/// The fields of a row of a stream (ISO 32000-2, table 18).
fn fields(entry: Entry) -> Result<(u8, u64, u16)> {
    match entry {
        Entry::Free => Ok((0, 0, u16::MAX)),
        Entry::InFile { offset, generation } => Ok((1, offset, generation)),
        Entry::InStream { stream, index } => match u16::try_from(index) {
            Ok(index) => Ok((2, u64::from(stream), index)),
            Err(_) => Err(Error::cannot_append("more than 65536 objects in an object stream")),
        },
    }
}

/// The entries in runs of consecutive numbers.
fn runs(entries: &[(u32, Entry)]) -> impl Iterator<Item = &[(u32, Entry)]> {
    entries.chunk_by(|(a, _), (b, _)| a.checked_add(1) == Some(*b))
}

fn run_head(run: &[(u32, Entry)]) -> String {
    let first = run.first().map_or(0, |(number, _)| *number);
    [&first.to_string(), " ", &run.len().to_string()].concat()
}

/// Zeros that fill `number` up to `width` digits.
fn zeros(width: usize, number: &str) -> &'static str {
    "0000000000".get(..width.saturating_sub(number.len())).unwrap_or_default()
}

/// Ten digits.
const TABLE_OFFSET: u64 = 9_999_999_999;
/// More than an entry takes in a section, with the head of a subsection.
const ENTRY: usize = 48;
/// More than a cross-reference section takes, besides its trailer and its entries.
const SECTION: usize = 1 << 10;
/// Hexadecimal digits of CMS; more than any signature has.
const DIGITS: usize = 256 << 20;
