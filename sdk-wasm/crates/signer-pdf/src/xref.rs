//! From `startxref` along the `/Prev` chain to every cross-reference section (ISO 32000-2, 7.5.4 to 7.5.8).

use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::object::{self, Object};
use crate::section::{self, Entry, ROW, Rows, Section, Subsection};
use crate::source::Source;
use crate::{lexer, limits, value};

/// All that the file's cross-reference sections and its newest trailer say.
#[derive(Debug)]
pub(crate) struct CrossReference {
    /// What offsets in the file count from: the header, where bytes stand before it.
    pub(crate) base: u64,
    /// The newest section, counted from `base`.
    pub(crate) newest: u64,
    /// Whether the newest section is a stream; the update's section is of the same kind.
    pub(crate) is_stream: bool,
    /// The newest trailer.
    pub(crate) trailer: Vec<u8>,
    trailer_offset: u64,
    /// Newest first.
    sections: Vec<Section>,
    /// Where sections were read, against loops.
    visited: Vec<u64>,
    next: Option<u64>,
}

/// A section, the dictionary that ends or begins it, and where that stands.
type Read = (Section, Vec<u8>, u64);

impl CrossReference {
    /// Reads the newest section; [`Self::complete`] reads the others.
    pub(crate) fn open(source: &mut Source) -> Result<Self> {
        let (stated, place) = startxref(source)?;
        let base = base(source, stated, place)?;
        let position = stated.saturating_add(base);
        let mut opened = Self {
            base,
            newest: stated,
            is_stream: !is_table(source, position)?,
            trailer: Vec::new(),
            trailer_offset: position,
            sections: Vec::new(),
            visited: Vec::new(),
            next: None,
        };
        opened.add(source, position)?;
        Ok(opened)
    }

    /// Reads older sections until there is none left.
    pub(crate) fn complete(&mut self, source: &mut Source) -> Result<()> {
        while let Some(position) = self.next {
            self.add(source, position)?;
            source.release();
        }
        Ok(())
    }

    pub(crate) fn trailer(&self) -> Result<Dictionary<'_>> {
        let malformed =
            Error::Malformed { offset: self.trailer_offset, what: "the trailer is not a dictionary" };
        Dictionary::parse(&self.trailer).ok_or(malformed)
    }

    pub(crate) fn malformed(&self, what: &'static str) -> Error {
        Error::Malformed { offset: self.trailer_offset, what }
    }

    /// The number after the highest one in use.
    pub(crate) fn end(&self) -> u64 {
        self.sections.iter().map(Section::end).max().unwrap_or(0)
    }

    /// The first of some numbers that no object has: above all that are in use or promised by `/Size`,
    /// unless those are beyond what readers take.
    pub(crate) fn free_number(&self) -> Result<Option<u64>> {
        let size = self.trailer()?.unsigned(b"Size").unwrap_or(0);
        if let Some(free) = [self.end().max(size), self.end()].into_iter().find(|end| fits(*end)) {
            return Ok(Some(free.max(1)));
        }
        let subsections = || self.sections.iter().flat_map(|section| &section.subsections);
        let ends = subsections().map(Subsection::end);
        let low = ends.filter(|end| fits(*end)).max().unwrap_or(0).max(1);
        let high = subsections().filter(|sub| !fits(sub.end())).map(|sub| sub.first).min();
        Ok(high.filter(|high| low.saturating_add(NEW_NUMBERS) <= *high).map(|_| low))
    }

    /// Where the object of that number is.
    pub(crate) fn entry(&self, source: &mut Source, number: u32) -> Result<Entry> {
        let mut hidden = false;
        for section in &self.sections {
            let entry = section.entry(source, number)?;
            if hidden {
                return Ok(self.based(entry.unwrap_or(Entry::Free)));
            }
            match entry {
                Some(Entry::Free) if section.hybrid => hidden = true,
                Some(entry) => return Ok(self.based(entry)),
                None => {}
            }
        }
        Ok(Entry::Free)
    }

    fn based(&self, entry: Entry) -> Entry {
        match entry {
            Entry::InFile { offset, generation } => {
                Entry::InFile { offset: offset.saturating_add(self.base), generation }
            }
            other => other,
        }
    }

    /// Reads the section at `position` and, of a hybrid file, the stream that belongs to it.
    fn add(&mut self, source: &mut Source, position: u64) -> Result<()> {
        let malformed = |what| Error::Malformed { offset: position, what };
        if self.visited.contains(&position) {
            return Err(malformed("the cross-reference sections form a loop"));
        }
        if self.visited.len() >= limits::SECTIONS {
            return Err(Error::Unsupported { reason: "more than 4096 cross-reference sections" });
        }
        let (mut section, trailer, offset) = self.read(source, position)?;
        let dictionary = Dictionary::parse(&trailer).ok_or(malformed("the trailer is not a dictionary"))?;
        let number = |key: &[u8]| match dictionary.get(key).map(value::unsigned) {
            Some(None) => Err(malformed("an offset in the trailer is not a number")),
            found => Ok(found.flatten().filter(|offset| *offset > 0)),
        };
        let next = number(b"Prev")?.map(|offset| offset.saturating_add(self.base));
        let hidden = match number(b"XRefStm")? {
            Some(offset) if matches!(section.rows, Rows::InFile) || section.hybrid => {
                Some(read_stream(source, offset.saturating_add(self.base))?.0)
            }
            _ => None,
        };
        section.hybrid = hidden.is_some();
        self.visited.push(position);
        self.sections.push(section);
        self.sections.extend(hidden);
        self.next = next;
        if self.trailer.is_empty() {
            (self.trailer, self.trailer_offset) = (trailer, offset);
        }
        self.check_subsections()
    }

    fn check_subsections(&self) -> Result<()> {
        let count: usize = self.sections.iter().map(|section| section.subsections.len()).sum();
        if count > limits::SUBSECTIONS {
            return Err(Error::Unsupported { reason: "more than 131072 cross-reference subsections" });
        }
        Ok(())
    }

    fn read(&self, source: &mut Source, position: u64) -> Result<Read> {
        if is_table(source, position)? { read_table(source, position) } else { read_stream(source, position) }
    }
}

fn fits(number: u64) -> bool {
    number.saturating_add(NEW_NUMBERS) <= limits::OBJECT_NUMBER
}

/// The offset after the last `startxref`, and where that word stands.
fn startxref(source: &mut Source) -> Result<(u64, u64)> {
    for len in TAILS {
        let start = source.len().saturating_sub(len);
        let tail = source.read(start..source.len())?;
        if let Some(place) = find_last(&tail, STARTXREF) {
            return stated_offset(lexer::tail(&tail, place), start.saturating_add(place as u64));
        }
    }
    Err(Error::Malformed { offset: source.len(), what: "no startxref at the end of the document" })
}

/// Bytes that are no PDF may follow, but not objects: those are an update that lost its end, and
/// to sign what was there before it would hide it.
fn stated_offset(tail: &[u8], offset: u64) -> Result<(u64, u64)> {
    let malformed = |what| Error::Malformed { offset, what };
    if find_last(tail, b"endobj").is_some() || find_last(tail, b" 0 obj").is_some() {
        return Err(malformed("objects follow the last startxref"));
    }
    let stated = lexer::next_unsigned(tail, STARTXREF.len());
    let (stated, _) = stated.ok_or(malformed("no offset after startxref"))?;
    Ok((stated, offset))
}

fn find_last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

/// Where offsets count from: the first byte of the file or, with bytes before it, the header. White
/// space before a section is passed over, so what leads to it exactly goes first.
fn base(source: &mut Source, stated: u64, startxref: u64) -> Result<u64> {
    let plain = begins_section(source, stated)?;
    if plain == Some(stated) {
        return Ok(0);
    }
    let head = source.read(0..HEAD.min(source.len()))?;
    let header = head.windows(5).position(|word| word == b"%PDF-").unwrap_or(0) as u64;
    if header > 0 && begins_section(source, stated.saturating_add(header))?.is_some() {
        return Ok(header);
    }
    let malformed =
        Error::Malformed { offset: startxref, what: "startxref leads to no cross-reference section" };
    plain.map(|_| 0).ok_or(malformed)
}

/// Where after white space a table or an object begins.
fn begins_section(source: &mut Source, position: u64) -> Result<Option<u64>> {
    if position >= source.len() {
        return Ok(None);
    }
    let end = position.saturating_add(64).min(source.len());
    let white = lexer::skip_white(&source.read(position..end)?, 0) as u64;
    if is_table(source, position)? {
        return Ok(Some(position.saturating_add(white)));
    }
    match object::parse_at(source, position, object::header) {
        Ok(_) => Ok(Some(position.saturating_add(white))),
        Err(missing @ Error::Missing(_)) => Err(missing),
        Err(_) => Ok(None),
    }
}

fn is_table(source: &mut Source, position: u64) -> Result<bool> {
    let end = position.saturating_add(64).min(source.len());
    let bytes = source.read(position..end.max(position))?;
    Ok(lexer::tail(&bytes, lexer::skip_white(&bytes, 0)).starts_with(b"xref"))
}

fn read_table(source: &mut Source, position: u64) -> Result<Read> {
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

fn read_stream(source: &mut Source, position: u64) -> Result<Read> {
    let object = object::read_any(source, position)?;
    let head = object.head()?;
    let wrong = || object.malformed("not a cross-reference stream");
    if !head.is_type(b"XRef") {
        return Err(wrong());
    }
    let widths = widths(head).ok_or_else(wrong)?;
    let subsections = subsections(head).ok_or_else(wrong)?;
    let length = head.unsigned(b"Length").ok_or_else(wrong)?;
    let bytes = object::stream_data(source, &object, length, head.get(b"Filter"), head.get(b"DecodeParms"))?;
    let section = Section { subsections, rows: Rows::Here { widths, bytes }, hybrid: false };
    let Object { bytes, offset, .. } = object;
    Ok((section, bytes, offset))
}

fn widths(head: Dictionary<'_>) -> Option<[usize; 3]> {
    let mut widths = value::items(head.get(b"W")?).map(value::unsigned);
    let mut width = || widths.next()??.try_into().ok().filter(|width: &usize| *width <= 8);
    let widths = [width()?, width()?, width()?];
    (widths.iter().sum::<usize>() > 0).then_some(widths)
}

fn subsections(head: Dictionary<'_>) -> Option<Vec<Subsection>> {
    let Some(index) = head.get(b"Index") else {
        return Some(vec![Subsection { first: 0, count: head.unsigned(b"Size")?, start: 0 }]);
    };
    let mut numbers = value::items(index).map(value::unsigned);
    let mut subsections = Vec::new();
    let mut start = 0_u64;
    while let (Some(first), Some(count)) = (numbers.next(), numbers.next()) {
        let (first, count) = (first?, count?);
        subsections.push(Subsection { first, count, start });
        start = start.checked_add(count)?;
    }
    Some(subsections)
}

/// More than an update has new objects.
const NEW_NUMBERS: u64 = 16;
const STARTXREF: &[u8] = b"startxref";
/// Where `startxref` is looked for: it ought to be on the last line but one, and often is not.
const TAILS: [u64; 2] = [2 << 10, 64 << 10];
/// Where the header is looked for (ISO 32000-1, annex H.3, note 13).
const HEAD: u64 = 1024;
/// Type, offset and generation.
const LOOSE_ROW: [usize; 3] = [1, 8, 2];
