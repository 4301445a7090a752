//! Cross-reference tables: 20-byte rows where they are, others read from end to end (ISO 32000-2, 7.5.4).

use signer_rows::Rows;

use crate::error::{Error, Result};
use crate::file::object;
use crate::file::section::{self, Entry, ROW, Section, SectionAndTrailer, Start, Subsection};
use crate::file::source::Source;
use crate::limits;
use crate::syntax::lexer;

pub(crate) fn is_table(source: &mut Source, position: u64) -> Result<bool> {
    let bytes = ahead(source, position)?;
    Ok(lexer::tail(&bytes, lexer::skip_white(&bytes, 0)).starts_with(b"xref"))
}

/// As many bytes as a line may take.
fn ahead(source: &mut Source, position: u64) -> Result<Vec<u8>> {
    let end = position.saturating_add(64).min(source.len());
    source.read(position..end.max(position))
}

/// Rows of 20 bytes stay in the file, others are read into the section.
pub(crate) fn read_table(source: &mut Source, position: u64) -> Result<SectionAndTrailer> {
    // Only a table can be hybrid; until its trailer is read, it may be.
    let mut table = Section { subsections: Vec::new(), rows: Rows::default(), hybrid: true };
    let mut position = after_keyword(source, position)?;
    loop {
        match line(source, position)? {
            TableLine::Trailer { end: offset } => {
                let trailer = object::read_value(source, offset)?;
                return Ok(SectionAndTrailer { section: table, trailer, offset });
            }
            TableLine::Subsection { first, count, rows } => {
                position = add_rows(source, &mut table, first, count, rows)?;
            }
        }
        if table.subsections.len() > limits::SUBSECTIONS {
            return Err(Error::unsupported("more than 131072 cross-reference subsections"));
        }
    }
}

/// Adds the subsection whose `count` rows begin at `rows`; returns where they end.
fn add_rows(source: &mut Source, table: &mut Section, first: u64, count: u64, rows: u64) -> Result<u64> {
    let is_first = table.subsections.is_empty();
    let first = counted_from_zero(source, is_first, first, rows, count)?;
    let end = rows.saturating_add(count.saturating_mul(ROW));
    let (start, end) = if end < source.len() && is_aligned(source, rows, end, count)? {
        (Start::InFile(rows), end)
    } else {
        (Start::Row(table.rows.count()), loose_rows(source, rows, count, &mut table.rows)?)
    };
    table.subsections.push(Subsection { first, count, start });
    Ok(end)
}

/// A line of a table that is no row.
enum TableLine {
    Subsection { first: u64, count: u64, rows: u64 },
    Trailer { end: u64 },
}

fn line(source: &mut Source, position: u64) -> Result<TableLine> {
    let bytes = ahead(source, position)?;
    let start = lexer::skip_white(&bytes, 0);
    let after = |end: usize| position.saturating_add(end as u64);
    if lexer::tail(&bytes, start).starts_with(b"trailer") {
        return Ok(TableLine::Trailer { end: after(start + 7) });
    }
    let malformed = || Error::malformed(position, "not a cross-reference subsection");
    let (first, end) = lexer::unsigned(&bytes, start).ok_or_else(malformed)?;
    let (count, end) = lexer::next_unsigned(&bytes, end).ok_or_else(malformed)?;
    if count > source.len() / (ROW - 3) {
        return Err(malformed());
    }
    Ok(TableLine::Subsection { first, count, rows: after(lexer::skip_white(&bytes, end)) })
}

fn after_keyword(source: &mut Source, position: u64) -> Result<u64> {
    let bytes = ahead(source, position)?;
    Ok(position.saturating_add(lexer::skip_white(&bytes, 0) as u64).saturating_add(4))
}

fn is_aligned(source: &mut Source, rows: u64, end: u64, count: u64) -> Result<bool> {
    if count == 0 {
        return Ok(true);
    }
    for start in [rows, end - ROW] {
        let row = source.read(start..start.saturating_add(ROW))?;
        if !section::parse_row(&row).is_some_and(|(_, end)| section::is_fixed_row(&row, end)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Some writers say `1 n` where they mean `0 n`: the head of the free list gives them away.
fn counted_from_zero(source: &mut Source, is_first: bool, first: u64, rows: u64, count: u64) -> Result<u64> {
    if first != 1 || !is_first || count == 0 {
        return Ok(first);
    }
    let row = source.read(rows..rows.saturating_add(ROW - 2))?;
    Ok(if row.starts_with(b"0000000000 65535 f") { 0 } else { 1 })
}

/// Reads rows of other lengths from end to end into rows of equal length.
fn loose_rows(source: &mut Source, start: u64, count: u64, out: &mut Rows) -> Result<u64> {
    let end = start.saturating_add(count.saturating_mul(ROW + 2)).saturating_add(ROW);
    if end - start > limits::OBJECT {
        return Err(Error::unsupported("an odd cross-reference table larger than 64 MiB"));
    }
    let text = source.read(start..end.min(source.len()).max(start))?;
    let mut position = 0;
    for _ in 0..count {
        let row = text.get(position..).unwrap_or_default();
        let row = row.get(..64).unwrap_or(row);
        let offset = start.saturating_add(position as u64);
        let malformed = || Error::malformed(offset, "not a row of a cross-reference table");
        let (entry, len) = section::parse_row(row).ok_or_else(malformed)?;
        out.push(match entry {
            Entry::InFile { offset, generation } => [1, offset, u64::from(generation)],
            _ => [0; 3],
        });
        position += len;
    }
    out.read_from = out.read_from.saturating_add(position as u64);
    Ok(start.saturating_add(position as u64))
}
