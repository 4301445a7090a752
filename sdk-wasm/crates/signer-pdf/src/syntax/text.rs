//! Text strings, spelled and read (ISO 32000-2, 7.3.4 and 7.9.2).

use crate::syntax::value::{self, hexadecimal};

/// Spells `text` as a string in the clear; in an encrypted document it is closed when its object is
/// written.
pub(crate) fn spell(text: &str) -> Vec<u8> {
    let latin: Option<Vec<u8>> = text.chars().map(document_byte).collect();
    match latin {
        Some(bytes) if !MARKS.iter().any(|mark| bytes.starts_with(mark)) => literal(&bytes),
        _ => utf16(text),
    }
}

/// The characters that PDFDocEncoding shares with Latin 1 (ISO 32000-2, annex D.3).
fn document_byte(character: char) -> Option<u8> {
    let byte = u8::try_from(u32::from(character)).ok()?;
    matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0xa1..=0xac | 0xae..=0xff).then_some(byte)
}

/// Spells a string of these bytes.
pub(crate) fn literal(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![b'('];
    for byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b' '..=b'~' => out.push(*byte),
            _ => out.extend([6, 3, 0].iter().fold(vec![b'\\'], |mut octal, shift| {
                octal.push(b'0' + (byte >> shift & 7));
                octal
            })),
        }
    }
    out.push(b')');
    out
}

fn utf16(text: &str) -> Vec<u8> {
    let mut out = b"<FEFF".to_vec();
    for byte in text.encode_utf16().flat_map(u16::to_be_bytes) {
        out.extend_from_slice(&hexadecimal(byte));
    }
    out.push(b'>');
    out
}

/// The text of a string; PDFDocEncoding is read as Latin 1.
pub(crate) fn read(value: &[u8]) -> Option<String> {
    decode(&bytes(value)?)
}

/// The text that the bytes of a string stand for.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    Some(match bytes {
        [0xfe, 0xff, units @ ..] => {
            let unit = |pair: &[u8]| pair.iter().fold(0_u16, |unit, byte| unit << 8 | u16::from(*byte));
            let characters = char::decode_utf16(units.chunks(2).map(unit));
            characters.map(|found| found.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xef, 0xbb, 0xbf, text @ ..] => std::str::from_utf8(text).ok()?.to_owned(),
        latin => latin.iter().map(|byte| char::from(*byte)).collect(),
    })
}

/// The bytes of a string.
pub(crate) fn bytes(value: &[u8]) -> Option<Vec<u8>> {
    match value {
        [b'(', inner @ .., b')'] => Some(unescape(inner)),
        [b'<', inner @ .., b'>'] => Some(from_hexadecimal(inner)),
        _ => None,
    }
}

fn from_hexadecimal(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = digits.iter().copied().filter(u8::is_ascii_hexdigit).map(value::nibble).collect();
    let byte = |pair: &[u8]| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).copied().unwrap_or(0);
    digits.chunks(2).map(byte).collect()
}

fn unescape(inner: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'\\' {
            out.push(*byte);
            continue;
        }
        let octal = rest.iter().take(3).take_while(|digit| matches!(digit, b'0'..=b'7')).count();
        let (escaped, after) = rest.split_at(octal.max(1).min(rest.len()));
        rest = after;
        match escaped {
            [b'n'] => out.push(b'\n'),
            [b'r'] => out.push(b'\r'),
            [b't'] => out.push(b'\t'),
            [b'b'] => out.push(8),
            [b'f'] => out.push(12),
            [b'\r'] => rest = rest.strip_prefix(b"\n").unwrap_or(rest),
            [b'\n'] | [] => {}
            digits if octal > 0 => {
                let code = digits.iter().fold(0_u16, |code, digit| code << 3 | u16::from(digit - b'0'));
                out.push((code & 0xff) as u8);
            }
            other => out.extend_from_slice(other),
        }
    }
    out
}

/// Marks of UTF-16BE and UTF-8, which cannot begin a string in PDFDocEncoding.
const MARKS: [&[u8]; 2] = [&[0xfe, 0xff], &[0xef, 0xbb, 0xbf]];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelled_reads_back() {
        for text in ["", "Assinatura (1)", "João \\ ção\r\n", "日本 😀", "Łódź", "\u{ad}\u{0}", "þÿ", "ï»¿"]
        {
            assert_eq!(read(&spell(text)).as_deref(), Some(text), "{text:?}");
        }
    }

    #[test]
    fn strings_stay_in_seven_bits() {
        assert_eq!(spell("é("), br"(\351\()");
        assert_eq!(spell("€"), b"<FEFF20AC>");
    }

    #[test]
    fn escapes_of_other_writers_are_read() {
        assert_eq!(read(b"(a\\\r\nb\\7\\101\\x)").as_deref(), Some("ab\u{7}Ax"));
        assert_eq!(read(b"<41 4>").as_deref(), Some("A@"));
        assert_eq!(read(b"/Name"), None);
    }
}
