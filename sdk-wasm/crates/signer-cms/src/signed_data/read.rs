//! Reads a whole `SignedData`, in BER as well: what is in it and where. Nothing is judged.

use signer_pki::der::{Reader, Tlv, tag};

use super::{
    algorithm::AlgorithmIdentifier, revocation_info::RevocationInfo, signer_info::SignerInfo,
    write::SignedData,
};
use crate::{
    content::EncapsulatedContent,
    error::{Error, Result},
    oid,
};

/// A `SignedData` (RFC 5652, 5.1) as it stands in somebody's file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReadSignedData<'a> {
    /// 1 to 5.
    pub version: u32,
    /// The digests that a reader in one pass needs; signers may name others.
    pub digest_algorithms: Vec<AlgorithmIdentifier<'a>>,
    /// The contents octets of the content type's object identifier.
    pub content_type: &'a [u8],
    /// The content; none where it is detached.
    pub content: Option<EncapsulatedContent>,
    /// Certificates in the order of the file.
    pub certificates: Vec<CertificateChoice<'a>>,
    /// Revocation lists and answers in the order of the file.
    pub crls: Vec<RevocationInfo<'a>>,
    /// The signers; none in a file that only carries certificates.
    pub signers: Vec<SignerInfo<'a>>,
}

/// `CertificateChoices` (RFC 5652, 10.2.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CertificateChoice<'a> {
    /// The encoding of an X.509 certificate, which is not looked into.
    Certificate(&'a [u8]),
    /// An attribute certificate, an extended one or one of another kind: the whole TLV with its tag.
    Other(&'a [u8]),
}

impl SignedData<'_> {
    /// Reads a `ContentInfo` with a `SignedData`, by the basic rules: indefinite lengths, strings in segments, lengths that
    /// are not the shortest. Behind it there may be zeros, as in a PDF's hole, and nothing else.
    pub fn read(ber: &[u8]) -> Result<ReadSignedData<'_>> {
        let mut reader = Reader::ber(ber);
        let mut content_info = reader.sequence(CONTENT_INFO)?;
        if reader.rest().iter().any(|octet| *octet != 0) {
            return Err(Error::Malformed { what: "what follows the signature" });
        }
        if content_info.object_identifier(CONTENT_INFO)? != oid::SIGNED_DATA {
            return Err(Error::Malformed { what: "the type of the signature, which is not SignedData," });
        }
        let signed_data = content_info.tagged(tag::CONTEXT_0, CONTENT_INFO)?.only()?;
        content_info.finish(CONTENT_INFO)?;
        if signed_data.tag() != tag::SEQUENCE {
            return Err(Error::Malformed { what: SIGNED_DATA });
        }
        ReadSignedData::read(signed_data.inside())
    }
}

impl<'a> ReadSignedData<'a> {
    /// ```text
    /// SignedData ::= SEQUENCE { version, digestAlgorithms SET OF, encapContentInfo SEQUENCE { eContentType, eContent [0] EXPLICIT
    ///     OPTIONAL }, certificates [0] IMPLICIT OPTIONAL, crls [1] IMPLICIT OPTIONAL, signerInfos SET OF }
    /// ```
    fn read(mut fields: Reader<'a>) -> Result<Self> {
        let version = fields.small_integer(SIGNED_DATA)?;
        if !matches!(version, 1..=5) {
            return Err(Error::Malformed { what: "the version of the signature" });
        }
        let mut algorithms = fields.tagged(tag::SET, SIGNED_DATA)?.inside();
        let digest_algorithms = each(&mut algorithms, AlgorithmIdentifier::read)?;
        let mut encapsulated = fields.sequence(SIGNED_DATA)?;
        let content_type = encapsulated.object_identifier(SIGNED_DATA)?;
        let content = encapsulated.optional(tag::CONTEXT_0)?;
        encapsulated.finish(SIGNED_DATA)?;
        let certificates = optional_set(&mut fields, tag::CONTEXT_0, CertificateChoice::read)?;
        let crls = optional_set(&mut fields, tag::CONTEXT_1, RevocationInfo::read)?;
        let mut signers = fields.tagged(tag::SET, SIGNED_DATA)?.inside();
        fields.finish(SIGNED_DATA)?;
        Ok(Self {
            version,
            digest_algorithms,
            content_type,
            content: content.map(|explicit| EncapsulatedContent::read(&explicit.only()?)).transpose()?,
            certificates,
            crls,
            signers: each(&mut signers, |signers| {
                SignerInfo::read(&signers.tagged(tag::SEQUENCE, "a signer")?)
            })?,
        })
    }
}

impl<'a> CertificateChoice<'a> {
    /// CertificateChoices ::= CHOICE { certificate SEQUENCE, extendedCertificate \[0\], v1AttrCert \[1\], v2AttrCert \[2\], other \[3\] }
    fn read(choice: &Tlv<'a>) -> Result<Self> {
        match choice.tag() {
            tag::SEQUENCE => Ok(Self::Certificate(choice.encoded())),
            0xa0..=0xa3 => Ok(Self::Other(choice.encoded())),
            _ => Err(Error::Malformed { what: "a certificate" }),
        }
    }
}

fn each<'a, T>(
    elements: &mut Reader<'a>,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut found = Vec::new();
    while !elements.is_empty() {
        found.push(read(elements)?);
    }
    Ok(found)
}

/// The elements of `[tag] IMPLICIT SET OF … OPTIONAL`.
fn optional_set<'a, T>(
    fields: &mut Reader<'a>,
    tag: u8,
    read: impl Fn(&Tlv<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    match fields.optional(tag)? {
        Some(set) => each(&mut set.inside(), |elements| read(&elements.read()?)),
        None => Ok(Vec::new()),
    }
}

const CONTENT_INFO: &str = "a ContentInfo";
const SIGNED_DATA: &str = "a SignedData";
