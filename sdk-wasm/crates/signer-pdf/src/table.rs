//! Cross-reference tables: 20-byte rows where they are, others read from end to end (ISO 32000-2, 7.5.4).

use crate::error::{Error, Result};
use crate::section::{self, Entry, ROW, Rows, Section, Subsection};
use crate::source::Source;
use crate::xref::Read;
use crate::{lexer, limits, object};

pub(crate) fn is_table(source: &mut Source, position: u64) -> Result<bool> {
    let end = position.saturating_add(64).min(source.len());
    let bytes = source.read(position..end.max(position))?;
    Ok(lexer::tail(&bytes, lexer::skip_white(&bytes, 0)).starts_with(b"xref"))
}

pub(crate) fn read_table(source: &mut Source, position: u64) -> Result<Read> {
    let (section, end) = match fixed_table(source, position)? {
        Some(found) => found,
        None => loose_table(source, position)?,
    };
    let trailer = object::read_value(source, end)?;
    Ok((section, trailer, end))
}

/// A line of a table that is no row.
enum Line {
    Subsection { first: u64, count: u64, rows: u64 },
    Trailer { end: u64 },
}

fn line(source: &mut Source, position: u64) -> Result<Line> {
    let end = position.saturating_add(64).min(source.len());
    let bytes = source.read(position..end.max(position))?;
    let start = lexer::skip_white(&bytes, 0);
    let after = |end: usize| position.saturating_add(end as u64);
    if lexer::tail(&bytes, start).starts_with(b"trailer") {
        return Ok(Line::Trailer { end: after(start + 7) });
    }
    let malformed = Error::Malformed { offset: position, what: "not a cross-reference subsection" };
    let (first, end) = lexer::unsigned(&bytes, start).ok_or(malformed.clone())?;
    let (count, end) = lexer::next_unsigned(&bytes, end).ok_or(malformed.clone())?;
    if count > source.len() / (ROW - 3) {
        return Err(malformed);
    }
    Ok(Line::Subsection { first, count, rows: after(lexer::skip_white(&bytes, end)) })
}

fn after_keyword(source: &mut Source, position: u64) -> Result<u64> {
    let bytes = source.read(position..position.saturating_add(64).min(source.len()))?;
    Ok(position.saturating_add(lexer::skip_white(&bytes, 0) as u64).saturating_add(4))
}

/// A table whose rows all take 20 bytes: only its seams are read.
fn fixed_table(source: &mut Source, position: u64) -> Result<Option<(Section, u64)>> {
    let mut position = after_keyword(source, position)?;
    let mut subsections: Vec<Subsection> = Vec::new();
    loop {
        match line(source, position) {
            Ok(Line::Trailer { end }) => {
                return Ok(Some((Section { subsections, rows: Rows::InFile, hybrid: false }, end)));
            }
            Ok(Line::Subsection { first, count, rows }) => {
                let end = rows.saturating_add(count.saturating_mul(ROW));
                if end >= source.len() || !is_aligned(source, rows, end, count)? {
                    return Ok(None);
                }
                let first = counted_from_zero(source, &subsections, first, rows, count)?;
                subsections.push(Subsection { first, count, start: rows });
                position = end;
            }
            Err(missing @ Error::Missing(_)) => return Err(missing),
            Err(_) => return Ok(None),
        }
        if subsections.len() > limits::SUBSECTIONS {
            return Ok(None);
        }
    }
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
fn counted_from_zero(
    source: &mut Source,
    before: &[Subsection],
    first: u64,
    rows: u64,
    count: u64,
) -> Result<u64> {
    if first != 1 || !before.is_empty() || count == 0 {
        return Ok(first);
    }
    let row = source.read(rows..rows.saturating_add(ROW - 2))?;
    Ok(if row.starts_with(b"0000000000 65535 f") { 0 } else { 1 })
}

/// A table with rows of other lengths, read from end to end into rows of equal length.
fn loose_table(source: &mut Source, position: u64) -> Result<(Section, u64)> {
    let mut position = after_keyword(source, position)?;
    let mut subsections: Vec<Subsection> = Vec::new();
    let mut bytes = Vec::new();
    loop {
        let (first, count, rows) = match line(source, position)? {
            Line::Subsection { first, count, rows } => (first, count, rows),
            Line::Trailer { end } => {
                let rows = Rows::Here { widths: LOOSE_ROW, bytes };
                // Only a table can be hybrid; until its trailer is read, it may be.
                return Ok((Section { subsections, rows, hybrid: true }, end));
            }
        };
        let start = (bytes.len() / LOOSE_ROW.iter().sum::<usize>()) as u64;
        let first = counted_from_zero(source, &subsections, first, rows, count)?;
        position = loose_rows(source, rows, count, &mut bytes)?;
        subsections.push(Subsection { first, count, start });
        if subsections.len() > limits::SUBSECTIONS {
            return Err(Error::Unsupported { reason: "more than 131072 cross-reference subsections" });
        }
    }
}

fn loose_rows(source: &mut Source, start: u64, count: u64, out: &mut Vec<u8>) -> Result<u64> {
    let end = start.saturating_add(count.saturating_mul(ROW + 2)).saturating_add(ROW);
    if end - start > limits::OBJECT {
        return Err(Error::Unsupported { reason: "an odd cross-reference table larger than 64 MiB" });
    }
    let text = source.read(start..end.min(source.len()).max(start))?;
    let mut position = 0;
    for _ in 0..count {
        let row = text.get(position..).unwrap_or_default();
        let row = row.get(..64).unwrap_or(row);
        let offset = start.saturating_add(position as u64);
        let malformed = Error::Malformed { offset, what: "not a row of a cross-reference table" };
        let (entry, len) = section::parse_row(row).ok_or(malformed)?;
        let (kind, offset, generation) = match entry {
            Entry::InFile { offset, generation } => (1, offset, generation),
            _ => (0, 0, 0),
        };
        out.push(kind);
        out.extend_from_slice(&offset.to_be_bytes());
        out.extend_from_slice(&generation.to_be_bytes());
        position += len;
    }
    Ok(start.saturating_add(position as u64))
}

/// Type, offset and generation.
const LOOSE_ROW: [usize; 3] = [1, 8, 2];
