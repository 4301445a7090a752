//! One cross-reference section and its entries (ISO 32000-2, 7.5.4 and 7.5.8).

use signer_rows::Rows;

use crate::error::{Error, Result};
use crate::file::source::Source;
use crate::syntax::lexer;

/// The place of an object.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Entry {
    /// Nowhere: a reference to it means `null`.
    Free,
    InFile {
        offset: u64,
        generation: u16,
    },
    InStream {
        stream: u32,
        index: u32,
    },
}

/// The subsections of a table or of a cross-reference stream.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) subsections: Vec<Subsection>,
    /// Type and two fields each (table 18); of a table, the rows that are not 20 bytes long.
    pub(crate) rows: Rows,
    /// A table of a hybrid file: what is free here may be in the stream that is the next section.
    pub(crate) hybrid: bool,
}

/// A section with the dictionary that ends or begins it.
#[derive(Debug)]
pub(crate) struct SectionAndTrailer {
    pub(crate) section: Section,
    pub(crate) trailer: Vec<u8>,
    /// The place of the trailer in the file.
    pub(crate) offset: u64,
}

/// Consecutive object numbers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Subsection {
    pub(crate) first: u64,
    pub(crate) count: u64,
    pub(crate) start: Start,
}

/// The first row of a subsection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Start {
    /// The file offset of rows of 20 bytes.
    InFile(u64),
    /// The number of a row in the section.
    Row(u64),
}

impl Subsection {
    /// The number after the highest one.
    pub(crate) fn end(&self) -> u64 {
        self.first.saturating_add(self.count)
    }
}

impl Section {
    /// The number after the highest one.
    pub(crate) fn end(&self) -> u64 {
        self.subsections.iter().map(Subsection::end).max().unwrap_or(0)
    }

    /// The entry of `number`, if this section has one.
    pub(crate) fn entry(&self, source: &mut Source, number: u32) -> Result<Option<Entry>> {
        let number = u64::from(number);
        let found = self.subsections.iter().find_map(|sub| {
            let row = number.checked_sub(sub.first).filter(|row| *row < sub.count)?;
            Some((sub.start, row))
        });
        let Some((start, row)) = found else { return Ok(None) };
        let entry = match start {
            Start::InFile(start) => table_entry(source, start.saturating_add(row.saturating_mul(ROW)))?,
            Start::Row(start) => stream_entry(self.rows.get(start.saturating_add(row))),
        };
        Ok(Some(entry))
    }
}

fn table_entry(source: &mut Source, offset: u64) -> Result<Entry> {
    let row = source.read(offset..offset.saturating_add(ROW).min(source.len()))?;
    match parse_row(&row) {
        Some((entry, end)) if is_fixed_row(&row, end) => Ok(entry),
        _ => Err(Error::malformed(offset, "not a row of a cross-reference table")),
    }
}

/// `nnnnnnnnnn ggggg n` in 18 bytes, then two of white space.
pub(crate) fn is_fixed_row(row: &[u8], end: usize) -> bool {
    let white = |byte: &u8| lexer::is_white(*byte);
    end == 18
        && row.len() == 20
        && row.first().is_some_and(u8::is_ascii_digit)
        && row.iter().skip(18).all(white)
}

/// A row of a table, and its end.
pub(crate) fn parse_row(row: &[u8]) -> Option<(Entry, usize)> {
    let (offset, end) = lexer::next_unsigned(row, 0)?;
    let (generation, end) = lexer::next_unsigned(row, end)?;
    let letter = lexer::skip_white(row, end);
    if let Some(end) = lexer::keyword(row, letter, b"f") {
        return Some((Entry::Free, end));
    }
    let end = lexer::keyword(row, letter, b"n")?;
    if offset == 0 {
        return Some((Entry::Free, end));
    }
    Some((Entry::InFile { offset, generation: generation.try_into().ok()? }, end))
}

/// Rows that are not there and types of the future count as free.
fn stream_entry(row: Option<[u64; 3]>) -> Entry {
    let [kind, second, third] = row.unwrap_or_default();
    match (kind, u32::try_from(second), u32::try_from(third)) {
        (1, _, Ok(generation)) if second > 0 => match u16::try_from(generation) {
            Ok(generation) => Entry::InFile { offset: second, generation },
            Err(_) => Entry::Free,
        },
        (2, Ok(stream), Ok(index)) => Entry::InStream { stream, index },
        _ => Entry::Free,
    }
}

/// Bytes of a table's row.
pub(crate) const ROW: u64 = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_table_are_read() {
        let used = Entry::InFile { offset: 17, generation: 2 };
        assert_eq!(parse_row(b"0000000017 00002 n \n"), Some((used, 18)));
        assert_eq!(parse_row(b"0000000000 65536 n \n"), Some((Entry::Free, 18)));
        assert_eq!(parse_row(b"0000000017 70000 n \n"), None);
        assert_eq!(parse_row(b"0000000017 00002 x \n"), None);
    }

    #[test]
    fn rows_that_are_not_there_and_offset_zero_are_free() {
        assert_eq!(stream_entry(Some([1, 9, 1])), Entry::InFile { offset: 9, generation: 1 });
        assert_eq!(stream_entry(Some([1, 0, 0])), Entry::Free);
        assert_eq!(stream_entry(None), Entry::Free);
    }
}
