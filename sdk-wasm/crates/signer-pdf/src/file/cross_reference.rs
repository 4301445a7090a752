//! From `startxref` along the `/Prev` chain to every cross-reference section (ISO 32000-2, 7.5.4 to 7.5.8).

use std::ops::Range;

use signer_rows::{RowReader, Rows};

use crate::error::{Error, Result};
use crate::file::object::{self, Object};
use crate::file::section::{Entry, Section, SectionAndTrailer, Start, Subsection};
use crate::file::source::Source;
use crate::file::startxref;
use crate::file::stream;
use crate::file::table;
use crate::limits;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::lexer;
use crate::syntax::value::{self, Reference};

/// The cross-reference sections of a file and its newest trailer.
#[derive(Debug)]
pub(crate) struct CrossReference {
    /// The origin of all offsets in the file: the header, where bytes stand before it.
    pub(crate) base: u64,
    /// The newest section, counted from `base`.
    pub(crate) newest: u64,
    /// The newest section is a stream; the update's section is of the same kind.
    pub(crate) is_stream: bool,
    /// All objects of a document whose own sections are not to be relied on, sorted by number: the update's
    /// section names them all and leads to no other.
    pub(crate) live: Option<Vec<(u32, Entry)>>,
    /// The newest trailer.
    pub(crate) trailer: Vec<u8>,
    trailer_offset: u64,
    /// Newest first.
    sections: Vec<Section>,
    /// Places of the sections that were read, against loops.
    visited: Vec<u64>,
    next: Option<u64>,
}

impl CrossReference {
    /// Reads the newest section; [`Self::complete`] reads the others.
    pub(crate) fn open(source: &mut Source) -> Result<Self> {
        let newest = startxref::newest(source)?;
        let opened = Self::at(source, newest.position, newest.base.unwrap_or(0))?;
        if newest.base.is_some() || opened.finds_root(source)? {
            return Ok(opened);
        }
        let header = startxref::header(source)?;
        Self::at(source, newest.position, header)
    }

    fn at(source: &mut Source, position: u64, base: u64) -> Result<Self> {
        let mut opened = Self {
            base,
            newest: position.saturating_sub(base),
            is_stream: !table::is_table(source, position)?,
            live: None,
            trailer: Vec::new(),
            trailer_offset: position,
            sections: Vec::new(),
            visited: Vec::new(),
            next: None,
        };
        opened.add(source, position)?;
        Ok(opened)
    }

    /// The new one of a document whose own is not to be relied on; numbers below `taken` are not free.
    pub(crate) fn repaired(
        (base, taken): (u64, u64),
        is_stream: bool,
        live: Vec<(u32, Entry)>,
        trailer: Vec<u8>,
    ) -> Self {
        let runs = live.chunk_by(|a, b| a.0.checked_add(1) == Some(b.0));
        let run = |run: &[(u32, Entry)]| {
            let first = run.first().map_or(0, |(number, _)| u64::from(*number));
            Subsection { first, count: run.len() as u64, start: Start::Row(0) }
        };
        let end = Subsection { first: taken, count: 0, start: Start::Row(0) };
        let subsections = runs.map(run).chain([end]).collect();
        Self {
            base,
            newest: 0,
            is_stream,
            sections: vec![Section { subsections, rows: Rows::default(), hybrid: false }],
            live: Some(live),
            trailer,
            trailer_offset: 0,
            visited: Vec::new(),
            next: None,
        }
    }

    /// `startxref` leads to sections that can all be read, and they to the catalog.
    pub(crate) fn is_sound(source: &mut Source) -> Result<bool> {
        let newest = startxref::newest(source)?;
        let mut opened = Self::at(source, newest.position, newest.base.unwrap_or(0))?;
        opened.complete(source)?;
        Ok(newest.is_stated && opened.finds_root(source)?)
    }

    fn finds_root(&self, source: &mut Source) -> Result<bool> {
        let Some(root) = self.trailer()?.get(b"Root").and_then(Reference::parse) else { return Ok(false) };
        let Entry::InFile { offset, .. } = self.entry(source, root.number)? else { return Ok(true) };
        match object::read(source, root, offset) {
            Err(missing) if missing.is_missing() => Err(missing),
            found => Ok(found.is_ok()),
        }
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
        Dictionary::parse(&self.trailer).ok_or_else(|| self.malformed("the trailer is not a dictionary"))
    }

    pub(crate) fn malformed(&self, what: &'static str) -> Box<Error> {
        Error::malformed(self.trailer_offset, what)
    }

    /// The place of the newest trailer in the file.
    pub(crate) fn trailer_offset(&self) -> u64 {
        self.trailer_offset
    }

    /// The number after the highest one in use.
    pub(crate) fn end(&self) -> u64 {
        self.sections.iter().map(Section::end).max().unwrap_or(0)
    }

    /// Some numbers that no object has: above all that are in use or promised by `/Size`, unless those are
    /// beyond what readers take.
    pub(crate) fn free_numbers(&self) -> Result<Option<Range<u64>>> {
        let size = self.trailer()?.unsigned(b"Size").unwrap_or(0);
        if let Some(free) = [self.end().max(size), self.end()].into_iter().find(|end| fits(*end)) {
            return Ok(Some(free.max(1)..limits::OBJECT_NUMBER + 1));
        }
        let subsections = || self.sections.iter().flat_map(|section| &section.subsections);
        let ends = subsections().map(Subsection::end);
        let low = ends.filter(|end| fits(*end)).max().unwrap_or(0).max(1);
        let high = subsections().filter(|sub| !fits(sub.end())).map(|sub| sub.first).min();
        Ok(high.filter(|high| low.saturating_add(NEW_NUMBERS) <= *high).map(|high| low..high))
    }

    /// The place of the object of that number.
    pub(crate) fn entry(&self, source: &mut Source, number: u32) -> Result<Entry> {
        if let Some(live) = &self.live {
            let place = live.binary_search_by_key(&number, |(known, _)| *known).ok();
            let entry = place.and_then(|place| live.get(place)).map_or(Entry::Free, |(_, entry)| *entry);
            return Ok(self.based(entry));
        }
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
        let malformed = |what| Error::malformed(position, what);
        if self.visited.contains(&position) {
            return Err(malformed("the cross-reference sections form a loop"));
        }
        if self.visited.len() >= limits::SECTIONS {
            return Err(Error::unsupported("more than 4096 cross-reference sections"));
        }
        let SectionAndTrailer { mut section, trailer, offset } = near(source, position, read)?;
        let dictionary =
            Dictionary::parse(&trailer).ok_or_else(|| malformed("the trailer is not a dictionary"))?;
        let number = |key: &[u8]| match dictionary.get(key).map(value::unsigned) {
            Some(None) => Err(malformed("an offset in the trailer is not a number")),
            found => Ok(found.flatten().filter(|offset| *offset > 0)),
        };
        let next = number(b"Prev")?.map(|offset| offset.saturating_add(self.base));
        let hidden = match number(b"XRefStm")? {
            Some(offset) if section.hybrid => {
                Some(near(source, offset.saturating_add(self.base), read_stream)?.section)
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
        self.check_size()
    }

    fn check_size(&self) -> Result<()> {
        let count: usize = self.sections.iter().map(|section| section.subsections.len()).sum();
        if count > limits::SUBSECTIONS {
            return Err(Error::unsupported("more than 131072 cross-reference subsections"));
        }
        if self.sections.iter().map(|section| section.rows.read_from).sum::<u64>() > limits::OBJECT {
            return Err(Error::unsupported("cross-reference sections larger than 64 MiB"));
        }
        Ok(())
    }
}

/// Reads the section at `position` or, as viewers do, one that begins a few bytes off.
fn near(
    source: &mut Source,
    position: u64,
    read: fn(&mut Source, u64) -> Result<SectionAndTrailer>,
) -> Result<SectionAndTrailer> {
    match read(source, position) {
        Err(error) if error.is_malformed() => {
            let near = object::nearby(source, position, &begins_section)?;
            match near.filter(|near| *near != position).map(|near| read(source, near)) {
                Some(section) if !section.as_ref().is_err_and(|error| error.is_malformed()) => section,
                _ => Err(error),
            }
        }
        section => section,
    }
}

fn begins_section(before: u8, rest: &[u8]) -> bool {
    let is_table = rest.starts_with(b"xref") && !lexer::is_regular(before);
    is_table || object::begins_number(before, rest) && object::header(rest).is_ok()
}

fn read(source: &mut Source, position: u64) -> Result<SectionAndTrailer> {
    if table::is_table(source, position)? {
        table::read_table(source, position)
    } else {
        read_stream(source, position)
    }
}

fn fits(number: u64) -> bool {
    number.saturating_add(NEW_NUMBERS) <= limits::OBJECT_NUMBER
}

fn read_stream(source: &mut Source, position: u64) -> Result<SectionAndTrailer> {
    let object = object::read_any(source, position)?;
    let head = object.head()?;
    let wrong = || object.malformed("not a cross-reference stream");
    if !head.is_type(b"XRef") {
        return Err(wrong());
    }
    let widths = widths(head).ok_or_else(wrong)?;
    let mut subsections = subsections(head).ok_or_else(wrong)?;
    let length = head.unsigned(b"Length").ok_or_else(wrong)?;
    let filter = (head.get(b"Filter"), head.get(b"DecodeParms"));
    let wanted = subsections.iter().map(|sub| sub.count).fold(0, u64::saturating_add);
    let mut rows = RowReader::new(widths, wanted);
    stream::decode(source, &object, length, filter, &mut |bytes| rows.push(bytes))?;
    // Readers differ in what they make of such entries: table 18 has three types.
    if rows.highest_type > 2 {
        return Err(object.malformed("a cross-reference entry of an unknown type"));
    }
    let Object { bytes: trailer, offset, reference, .. } = object;
    // The stream's own number is taken, also where no row says so.
    let first = u64::from(reference.number).saturating_add(1);
    subsections.push(Subsection { first, count: 0, start: Start::Row(0) });
    let section = Section { subsections, rows: rows.rows, hybrid: false };
    Ok(SectionAndTrailer { section, trailer, offset })
}

fn widths(head: Dictionary<'_>) -> Option<[usize; 3]> {
    let mut widths = value::items(head.get(b"W")?).map(value::unsigned);
    let mut width = || widths.next()??.try_into().ok().filter(|width: &usize| *width <= 8);
    let widths = [width()?, width()?, width()?];
    (widths.iter().sum::<usize>() > 0).then_some(widths)
}

fn subsections(head: Dictionary<'_>) -> Option<Vec<Subsection>> {
    let Some(index) = head.get(b"Index") else {
        return Some(vec![Subsection { first: 0, count: head.unsigned(b"Size")?, start: Start::Row(0) }]);
    };
    let mut numbers = value::items(index).map(value::unsigned);
    let mut subsections = Vec::new();
    let mut start = 0_u64;
    while let (Some(first), Some(count)) = (numbers.next(), numbers.next()) {
        let (first, count) = (first?, count?);
        subsections.push(Subsection { first, count, start: Start::Row(start) });
        start = start.checked_add(count)?;
    }
    Some(subsections)
}

/// More new objects than a signature needs.
const NEW_NUMBERS: u64 = 16;
