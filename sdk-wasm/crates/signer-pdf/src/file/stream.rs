//! The data of streams: its end, and its content once it is decrypted and decoded (ISO 32000-2, 7.3.8).

use crate::error::{Error, Result};
use crate::file::encryption::Encryption;
use crate::file::object::Object;
use crate::file::source::Source;
use crate::limits;
use crate::syntax::filter;
use crate::syntax::lexer;

/// The data of `stream`, `length` bytes long, decrypted and decoded.
pub(crate) fn open(
    source: &mut Source,
    encryption: Option<&Encryption>,
    stream: &Object,
    length: u64,
    filter: (Option<&[u8]>, Option<&[u8]>),
) -> Result<Vec<u8>> {
    let mut data = Vec::new();
    let Some(encryption) = encryption.filter(|known| known.has_closed_streams()) else {
        decode(source, stream, length, filter, &mut |bytes| data.extend_from_slice(bytes))?;
        return Ok(data);
    };
    let mut closed = Vec::new();
    decode(source, stream, length, (None, None), &mut |bytes| closed.extend_from_slice(bytes))?;
    let plain = encryption.open_stream(stream, closed)?;
    let out = &mut |bytes: &[u8]| data.extend_from_slice(bytes);
    filter::decode(filter.0, filter.1, &mut std::iter::once(plain.as_slice()), out)?;
    Ok(data)
}

/// Decodes the data of `object`, `length` bytes long, with `/Filter` and `/DecodeParms`.
pub(crate) fn decode(
    source: &mut Source,
    object: &Object,
    length: u64,
    (filter, parms): (Option<&[u8]>, Option<&[u8]>),
    out: signer_rows::Sink<'_>,
) -> Result<()> {
    let start = object.data.ok_or_else(|| object.malformed("not a stream"))?;
    if length > limits::OBJECT {
        return Err(Error::unsupported("a stream larger than 64 MiB"));
    }
    let end = start.saturating_add(length);
    let after = end.saturating_add(WHITE_AND_KEYWORD).min(source.len()).max(end);
    source.require(start..after)?;
    let after = source.read(end..after)?;
    if !lexer::tail(&after, lexer::skip_white(&after, 0)).starts_with(ENDSTREAM) {
        return Err(object.malformed("the stream does not end where its length says"));
    }
    let mut pieces = source.pieces(start..end);
    filter::decode(filter, parms, &mut pieces, out)
}

/// The length of a stream's data: as it says, or else up to `endstream`.
pub(crate) fn proven_length(source: &mut Source, stream: &Object, stated: Option<u64>) -> Result<u64> {
    let data = stream.data.ok_or_else(|| stream.malformed("not a stream"))?;
    if let Some(length) = stated
        && end(source, data, length)?.is_some()
    {
        return Ok(length);
    }
    let mut wanted = WINDOW;
    loop {
        let bytes = source.read(data..data.saturating_add(wanted).min(source.len()))?;
        if let Some(end) = lexer::find(&bytes, ENDSTREAM, 0) {
            return Ok(end as u64);
        }
        if wanted >= limits::OBJECT || (bytes.len() as u64) < wanted {
            return Err(stream.malformed("a stream without end"));
        }
        wanted *= 4;
    }
}

/// The end of `endstream`, if that stands after `length` bytes of data.
pub(crate) fn end(source: &mut Source, data: u64, length: u64) -> Result<Option<u64>> {
    let end = data.saturating_add(length);
    if end >= source.len() {
        return Ok(None);
    }
    let bytes = source.read(end..end.saturating_add(AHEAD).min(source.len()))?;
    let word = bytes.iter().take_while(|byte| lexer::is_white(**byte)).count();
    let is_end = lexer::tail(&bytes, word).starts_with(ENDSTREAM);
    Ok(is_end.then(|| end.saturating_add((word + ENDSTREAM.len()) as u64)))
}

pub(crate) const ENDSTREAM: &[u8] = b"endstream";
/// White space and the keyword after a stream's data.
const WHITE_AND_KEYWORD: u64 = 16;
/// Bytes in which `endstream` is looked for after a stated length.
const AHEAD: u64 = 128;
/// Bytes in which an unstated end is looked for at first.
const WINDOW: u64 = 1 << 20;
