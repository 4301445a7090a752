//! One attribute, encoded.

use signer_pki::der::{self, Reader, Tlv, tag};

use crate::error::{Error, Result};

/// `Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }` (RFC 5652, 5.3), to be written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribute {
    der: Vec<u8>,
}

/// The same, where it stands in somebody's file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReadAttribute<'a> {
    /// Tag, length and contents, octet for octet.
    pub encoded: &'a [u8],
    /// The contents octets of the type's object identifier.
    pub kind: &'a [u8],
    /// Each value with tag and length; there may be none, though the standard wants one.
    pub values: Vec<&'a [u8]>,
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

impl<'a> ReadAttribute<'a> {
    /// All attributes in a SET OF, by the reader's rules.
    pub(crate) fn read_all(mut set: Reader<'a>) -> Result<Vec<Self>> {
        let mut attributes = Vec::new();
        while !set.is_empty() {
            attributes.push(Self::read(&set.tagged(tag::SEQUENCE, ATTRIBUTE)?)?);
        }
        Ok(attributes)
    }

    fn read(attribute: &Tlv<'a>) -> Result<Self> {
        let mut fields = attribute.inside();
        let kind = fields.object_identifier(ATTRIBUTE)?;
        let mut set = fields.tagged(tag::SET, ATTRIBUTE)?.inside();
        fields.finish(ATTRIBUTE)?;
        let mut values = Vec::new();
        while !set.is_empty() {
            values.push(set.read()?.encoded());
        }
        Ok(Self { encoded: attribute.encoded(), kind, values })
    }

    /// The value of the attribute of this type that stands once, with one value (RFC 5652, 11); none where there is no such
    /// attribute, an error where there are two of it or of its values.
    pub fn only(attributes: &[Self], kind: &[u8]) -> Result<Option<&'a [u8]>> {
        let mut found = attributes.iter().filter(|attribute| attribute.kind == kind);
        match (found.next().map(|attribute| attribute.values.as_slice()), found.next()) {
            (None, _) => Ok(None),
            (Some([value]), None) => Ok(Some(value)),
            _ => Err(Error::Malformed { what: "an attribute that may have one value" }),
        }
    }
}

const ATTRIBUTE: &str = "an attribute";
