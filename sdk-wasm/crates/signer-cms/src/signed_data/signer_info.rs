//! Reads one signer of a `SignedData`.

use signer_pki::der::{self, Tlv, tag};

use super::algorithm::AlgorithmIdentifier;
use crate::{
    attribute::ReadAttribute,
    error::{Error, Result},
};

/// `SignerInfo` (RFC 5652, 5.3). Nothing in it is judged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignerInfo<'a> {
    /// The whole of it, octet for octet.
    pub encoded: &'a [u8],
    /// 1 or 3.
    pub version: u32,
    /// The certificate of the key that signed.
    pub sid: SignerIdentifier<'a>,
    /// The digest of the content.
    pub digest_algorithm: AlgorithmIdentifier<'a>,
    /// The attributes that the signature covers; none where it covers the content itself.
    pub signed: Option<SignedSet<'a>>,
    /// How the signature was made.
    pub signature_algorithm: AlgorithmIdentifier<'a>,
    /// The value.
    pub signature: Vec<u8>,
    /// Attributes that were added afterwards.
    pub unsigned: Vec<ReadAttribute<'a>>,
}

/// `SignerIdentifier` (RFC 5652, 5.3).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignerIdentifier<'a> {
    /// By name and number.
    IssuerAndSerialNumber {
        /// The encoding of a `Name`.
        issuer: &'a [u8],
        /// The contents octets of the INTEGER.
        serial_number: &'a [u8],
    },
    /// By the octets of the certificate's extension.
    SubjectKeyIdentifier(Vec<u8>),
}

/// `SignedAttributes` as they stand in a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignedSet<'a> {
    /// Tag \[0\], length and contents, octet for octet.
    pub encoded: &'a [u8],
    /// Each of them, in the order of the file.
    pub attributes: Vec<ReadAttribute<'a>>,
}

impl<'a> SignerInfo<'a> {
    /// ```text
    /// SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, signedAttrs [0] IMPLICIT OPTIONAL, signatureAlgorithm,
    ///                           signature OCTET STRING, unsignedAttrs [1] IMPLICIT OPTIONAL }
    /// ```
    pub(crate) fn read(signer_info: &Tlv<'a>) -> Result<Self> {
        let mut fields = signer_info.inside();
        let version = fields.small_integer(SIGNER_INFO)?;
        if !matches!(version, 1 | 3) {
            return Err(Error::Malformed { what: "the version of a signer" });
        }
        let read = Self {
            encoded: signer_info.encoded(),
            version,
            sid: SignerIdentifier::read(&fields.read()?)?,
            digest_algorithm: AlgorithmIdentifier::read(&mut fields)?,
            signed: fields.optional(tag::CONTEXT_0)?.map(|set| SignedSet::read(&set)).transpose()?,
            signature_algorithm: AlgorithmIdentifier::read(&mut fields)?,
            signature: fields.octet_string("a signature value")?.to_vec(),
            unsigned: match fields.optional(tag::CONTEXT_1)? {
                Some(set) => ReadAttribute::read_all(set.inside())?,
                None => Vec::new(),
            },
        };
        fields.finish(SIGNER_INFO)?;
        Ok(read)
    }
}

impl<'a> SignerIdentifier<'a> {
    /// SignerIdentifier ::= CHOICE { IssuerAndSerialNumber SEQUENCE { issuer, serialNumber }, subjectKeyIdentifier \[0\] IMPLICIT }
    fn read(choice: &Tlv<'a>) -> Result<Self> {
        match choice.tag() {
            tag::SEQUENCE => {
                let mut fields = choice.inside();
                let issuer = fields.tagged(tag::SEQUENCE, IDENTIFIER)?.encoded();
                let serial_number = fields.tagged(tag::INTEGER, IDENTIFIER)?.contents();
                fields.finish(IDENTIFIER)?;
                Ok(Self::IssuerAndSerialNumber { issuer, serial_number })
            }
            tag::CONTEXT | tag::CONTEXT_0 => Ok(Self::SubjectKeyIdentifier(choice.octets()?.to_vec())),
            _ => Err(Error::Malformed { what: IDENTIFIER }),
        }
    }
}

impl<'a> SignedSet<'a> {
    fn read(set: &Tlv<'a>) -> Result<Self> {
        let attributes = ReadAttribute::read_all(set.inside())?;
        if attributes.is_empty() {
            return Err(Error::Malformed { what: "the signed attributes" });
        }
        Ok(Self { encoded: set.encoded(), attributes })
    }

    /// The message that is digested and signed: the tag of SET OF, the attributes in ascending order (RFC 5652, 5.4), each
    /// octet for octet.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        let mut attributes: Vec<&[u8]> = self.attributes.iter().map(|attribute| attribute.encoded).collect();
        // The library's sort: that of `der::ascending` takes quadratic time, which a hostile file would use.
        attributes.sort_unstable();
        der::tlv(tag::SET, &attributes)
    }
}

const SIGNER_INFO: &str = "a signer";
const IDENTIFIER: &str = "a signer's identifier";
