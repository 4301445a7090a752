//! From the end of the file to its newest cross-reference section (ISO 32000-2, 7.5.5).

use crate::error::{Error, Result};
use crate::file::object;
use crate::file::searched::TailSearch;
use crate::file::source::Source;
use crate::file::table;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::lexer;

/// The newest section.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Newest {
    /// Its place in the file.
    pub(crate) position: u64,
    /// The origin of all offsets; `None` where only the objects can tell.
    pub(crate) base: Option<u64>,
    /// `startxref` leads to it.
    pub(crate) is_stated: bool,
}

/// Finds the newest section: where `startxref` says or, if nothing is there, right before the end. A
/// section that ends there is whole, and the update leads to it by its true offset.
pub(crate) fn newest(source: &mut Source) -> Result<Newest> {
    let (failure, end) = match startxref(source)? {
        Startxref::At { stated, place } => match base(source, stated)? {
            Some(base) => {
                return Ok(Newest {
                    position: stated.saturating_add(base),
                    base: Some(base),
                    is_stated: true,
                });
            }
            None => ((place, "startxref leads to no cross-reference section"), place),
        },
        Startxref::Silent { place } => ((place, "no offset after startxref"), place),
        Startxref::Passed { place } => ((place, "objects follow the last startxref"), source.len()),
        Startxref::Nowhere => ((source.len(), "no startxref at the end of the document"), source.len()),
    };
    let (offset, what) = failure;
    let position = section_before(source, end)?.ok_or_else(|| Error::malformed(offset, what))?;
    Ok(Newest { position, base: (header(source)? == 0).then_some(0), is_stated: false })
}

enum Startxref {
    At {
        stated: u64,
        place: u64,
    },
    Nowhere,
    /// Objects follow: an update lost its end, and to sign what was there before it would hide it.
    Passed {
        place: u64,
    },
    Silent {
        place: u64,
    },
}

/// The last `startxref` with an offset. Bytes that are no PDF may follow, the word among them, and white
/// space of any length.
fn startxref(source: &mut Source) -> Result<Startxref> {
    let len = source.len();
    let begun = source.tail.filter(|search| search.len == len);
    let new =
        TailSearch { len, end: len, room: TAIL, wanted: SHORT_TAIL, objects_follow: false, silent: None };
    let mut search = begun.unwrap_or(new);
    while search.end > 0 && search.room > 0 {
        source.tail = Some(search);
        if let Some(found) = step(source, &mut search)? {
            return Ok(found);
        }
    }
    Ok(search.silent.map_or(Startxref::Nowhere, |place| Startxref::Silent { place }))
}

/// Looks at the block before `search.end`.
fn step(source: &mut Source, search: &mut TailSearch) -> Result<Option<Startxref>> {
    let TailSearch { len, end, wanted, .. } = *search;
    let start = end.saturating_sub(wanted);
    let block = source.read(start..end.saturating_add(OVERLAP).min(len))?;
    let own = (end - start) as usize;
    search.wanted = search.room;
    let Some(place) = find_last(block.get(..own + 8).unwrap_or(&block), STARTXREF) else {
        search.objects_follow |= begins_object(&block);
        let bytes = block.get(..own).unwrap_or_default().iter();
        let content = bytes.filter(|byte| !lexer::is_white(**byte)).count() as u64;
        (search.room, search.end) = (search.room.saturating_sub(content), start);
        source.release();
        return Ok(None);
    };
    found(source, search, start.saturating_add(place as u64))
}

/// The word stands at `place`: an offset follows, or the search goes on before it.
fn found(source: &mut Source, search: &mut TailSearch, place: u64) -> Result<Option<Startxref>> {
    let tail = source.read(place..place.saturating_add(TAIL).min(source.len()))?;
    if search.objects_follow || begins_object(&tail) {
        let silent = search.silent.map(|place| Startxref::Silent { place });
        return Ok(Some(silent.unwrap_or(Startxref::Passed { place })));
    }
    if let Some((stated, _)) = lexer::next_unsigned(&tail, STARTXREF.len()) {
        return Ok(Some(Startxref::At { stated, place }));
    }
    search.silent.get_or_insert(place);
    (search.room, search.end) = (search.room.saturating_sub(TAIL / TRIES as u64), place);
    Ok(None)
}

/// The header of an object stands there; `0 objects` is none.
fn begins_object(bytes: &[u8]) -> bool {
    let mut after = 0;
    while let Some(word) = lexer::find(bytes, b"obj", after) {
        if object::header_before(bytes, word).is_some() {
            return true;
        }
        after = word + 3;
    }
    false
}

fn find_last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

/// The origin of all offsets: the first byte of the file or, with bytes before it, the header. White
/// space before a section is passed over, so what leads to it exactly goes first.
fn base(source: &mut Source, stated: u64) -> Result<Option<u64>> {
    let plain = begins_section(source, stated)?;
    if plain == Some(stated) {
        return Ok(Some(0));
    }
    let header = header(source)?;
    if header > 0 && begins_section(source, stated.saturating_add(header))?.is_some() {
        return Ok(Some(header));
    }
    Ok(plain.map(|_| 0))
}

/// The place of the header, which may be `%!PS-Adobe-3.0 PDF-1.4`; 0 without one.
pub(crate) fn header(source: &mut Source) -> Result<u64> {
    let head = source.read(0..HEAD.min(source.len()))?;
    let place = |header: &[u8]| head.windows(5).position(|word| word == header);
    Ok(place(b"%PDF-").or_else(|| place(b"%!PS-")).unwrap_or(0) as u64)
}

/// The place, after white space, of a table or a cross-reference stream.
fn begins_section(source: &mut Source, position: u64) -> Result<Option<u64>> {
    if position >= source.len() {
        return Ok(None);
    }
    let end = position.saturating_add(64).min(source.len());
    let white = lexer::skip_white(&source.read(position..end)?, 0) as u64;
    if table::is_table(source, position)? {
        return Ok(Some(position.saturating_add(white)));
    }
    match object::read_any(source, position) {
        Ok(object) if object.head().is_ok_and(|head| head.is_type(b"XRef")) => {
            Ok(Some(position.saturating_add(white)))
        }
        Err(missing) if missing.is_missing() => Err(missing),
        _ => Ok(None),
    }
}

/// The first byte of the section that ends right before `end`.
fn section_before(source: &mut Source, end: u64) -> Result<Option<u64>> {
    let end = content_end(source, end)?;
    let start = end.saturating_sub(TAIL);
    let tail = source.read(start..end)?;
    let tail = trim(&tail);
    let tail = trim(tail.strip_suffix(b"%%EOF").unwrap_or(tail));
    let found = match tail {
        [.., b'>', b'>'] => table_before(source, tail, start)?,
        [.., b'e', b'n', b'd', b'o', b'b', b'j'] => stream_before(source, tail, start)?,
        _ => None,
    };
    let Some((position, trailer)) = found else { return Ok(None) };
    let Some(trailer) = Dictionary::parse(&trailer) else { return Ok(None) };
    let head = source.read(0..HEAD.min(source.len()))?;
    // Of a linearized file the newest section is at the beginning, and the one at the end is half of it.
    let is_half = find_last(&head, b"/Linearized").is_some() && trailer.get(b"Prev").is_none();
    Ok((!is_half && trailer.get(b"Root").is_some()).then_some(position))
}

/// The end of what stands before the white space that ends at `end`.
fn content_end(source: &mut Source, mut end: u64) -> Result<u64> {
    while end > 0 {
        end = source.blank.before(end);
        let start = end.saturating_sub(TAIL);
        let content = trim(&source.read(start..end)?).len() as u64;
        if content > 0 {
            return Ok(start.saturating_add(content));
        }
        source.blank.add(start..end);
        end = start;
        source.release();
    }
    Ok(end)
}

fn trim(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| !lexer::is_white(*byte)).map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

/// The first byte of a section, and its trailer.
type Located = Option<(u64, Vec<u8>)>;

/// A table whose trailer `tail` ends with: between `xref` and `trailer` stand rows and nothing else.
fn table_before(source: &mut Source, tail: &[u8], start: u64) -> Result<Located> {
    let Some(keyword) = find_last(tail, b"trailer") else { return Ok(None) };
    let trailer = lexer::tail(tail, lexer::skip_white(tail, keyword + 7));
    let mut end = start.saturating_add(keyword as u64);
    while end > 0 {
        end = source.rows.before(end);
        let from = end.saturating_sub(TAIL);
        let rows = source.read(from..end)?;
        let is_row = |byte: u8| lexer::is_white(byte) || byte.is_ascii_digit() || matches!(byte, b'n' | b'f');
        if let Some(other) = rows.iter().rposition(|byte| !is_row(*byte)) {
            // The `e` of `xref`, whose `f` could be that of a row.
            let table = from.saturating_add(other as u64).saturating_sub(2);
            let word = source.read(table..table.saturating_add(4))?;
            return Ok((word == b"xref").then(|| (table, trailer.to_vec())));
        }
        source.rows.add(from..end);
        end = from;
        source.release();
    }
    Ok(None)
}

/// A cross-reference stream that `tail` ends with.
fn stream_before(source: &mut Source, tail: &[u8], start: u64) -> Result<Located> {
    let words = (0..tail.len()).rev().filter(|at| lexer::tail(tail, *at).starts_with(b"obj"));
    for place in words.filter_map(|word| object::header_before(tail, word)).take(TRIES) {
        let position = start.saturating_add(place as u64);
        let object = match object::read_any(source, position) {
            Ok(object) => object,
            Err(missing) if missing.is_missing() => return Err(missing),
            Err(_) => continue,
        };
        let Some(data) = object.data else { continue };
        let Ok(head) = object.head() else { continue };
        let Some(length) = head.unsigned(b"Length").filter(|_| head.is_type(b"XRef")) else { continue };
        let end = data.saturating_add(length).checked_sub(start).and_then(|end| usize::try_from(end).ok());
        let rest = end.map(|end| lexer::tail(tail, lexer::skip_white(tail, end))).unwrap_or_default();
        let rest = rest.strip_prefix(b"endstream").unwrap_or_default();
        let is_last = lexer::tail(rest, lexer::skip_white(rest, 0)) == b"endobj";
        return Ok(is_last.then_some((position, object.bytes)));
    }
    Ok(None)
}

const STARTXREF: &[u8] = b"startxref";
/// Bytes in which `startxref` is looked for at first: it ought to be on the last line but one, and often is not.
const SHORT_TAIL: u64 = 2 << 10;
/// Bytes besides white space in which it is looked for.
const TAIL: u64 = 64 << 10;
/// More than the header of an object, which may begin in one block and end in the next.
const OVERLAP: u64 = 64;
/// Bytes in which the header is looked for (ISO 32000-1, annex H.3, note 13).
const HEAD: u64 = 1024;
/// Seeming objects at the end that are looked at, and words `startxref` without an offset.
const TRIES: usize = 16;
