//! Indirect objects read from their place in the file (ISO 32000-2, 7.3.8 and 7.3.10).

use crate::error::{Error, Result};
use crate::file::source::Source;
use crate::limits;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::lexer::{self, Fault};
use crate::syntax::value::{self, Reference};

/// An object with the spelling of its value.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) reference: Reference,
    /// Its place in the file, for messages: of a compressed object, the place of its object stream.
    pub(crate) offset: u64,
    pub(crate) bytes: Vec<u8>,
    /// The first byte of the data of a stream.
    pub(crate) data: Option<u64>,
}

impl Object {
    pub(crate) fn malformed(&self, what: &'static str) -> Box<Error> {
        Error::malformed(self.offset, what)
    }

    pub(crate) fn is_null(&self) -> bool {
        value::is_null(&self.bytes)
    }

    /// The dictionary that the object is; not that of a stream.
    pub(crate) fn dictionary(&self) -> Result<Dictionary<'_>> {
        match self.data {
            None => self.head(),
            Some(_) => Err(self.malformed("a stream where a dictionary belongs")),
        }
    }

    /// The dictionary that the object is or that its stream begins with.
    pub(crate) fn head(&self) -> Result<Dictionary<'_>> {
        Dictionary::parse(&self.bytes).ok_or_else(|| self.malformed("not a dictionary"))
    }
}

/// Reads the object at `offset`, whatever its number is.
pub(crate) fn read_any(source: &mut Source, offset: u64) -> Result<Object> {
    let is_lenient = source.is_lenient;
    let (reference, (value, data)) = parse_at(source, offset, |bytes| {
        let (reference, start) = header(bytes)?;
        Ok((reference, body(bytes, start, is_lenient)?))
    })?;
    Ok(Object { reference, offset, bytes: value, data: data.map(|at| offset.saturating_add(at)) })
}

/// Reads `reference` at `offset`; its header may begin a few bytes off.
pub(crate) fn read(source: &mut Source, reference: Reference, offset: u64) -> Result<Object> {
    let malformed = || Error::malformed(offset, "not the object that the cross-reference names");
    match parse_at(source, offset, header) {
        Ok((found, _)) if found == reference => read_any(source, offset),
        Err(missing) if missing.is_missing() => Err(missing),
        _ => {
            let is_it = |before: u8, rest: &[u8]| {
                begins_number(before, rest) && header(rest).is_ok_and(|(found, _)| found == reference)
            };
            let near = nearby(source, offset, &is_it)?.ok_or_else(malformed)?;
            let object = read_any(source, near)?;
            if object.reference == reference { Ok(object) } else { Err(malformed()) }
        }
    }
}

/// The first place, at most [`SLACK`] bytes before or after `offset`, where what stands there `is_it`, which
/// is shown the byte before as well.
pub(crate) fn nearby(
    source: &mut Source,
    offset: u64,
    is_it: &dyn Fn(u8, &[u8]) -> bool,
) -> Result<Option<u64>> {
    let start = offset.saturating_sub(SLACK);
    let end = offset.saturating_add(SLACK + 32).min(source.len());
    let bytes = source.read(start..end.max(start))?;
    let found = (0..bytes.len().min(2 * SLACK as usize)).find(|&at| {
        let before = at.checked_sub(1).and_then(|before| lexer::at(&bytes, before));
        is_it(before.unwrap_or(b' '), lexer::tail(&bytes, at))
    });
    Ok(found.map(|at| start.saturating_add(at as u64)))
}

/// The first digit of a number is there.
pub(crate) fn begins_number(before: u8, rest: &[u8]) -> bool {
    !before.is_ascii_digit() && rest.first().is_some_and(u8::is_ascii_digit)
}

/// `number generation obj`, and where the value begins.
pub(crate) fn header(bytes: &[u8]) -> std::result::Result<(Reference, usize), Fault> {
    let short = if bytes.len() < HEADER { Fault::More } else { Fault::Bad };
    let (number, end) = lexer::next_unsigned(bytes, 0).ok_or(short)?;
    let (generation, end) = lexer::next_unsigned(bytes, end).ok_or(short)?;
    let word = lexer::skip_white(bytes, end);
    let end = lexer::tail(bytes, word).strip_prefix(b"obj").map(|_| word + 3).ok_or(short)?;
    let number = number.try_into().map_err(|_| Fault::Bad)?;
    let generation = generation.try_into().map_err(|_| Fault::Bad)?;
    let start = lexer::skip_white(bytes, end);
    if start < bytes.len() { Ok((Reference { number, generation }, start)) } else { Err(Fault::More) }
}

/// The first byte of the header whose `obj` is at `word`: the number is the last run of digits before the
/// generation's. `object` is no `obj`.
pub(crate) fn header_before(bytes: &[u8], word: usize) -> Option<usize> {
    if lexer::at(bytes, word + 3).is_some_and(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let before = bytes.get(word.saturating_sub(HEADER / 2)..word)?;
    let mut rest = before;
    for _ in 0..2 {
        let digits = trimmed(rest, lexer::is_white);
        let other = trimmed(digits, |byte| byte.is_ascii_digit());
        if digits.len() == rest.len() || other.len() == digits.len() {
            return None;
        }
        rest = other;
    }
    let start = word - (before.len() - rest.len());
    let (number, end) = lexer::unsigned(bytes, start)?;
    let (generation, _) = lexer::next_unsigned(bytes, end)?;
    (u32::try_from(number).is_ok() && u16::try_from(generation).is_ok()).then_some(start)
}

/// Without the bytes at the end that belong.
fn trimmed(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().rposition(|byte| !belongs(*byte)).map_or(0, |last| last + 1);
    bytes.get(..end).unwrap_or_default()
}

pub(crate) type Body = (Vec<u8>, Option<u64>);

/// The value at `start`, and the place of its data if it is that of a stream; of a damaged one as viewers
/// take it.
pub(crate) fn body(bytes: &[u8], start: usize, is_lenient: bool) -> std::result::Result<Body, Fault> {
    if lexer::keyword(bytes, start, b"endobj").is_some() {
        return Ok((b"null".to_vec(), None));
    }
    let end = lexer::value_end(bytes, start)?;
    let word = lexer::skip_white(bytes, end);
    let rest = lexer::tail(bytes, word);
    if rest.len() < 8 && !rest.starts_with(b"endobj") {
        return Err(Fault::More);
    }
    let data = match rest.strip_prefix(b"stream") {
        Some(after) => Some((word + 6 + line_end(after, is_lenient)?) as u64),
        None if rest.starts_with(b"endobj") || at_next_object(rest) => None,
        None if is_lenient && ends_soon(rest)? => None,
        None => return Err(Fault::Bad),
    };
    Ok((bytes.get(start..end).unwrap_or_default().to_vec(), data))
}

/// The end of the line that `stream` stands on (ISO 32000-2, 7.3.8.1); blanks there are damage.
fn line_end(after: &[u8], is_lenient: bool) -> std::result::Result<usize, Fault> {
    let blanks = after.iter().take_while(|byte| is_lenient && matches!(byte, b' ' | b'\t')).count();
    match lexer::tail(after, blanks) {
        [b'\r', b'\n', ..] => Ok(blanks + 2),
        [] | [b'\r'] => Err(Fault::More),
        [b'\r' | b'\n', ..] => Ok(blanks + 1),
        _ => Err(Fault::Bad),
    }
}

/// Stray tokens stand there, and then `endobj`: no stream, and no other object.
fn ends_soon(rest: &[u8]) -> std::result::Result<bool, Fault> {
    match lexer::find(rest.get(..STRAY).unwrap_or(rest), b"obj", 0) {
        Some(word) => {
            let before = rest.get(..word).unwrap_or_default();
            Ok(before.ends_with(b"end") && lexer::find(before, b"stream", 0).is_none())
        }
        None if rest.len() < STRAY => Err(Fault::More),
        None => Ok(false),
    }
}

/// A forgotten `endobj`: the next object or the cross-reference table follows at once.
fn at_next_object(rest: &[u8]) -> bool {
    rest.starts_with(b"xref") || rest.first().is_some_and(u8::is_ascii_digit)
}

/// The dictionary after the keyword `trailer`.
pub(crate) fn read_value(source: &mut Source, offset: u64) -> Result<Vec<u8>> {
    parse_at(source, offset, |bytes| {
        let start = lexer::skip_white(bytes, 0);
        let end = lexer::value_end(bytes, start)?;
        Ok(bytes.get(start..end).unwrap_or_default().to_vec())
    })
}

/// Parses what stands at `offset`, with ever more bytes until it is complete.
pub(crate) fn parse_at<T>(
    source: &mut Source,
    offset: u64,
    parse: impl Fn(&[u8]) -> std::result::Result<T, Fault>,
) -> Result<T> {
    let mut wanted = 1024;
    loop {
        let bytes = source.peek(offset, wanted)?;
        let end = offset.saturating_add(bytes.len() as u64);
        match parse(&bytes) {
            Ok(parsed) => return Ok(parsed),
            Err(Fault::More) if end < source.len() => {}
            Err(_) => return Err(Error::malformed(offset, "not an object")),
        }
        if bytes.len() as u64 == wanted {
            wanted *= 4;
        }
        if wanted > limits::OBJECT {
            return Err(Error::unsupported("an object larger than 64 MiB"));
        }
        source.read(offset..offset.saturating_add(wanted).min(source.len()))?;
    }
}

/// Bytes of stray tokens in a damaged object.
const STRAY: usize = 256;
/// Bytes by which an object may stand off the place in the cross-reference.
const SLACK: u64 = 10;
/// Bytes that hold an object header with white space to spare.
const HEADER: usize = 128;
