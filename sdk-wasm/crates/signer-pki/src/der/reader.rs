//! Reads tags, lengths and contents.

use std::ops::Range;

use zeroize::Zeroizing;

use super::tag;
use crate::error::{Error, Result};

/// A walk over the TLVs of a buffer.
///
/// Two sets of rules: the distinguished ones refuse every length that is not the shortest; the basic ones (X.690, 8.1.3) also
/// take longer lengths and indefinite ones.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    input: &'a [u8],
    position: usize,
    end: usize,
    rules: Rules,
    depth: u8,
}

/// One tag with its contents.
#[derive(Clone, Debug)]
pub struct Tlv<'a> {
    tag: u8,
    /// Of the contents, in the reader's input.
    inside: Reader<'a>,
    start: usize,
    end: usize,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Rules {
    Basic,
    Distinguished,
}

impl<'a> Reader<'a> {
    /// Reads by the distinguished rules.
    #[must_use]
    pub const fn der(input: &'a [u8]) -> Self {
        Self { input, position: 0, end: input.len(), rules: Rules::Distinguished, depth: 0 }
    }

    /// Reads by the basic rules, indefinite lengths included.
    #[must_use]
    pub const fn ber(input: &'a [u8]) -> Self {
        Self { rules: Rules::Basic, ..Self::der(input) }
    }

    /// Nothing is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.position >= self.end
    }

    /// The octets that are left, as they are.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.input.get(self.position..self.end).unwrap_or_default()
    }

    /// The tag that comes next.
    #[must_use]
    pub fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    /// The next TLV, whatever its tag.
    pub fn read(&mut self) -> Result<Tlv<'a>> {
        let start = self.position;
        let tag = self.octet()?;
        if tag & 0x1f == 0x1f || tag == 0 || self.depth >= MAX_DEPTH {
            return Err(malformed());
        }
        let length = self.length(tag)?;
        let from = self.position;
        let (to, end) = match length {
            Some(length) => {
                let end = from.checked_add(length).filter(|end| *end <= self.end).ok_or_else(malformed)?;
                (end, end)
            }
            None => self.end_of_contents()?,
        };
        self.position = end;
        let inside = Reader { position: from, end: to, depth: self.depth + 1, ..self.clone() };
        Ok(Tlv { tag, inside, start, end })
    }

    /// The next TLV, which has this tag.
    pub fn tagged(&mut self, tag: u8, what: &'static str) -> Result<Tlv<'a>> {
        self.optional(tag)?.ok_or_else(|| Error::malformed(what))
    }

    /// The next TLV, if it has this tag.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>> {
        if self.peek() == Some(tag) { self.read().map(Some) } else { Ok(None) }
    }

    /// The inside of the next TLV, which is a SEQUENCE.
    pub fn sequence(&mut self, what: &'static str) -> Result<Self> {
        Ok(self.tagged(tag::SEQUENCE, what)?.inside())
    }

    /// The contents octets of the next TLV, which is an OBJECT IDENTIFIER.
    pub fn object_identifier(&mut self, what: &'static str) -> Result<&'a [u8]> {
        Ok(self.tagged(tag::OBJECT_IDENTIFIER, what)?.contents())
    }

    /// The next TLV as a small INTEGER that is not negative.
    pub fn small_integer(&mut self, what: &'static str) -> Result<u32> {
        let contents = self.tagged(tag::INTEGER, what)?.contents();
        contents
            .first()
            .filter(|first| **first < 0x80)
            .and_then(|_| {
                contents
                    .iter()
                    .try_fold(0_u32, |value, octet| value.checked_mul(256)?.checked_add((*octet).into()))
            })
            .ok_or_else(|| Error::malformed(what))
    }

    /// The octets of the next TLV, which is an OCTET STRING in one piece or in segments (X.690, 8.7).
    pub fn octet_string(&mut self, what: &'static str) -> Result<Zeroizing<Vec<u8>>> {
        let string = self.read().map_err(|_| Error::malformed(what))?;
        if string.tag & !tag::CONSTRUCTED == tag::OCTET_STRING {
            string.octets()
        } else {
            Err(Error::malformed(what))
        }
    }

    /// Nothing may be left.
    pub fn finish(&self, what: &'static str) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Error::malformed(what)) }
    }

    fn octet(&mut self) -> Result<u8> {
        let octet = self.peek().ok_or_else(malformed)?;
        self.position += 1;
        Ok(octet)
    }

    /// None: indefinite.
    fn length(&mut self, tag: u8) -> Result<Option<usize>> {
        let first = self.octet()?;
        let basic = self.rules == Rules::Basic;
        match first {
            0..0x80 => return Ok(Some(first.into())),
            0x80 if basic && tag & tag::CONSTRUCTED != 0 => return Ok(None),
            0x80 | 0xff => return Err(malformed()),
            _ => {}
        }
        let mut length = 0_usize;
        for index in 0x80..first {
            let octet = self.octet()?;
            let leading_zero = index == 0x80 && octet == 0;
            length = length.checked_mul(256).ok_or_else(malformed)? + usize::from(octet);
            if leading_zero && !basic {
                return Err(malformed());
            }
        }
        if basic || length >= 0x80 { Ok(Some(length)) } else { Err(malformed()) }
    }

    /// Where the contents of an indefinite length end, and where the two zeros after them do.
    fn end_of_contents(&self) -> Result<(usize, usize)> {
        let mut inside = self.clone();
        inside.depth += 1;
        while !inside.rest().starts_with(&[0, 0]) {
            inside.read()?;
        }
        Ok((inside.position, inside.position + 2))
    }
}

impl<'a> Tlv<'a> {
    /// The identifier octet.
    #[must_use]
    pub const fn tag(&self) -> u8 {
        self.tag
    }

    /// The contents octets.
    #[must_use]
    pub fn contents(&self) -> &'a [u8] {
        self.inside.rest()
    }

    /// Tag, length and contents.
    #[must_use]
    pub fn encoded(&self) -> &'a [u8] {
        self.inside.input.get(self.start..self.end).unwrap_or_default()
    }

    /// Where tag, length and contents are in the reader's input.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Where the contents are in the reader's input.
    #[must_use]
    pub const fn contents_range(&self) -> Range<usize> {
        self.inside.position..self.inside.end
    }

    /// The TLVs in the contents.
    #[must_use]
    pub fn inside(&self) -> Reader<'a> {
        self.inside.clone()
    }

    /// It was read by the basic rules.
    pub(super) fn is_basic(&self) -> bool {
        self.inside.rules == Rules::Basic
    }

    /// The one TLV in the contents: what an EXPLICIT tag is around.
    pub fn only(&self) -> Result<Self> {
        let mut inside = self.inside();
        let only = inside.read()?;
        inside.finish(ENCODING)?;
        Ok(only)
    }

    /// The octets of an OCTET STRING, or of something tagged IMPLICIT that is one, joined when they come in segments.
    pub fn octets(&self) -> Result<Zeroizing<Vec<u8>>> {
        let mut octets = Zeroizing::new(Vec::with_capacity(self.contents().len()));
        self.append_octets(&mut octets)?;
        Ok(octets)
    }

    fn append_octets(&self, octets: &mut Vec<u8>) -> Result<()> {
        if self.tag & tag::CONSTRUCTED == 0 {
            octets.extend_from_slice(self.contents());
            return Ok(());
        }
        let mut segments = self.inside();
        while !segments.is_empty() && segments.rules == Rules::Basic {
            let segment = segments.read()?;
            if segment.tag & !tag::CONSTRUCTED != tag::OCTET_STRING {
                return Err(malformed());
            }
            segment.append_octets(octets)?;
        }
        segments.finish(ENCODING)
    }

    /// The octets of a BIT STRING that has no unused bits.
    pub fn bits(&self) -> Result<&'a [u8]> {
        self.contents().strip_prefix(&[0]).ok_or_else(|| Error::malformed("a bit string"))
    }

    /// The octets of an INTEGER that is not negative, without leading zeros.
    pub fn unsigned(&self) -> Result<&'a [u8]> {
        let zeros = self.contents().iter().take_while(|octet| **octet == 0).count();
        match self.contents().first() {
            Some(0..0x80) => Ok(self.contents().get(zeros..).unwrap_or_default()),
            _ => Err(Error::malformed("an integer")),
        }
    }
}

/// Refuses all but exactly one TLV that keeps the distinguished rules all the way down, as far as tag and length tell;
/// BOOLEAN, INTEGER and NULL are looked into as well.
pub fn check(input: &[u8]) -> Result<()> {
    let mut reader = Reader::der(input);
    check_tlv(&reader.read()?)?;
    reader.finish("what follows the structure")
}

fn check_tlv(tlv: &Tlv<'_>) -> Result<()> {
    let minimal = match (tlv.tag, tlv.contents()) {
        (tag::BOOLEAN, contents) => matches!(contents, [0 | 0xff]),
        (tag::INTEGER, contents) => !matches!(contents, [] | [0, 0..0x80, ..] | [0xff, 0x80..=0xff, ..]),
        (tag::NULL, contents) => contents.is_empty(),
        // SEQUENCE and SET are always constructed; no string ever is.
        (0x10 | 0x11, _) => false,
        (tag, _) if tag & 0xc0 == 0 && tag & tag::CONSTRUCTED != 0 => matches!(tag, tag::SEQUENCE | tag::SET),
        _ => true,
    };
    if !minimal {
        return Err(malformed());
    }
    let mut inside = tlv.inside();
    while tlv.tag & tag::CONSTRUCTED != 0 && !inside.is_empty() {
        check_tlv(&inside.read()?)?;
    }
    Ok(())
}

/// Deeper than anything real, and shallow enough for wasm's stack.
const MAX_DEPTH: u8 = 32;
const ENCODING: &str = "the ASN.1 encoding";

fn malformed() -> Box<Error> {
    Error::malformed(ENCODING)
}
