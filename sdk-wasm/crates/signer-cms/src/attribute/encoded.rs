//! One attribute, encoded.

use signer_pki::der::{self, tag};

/// `Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }` (RFC 5652, 5.3).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribute {
    der: Vec<u8>,
}

impl Attribute {
    /// One value, as nearly all attributes have. `kind` is the object identifier's contents octets, `value` one whole TLV.
    #[must_use]
    pub fn new(kind: &[u8], value: &[u8]) -> Self {
        Self { der: der::sequence(&[&der::object_identifier(kind), &der::tlv(tag::SET, &[value])]) }
    }

    /// The DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}
