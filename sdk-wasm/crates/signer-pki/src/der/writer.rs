//! Writes DER. A buffer has its final size before anything goes into it: growing would leave a copy of a secret behind.

use super::tag;

/// One TLV whose contents are `parts`, one after another.
#[must_use]
pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    open(tag, parts, 0)
}

/// The beginning of a TLV whose contents are `parts` and then `after` octets more, which are written elsewhere.
#[must_use]
pub fn open(tag: u8, parts: &[&[u8]], after: u64) -> Vec<u8> {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(len + LONGEST_HEADER);
    // No usize has more bits than 64.
    put_header(&mut out, tag, u64::try_from(len).unwrap_or(u64::MAX).saturating_add(after));
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// Tag and length of a TLV whose contents have `len` octets.
#[must_use]
pub fn header(tag: u8, len: u64) -> Vec<u8> {
    open(tag, &[], len)
}

/// The shortest form (X.690, 10.1).
fn put_header(out: &mut Vec<u8>, tag: u8, len: u64) {
    let octets = len.to_be_bytes();
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let significant = octets.get(zeros..).unwrap_or_default();
    out.push(tag);
    match u8::try_from(len) {
        Ok(short @ 0..0x80) => out.push(short),
        _ => {
            // There are at most 8 octets.
            out.push(0x80 | u8::try_from(significant.len()).unwrap_or_default());
            out.extend_from_slice(significant);
        }
    }
}

/// SEQUENCE of TLVs.
#[must_use]
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(tag::SEQUENCE, parts)
}

/// SET OF: the elements ascend by their encodings (X.690, 11.6).
#[must_use]
pub fn set_of(elements: &[&[u8]]) -> Vec<u8> {
    tlv(tag::SET, &[&ascending(elements)])
}

/// The elements of a SET OF in the order of their encodings, for one under another tag.
///
/// Inserts each at its place: sets are small, and the library's sort is 3 kB of wasm.
#[must_use]
pub fn ascending(elements: &[&[u8]]) -> Vec<u8> {
    let mut sorted: Vec<&[u8]> = Vec::with_capacity(elements.len());
    for element in elements {
        sorted.insert(sorted.partition_point(|before| before <= element), element);
    }
    sorted.concat()
}

/// `[number] EXPLICIT` around one TLV, or `[number] IMPLICIT` for a constructed type's contents.
#[must_use]
pub fn explicit(number: u8, parts: &[&[u8]]) -> Vec<u8> {
    tlv(tag::CONTEXT | tag::CONSTRUCTED | number, parts)
}

/// `[number] IMPLICIT` for a primitive type's contents.
#[must_use]
pub fn context(number: u8, contents: &[u8]) -> Vec<u8> {
    tlv(tag::CONTEXT | number, &[contents])
}

/// OBJECT IDENTIFIER of its contents octets.
#[must_use]
pub fn object_identifier(contents: &[u8]) -> Vec<u8> {
    tlv(tag::OBJECT_IDENTIFIER, &[contents])
}

/// OCTET STRING.
#[must_use]
pub fn octet_string(contents: &[u8]) -> Vec<u8> {
    tlv(tag::OCTET_STRING, &[contents])
}

/// The INTEGER that is not negative, of its big-endian octets.
#[must_use]
pub fn integer(unsigned: &[u8]) -> Vec<u8> {
    let zeros = unsigned.iter().take_while(|octet| **octet == 0).count();
    let significant = unsigned.get(zeros..).unwrap_or_default();
    match significant.first() {
        Some(0..0x80) => tlv(tag::INTEGER, &[significant]),
        _ => tlv(tag::INTEGER, &[&[0], significant]),
    }
}

/// NULL.
#[must_use]
pub fn null() -> Vec<u8> {
    tlv(tag::NULL, &[])
}

/// Tag, and a length in nine octets.
const LONGEST_HEADER: usize = 10;
