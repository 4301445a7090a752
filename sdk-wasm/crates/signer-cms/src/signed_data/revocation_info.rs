//! Revocation lists and answers in a `SignedData`.

use signer_pki::der::{self, Tlv, tag};

use crate::{
    error::{Error, Result},
    oid,
};

/// `RevocationInfoChoice` (RFC 5652, 10.2.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevocationInfo<'a> {
    /// The DER of a `CertificateList`.
    Crl(&'a [u8]),
    /// The DER of an `OCSPResponse` (RFC 5940, 2.1).
    Ocsp(&'a [u8]),
    /// `OtherRevocationInfoFormat` of another kind: the whole TLV with the tag \[1\].
    Other(&'a [u8]),
}

impl<'a> RevocationInfo<'a> {
    /// A CRL stands as it is; another kind is
    /// `[1] IMPLICIT SEQUENCE { otherRevInfoFormat OBJECT IDENTIFIER, otherRevInfo ANY }`.
    pub(crate) fn encode(&self) -> Vec<u8> {
        match self {
            Self::Crl(der) | Self::Other(der) => der.to_vec(),
            Self::Ocsp(der) => der::explicit(1, &[&der::object_identifier(oid::OCSP_RESPONSE), der]),
        }
    }

    pub(crate) fn read(choice: &Tlv<'a>) -> Result<Self> {
        match choice.tag() {
            tag::SEQUENCE => Ok(Self::Crl(choice.encoded())),
            tag::CONTEXT_1 => {
                let mut fields = choice.inside();
                let format = fields.object_identifier(WHAT)?;
                let info = fields.read()?;
                fields.finish(WHAT)?;
                let ocsp = format == oid::OCSP_RESPONSE;
                Ok(if ocsp { Self::Ocsp(info.encoded()) } else { Self::Other(choice.encoded()) })
            }
            _ => Err(Error::Malformed { what: WHAT }),
        }
    }
}

const WHAT: &str = "revocation information";
