//! Algorithms as they are named in a file.

use signer_pki::der::Reader;

use crate::error::Result;

/// `AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }` (RFC 5280, 4.1.1.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AlgorithmIdentifier<'a> {
    /// The contents octets of the object identifier.
    pub algorithm: &'a [u8],
    /// One whole TLV.
    pub parameters: Option<&'a [u8]>,
}

impl<'a> AlgorithmIdentifier<'a> {
    pub(crate) fn read(fields: &mut Reader<'a>) -> Result<Self> {
        let mut inside = fields.sequence(WHAT)?;
        let algorithm = inside.object_identifier(WHAT)?;
        let parameters = if inside.is_empty() { None } else { Some(inside.read()?.encoded()) };
        inside.finish(WHAT)?;
        Ok(Self { algorithm, parameters })
    }
}

const WHAT: &str = "an algorithm";
