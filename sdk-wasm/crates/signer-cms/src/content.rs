//! The content that a signature is over.

use signer_pki::der::{self, tag};

use crate::oid;

/// Where the signed content is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Content {
    /// Between the head and the tail of the encoding: its length in octets, fewer than 2^63.
    Attached(u64),
    /// In another place, such as the PDF around the signature.
    Detached,
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
                let explicit = der::open(tag::CONTEXT | tag::CONSTRUCTED, &[&octets], len);
                der::open(tag::SEQUENCE, &[&data, &explicit], len)
            }
            Self::Detached => der::sequence(&[&data]),
        }
    }
}
