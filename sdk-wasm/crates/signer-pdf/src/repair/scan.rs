//! Finds the objects of a damaged document by their looks, from its first byte to its last.
//!
//! The inside of a stream or a string is not taken for an object: streams are passed over by their length
//! where that proves right, else up to the next `endstream`.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::file::object;
use crate::file::source::Source;
use crate::file::stream::{self, ENDSTREAM};
use crate::limits;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::lexer::{self, Fault};
use crate::syntax::value::{self, Reference};

/// A scan, which can be left and gone on with at any place.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// In the order of the file.
    pub(crate) found: Vec<FoundObject>,
    /// Trailers and the dictionaries of cross-reference streams with their places, in the order of the file.
    pub(crate) trailers: Vec<(u64, Vec<u8>)>,
    /// The number after the highest one of a cross-reference stream.
    pub(crate) taken: u64,
    position: u64,
    /// The first byte of the data of a stream whose end is looked for.
    seeking: Option<u64>,
    /// No `endstream` was found up to the end of the document.
    is_without_ends: bool,
    /// The lengths that were not known yet, and where the data begins.
    pending: Vec<(Reference, u64)>,
    /// The window is `1 << growth` times as large as usual, for a large object.
    growth: u64,
    /// Bytes read for nothing.
    wasted: u64,
}

/// Something that begins like an object.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct FoundObject {
    pub(crate) reference: Reference,
    pub(crate) offset: u64,
    pub(crate) kind: ObjectKind,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum ObjectKind {
    Catalog,
    /// Its value could not be measured.
    Odd,
    ObjectStream,
    Other,
}

/// The place to go on after an object.
enum Next {
    /// At this byte of the file.
    At(u64),
    /// With a window that begins with the object, for it does not fit into this one.
    Window,
}

impl Scan {
    /// Goes on to the end of the document.
    pub(crate) fn run(&mut self, source: &mut Source) -> Result<()> {
        while self.position < source.len() {
            match self.seeking {
                Some(data) => self.seek(source, data)?,
                None => self.window(source)?,
            }
            source.release();
            if self.found.len() > FOUND || self.trailers.len() > limits::SECTIONS {
                return Err(Error::unsupported("too many objects to repair"));
            }
            if self.wasted > source.len().saturating_mul(2).saturating_add(WASTE) {
                return Err(Error::unsupported("too much damage to repair"));
            }
        }
        Ok(())
    }

    /// Looks for the end of a stream in one window of the file.
    fn seek(&mut self, source: &mut Source, data: u64) -> Result<()> {
        let end = self.position.saturating_add(WINDOW).min(source.len());
        let bytes = source.read(self.position..end)?;
        if let Some(place) = lexer::find(&bytes, ENDSTREAM, 0) {
            self.position = self.position.saturating_add((place + ENDSTREAM.len()) as u64);
            self.seeking = None;
        } else if end == source.len() {
            (self.position, self.seeking, self.is_without_ends) = (data, None, true);
        } else {
            self.position = end.saturating_sub(OVERLAP);
        }
        Ok(())
    }

    /// Finds what begins in one window of the file.
    fn window(&mut self, source: &mut Source) -> Result<()> {
        let start = self.position;
        let end = start.saturating_add(WINDOW << self.growth).min(source.len());
        let mut bytes = source.read(start..end)?;
        let is_last = end == source.len();
        if is_last {
            // Whatever is last gets an end.
            bytes.extend_from_slice(&[b' '; 8]);
        }
        let (mut done, mut after) = (0, 0);
        while let Some(word) = lexer::find(&bytes, b"obj", after) {
            after = word + 3;
            let place = object::header_before(&bytes, word).filter(|place| *place >= done);
            let Some(place) = place else { continue };
            self.find_trailers(source, &bytes, done..place)?;
            self.position = start.saturating_add(place as u64);
            let Next::At(next) = self.object(source, lexer::tail(&bytes, place), place == 0, is_last)? else {
                return Ok(());
            };
            (self.position, self.growth) = (next, 0);
            match next.checked_sub(start).and_then(|next| usize::try_from(next).ok()) {
                Some(next) if self.seeking.is_none() && next < bytes.len() => (done, after) = (next, next),
                _ => return Ok(()),
            }
        }
        let overlap = if is_last { 0 } else { OVERLAP as usize };
        let rest = bytes.len().saturating_sub(overlap).max(done);
        self.find_trailers(source, &bytes, done..rest)?;
        self.position = start.saturating_add(rest as u64);
        Ok(())
    }

    /// Takes in the trailers in a part of the window; [`Self::position`] is where that part begins.
    fn find_trailers(&mut self, source: &mut Source, bytes: &[u8], part: Range<usize>) -> Result<()> {
        let (mut trailers, mut after, mut wasted) = (Vec::new(), part.start, 0);
        let bytes = bytes.get(..bytes.len().min(part.end + 6)).unwrap_or_default();
        while let Some(word) = lexer::find(bytes, b"trailer", after) {
            after = word + 7;
            let offset = self.position.saturating_add((after - part.start) as u64);
            let text = source.read(offset..offset.saturating_add(TRAILER).min(source.len()))?;
            let start = lexer::skip_white(&text, 0);
            match lexer::value_end(&text, start) {
                Ok(end) => trailers.push((offset, text.get(start..end).unwrap_or_default().to_vec())),
                Err(_) => wasted += text.len() as u64,
            }
        }
        self.wasted = self.wasted.saturating_add(wasted);
        self.trailers.append(&mut trailers);
        Ok(())
    }

    /// Takes in the object whose header `bytes` begin with.
    fn object(&mut self, source: &mut Source, bytes: &[u8], is_first: bool, is_last: bool) -> Result<Next> {
        let offset = self.position;
        let Ok((reference, start)) = object::header(bytes) else {
            self.wasted = self.wasted.saturating_add(bytes.len() as u64);
            let word = lexer::find(bytes, b"obj", 0).unwrap_or(0) as u64;
            return Ok(Next::At(offset.saturating_add(word + 3)));
        };
        let next = Next::At(offset.saturating_add(start as u64));
        match object::body(bytes, start, true) {
            Ok((value, None)) => {
                let end = offset.saturating_add((start + value.len()) as u64);
                self.value(source, reference, &value, end)
            }
            Ok((value, Some(data))) => self.stream(source, reference, &value, bytes, data),
            Err(Fault::More) if is_last => {
                self.wasted = self.wasted.saturating_add(bytes.len() as u64);
                Ok(next)
            }
            Err(Fault::More) if self.growth < GROWTH => {
                self.growth += if is_first { 2 } else { 0 };
                Ok(Next::Window)
            }
            Err(fault) => {
                let cost = if fault == Fault::More { WINDOW << GROWTH } else { ODD };
                self.wasted = self.wasted.saturating_add(cost.min(bytes.len() as u64));
                self.found.push(FoundObject { reference, offset, kind: ObjectKind::Odd });
                Ok(next)
            }
        }
    }

    fn value(&mut self, source: &mut Source, reference: Reference, value: &[u8], end: u64) -> Result<Next> {
        let known =
            value::unsigned(value).zip(self.pending.iter().position(|(known, _)| *known == reference));
        let is_catalog = lexer::find(value, b"/Catalog", 0).is_some()
            && Dictionary::parse(value).is_some_and(|dictionary| dictionary.is_type(b"Catalog"));
        let kind = if is_catalog { ObjectKind::Catalog } else { ObjectKind::Other };
        let mut next = end;
        if let Some((length, place)) = known {
            let data = self.pending.get(place).map_or(0, |(_, data)| *data);
            if let Some(end) = stream::end(source, data, length)? {
                self.forget(data..end);
                next = next.max(end);
            }
            self.pending.remove(place);
        }
        self.found.push(FoundObject { reference, offset: self.position, kind });
        Ok(Next::At(next))
    }

    /// Forgets all that was found in a stream whose end was not known: it is data.
    fn forget(&mut self, data: Range<u64>) {
        let place = |offset: u64| self.found.partition_point(|found| found.offset < offset);
        let inside = place(data.start)..place(data.end);
        self.found.drain(inside);
        let place = |offset: u64| self.trailers.partition_point(|(known, _)| *known < offset);
        let inside = place(data.start)..place(data.end);
        self.trailers.drain(inside);
    }

    /// A stream with the dictionary `value` and its data at `data`, counted from the beginning of `bytes`.
    fn stream(
        &mut self,
        source: &mut Source,
        reference: Reference,
        value: &[u8],
        bytes: &[u8],
        data: u64,
    ) -> Result<Next> {
        let begin = self.position.saturating_add(data);
        let head = Dictionary::parse(value);
        let stated = self.stated_end(source, head, begin)?;
        self.keep_stream(reference, head, value);
        if self.is_without_ends {
            return Ok(Next::At(stated.unwrap_or(begin)));
        }
        let end = stated.or_else(|| self.end_in_window(bytes, data));
        if end.is_none() {
            self.seeking = Some(begin);
        }
        Ok(Next::At(end.unwrap_or(begin)))
    }

    /// The end of a stream whose length proves right; a length that is not known yet is waited for.
    fn stated_end(
        &mut self,
        source: &mut Source,
        head: Option<Dictionary<'_>>,
        begin: u64,
    ) -> Result<Option<u64>> {
        let length = head.and_then(|head| head.get(b"Length"));
        let other = length.and_then(Reference::parse);
        let known = match other {
            Some(other) => self.length(source, other)?,
            None => length.and_then(value::unsigned),
        };
        if let Some(length) = known
            && let Some(end) = stream::end(source, begin, length)?
        {
            return Ok(Some(end));
        }
        if self.pending.len() >= PENDING {
            self.pending.remove(0);
        }
        self.pending.extend(other.map(|other| (other, begin)));
        Ok(None)
    }

    /// A cross-reference stream counts as a trailer.
    fn keep_stream(&mut self, reference: Reference, head: Option<Dictionary<'_>>, value: &[u8]) {
        let offset = self.position;
        let is_type = |name: &[u8]| head.is_some_and(|head| head.is_type(name));
        if is_type(b"XRef") {
            self.trailers.push((offset, value.to_vec()));
            self.taken = self.taken.max(u64::from(reference.number).saturating_add(1));
        } else {
            let kind = if is_type(b"ObjStm") { ObjectKind::ObjectStream } else { ObjectKind::Other };
            self.found.push(FoundObject { reference, offset, kind });
        }
    }

    fn end_in_window(&self, bytes: &[u8], data: u64) -> Option<u64> {
        let place = lexer::find(bytes, ENDSTREAM, usize::try_from(data).ok()?)?;
        Some(self.position.saturating_add((place + ENDSTREAM.len()) as u64))
    }

    /// A length that stands before its stream.
    fn length(&mut self, source: &mut Source, reference: Reference) -> Result<Option<u64>> {
        let found = self.found.iter().rev().take(LENGTHS).find(|found| found.reference == reference);
        let Some(found) = found else { return Ok(None) };
        match object::read_any(source, found.offset) {
            Ok(object) => Ok(value::unsigned(&object.bytes)),
            Err(missing) if missing.is_missing() => Err(missing),
            Err(_) => Ok(None),
        }
    }
}

/// Bytes that are looked at in one piece.
const WINDOW: u64 = 1 << 20;
/// A window grows to 16 MiB for an object that does not fit in.
const GROWTH: u64 = 4;
/// Bytes by which a word that begins in one window may reach into the next.
const OVERLAP: u64 = 128;
/// The largest trailer.
const TRAILER: u64 = 64 << 10;
/// The price of an object that cannot be measured.
const ODD: u64 = 32 << 10;
/// Bytes that a small document may waste.
const WASTE: u64 = 4 << 20;
/// Objects and trailers of one file.
pub(crate) const FOUND: usize = 4 << 20;
/// Lengths that are waited for.
const PENDING: usize = 256;
/// Objects back in which a length is looked for.
const LENGTHS: usize = 256;
