//! The content that a signature is over.

use std::ops::Range;

use signer_pki::der::{self, Tlv, tag};

use crate::{
    error::{Error, Result},
    oid,
};

/// Where the signed content is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Content {
    /// Between the head and the tail of the encoding: its length in octets, fewer than 2^63.
    Attached(u64),
    /// In another place, such as the PDF around the signature.
    Detached,
}

/// Attached content as it stands in a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EncapsulatedContent {
    /// The tag: OCTET STRING's, or another in files of PKCS#7 (RFC 5652, 5.2.1).
    pub tag: u8,
    /// Octets of the file, whose digest is that of the content: one range, or one for each segment, none of them empty.
    pub pieces: Vec<Range<u64>>,
}

impl Content {
    /// Octets that stand between head and tail.
    pub(crate) const fn len(self) -> u64 {
        match self {
            Self::Attached(len) => len,
            Self::Detached => 0,
        }
    }

    /// All of `EncapsulatedContentInfo` that comes before the octets of the content (RFC 5652, 5.2):
    ///
    /// ```text
    /// SEQUENCE { eContentType OBJECT IDENTIFIER, eContent [0] EXPLICIT OCTET STRING OPTIONAL }
    /// ```
    pub(crate) fn head(self) -> Vec<u8> {
        let data = der::object_identifier(oid::DATA);
        match self {
            Self::Attached(len) => {
                let octets = der::header(tag::OCTET_STRING, len);
                let explicit = der::open(tag::CONTEXT_0, &[&octets], len);
                der::open(tag::SEQUENCE, &[&data, &explicit], len)
            }
            Self::Detached => der::sequence(&[&data]),
        }
    }
}

impl EncapsulatedContent {
    /// Reads an OCTET STRING in one piece or in segments (X.690, 8.7), or another TLV, whose contents octets count.
    pub(crate) fn read(content: &Tlv<'_>) -> Result<Self> {
        let mut pieces = Vec::new();
        let tag = match content.tag() {
            tag::OCTET_STRING | SEGMENTED => {
                segments(content, &mut pieces)?;
                tag::OCTET_STRING
            }
            other => {
                push(content, &mut pieces);
                other
            }
        };
        Ok(Self { tag, pieces })
    }

    /// Octets in all pieces.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.end - piece.start).sum()
    }

    /// No octet at all, which is not the same as detached content.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// Goes down no further than the reader does, which refuses what is nested too deep.
fn segments(string: &Tlv<'_>, pieces: &mut Vec<Range<u64>>) -> Result<()> {
    if string.tag() == tag::OCTET_STRING {
        push(string, pieces);
        return Ok(());
    }
    let mut inside = string.inside();
    while !inside.is_empty() {
        let segment = inside.read()?;
        if !matches!(segment.tag(), tag::OCTET_STRING | SEGMENTED) {
            return Err(Error::Malformed { what: "a segment of the content" });
        }
        segments(&segment, pieces)?;
    }
    Ok(())
}

fn push(string: &Tlv<'_>, pieces: &mut Vec<Range<u64>>) {
    let Range { start, end } = string.contents_range();
    if start < end {
        pieces.push(offset(start)..offset(end));
    }
}

/// No usize has more bits than 64.
fn offset(at: usize) -> u64 {
    u64::try_from(at).unwrap_or(u64::MAX)
}

/// OCTET STRING with the bit for "constructed".
const SEGMENTED: u8 = 0x24;
