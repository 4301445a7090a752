//! The attributes that a signature covers.

use signer_pki::{
    Certificate, DigestAlgorithm,
    der::{self, Reader, Tlv, tag},
};

use super::{encoded::Attribute, signing_certificate};
use crate::{
    error::{Error, Result},
    oid,
};

/// `SignedAttributes ::= SET SIZE (1..MAX) OF Attribute` (RFC 5652, 5.3).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignedAttributes {
    der: Vec<u8>,
}

/// Signed attributes, read by the agent before it signs them and before it shows them to a person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReadSignedAttributes {
    /// The digest of the content: 32, 48 or 64 octets.
    pub message_digest: Vec<u8>,
    /// The dotted object identifier of the content's type; `1.2.840.113549.1.7.1` is data.
    pub content_type: String,
    /// When the signer says to sign, in seconds since 1970.
    pub signing_time: Option<i64>,
    /// The dotted object identifier of the signature policy.
    pub policy: Option<String>,
    /// The dotted object identifiers of the attributes that are not looked into.
    pub others: Vec<String>,
}

impl SignedAttributes {
    /// Those of PAdES baseline B-B (ETSI EN 319 142-1, 6.3): `contentType`, `messageDigest` and `signingCertificateV2`. The time
    /// is in the signature dictionary, so that `signingTime` is not allowed here.
    ///
    /// `message_digest` is what `digest` makes of the byte range.
    #[must_use]
    pub fn pades_baseline(
        message_digest: &[u8],
        digest: DigestAlgorithm,
        signing_certificate: &Certificate,
    ) -> Self {
        debug_assert_eq!(message_digest.len(), digest.len(), "the digest is not one of this algorithm");
        let attributes = [
            Attribute::new(oid::CONTENT_TYPE, &der::object_identifier(oid::DATA)),
            Attribute::new(oid::MESSAGE_DIGEST, &der::octet_string(message_digest)),
            Attribute::new(oid::SIGNING_CERTIFICATE_V2, &signing_certificate::v2(signing_certificate)),
        ];
        Self { der: der::set_of(&attributes.each_ref().map(Attribute::der)) }
    }

    /// The DER with the tag of SET OF: what is digested and signed (RFC 5652, 5.4).
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Reads the DER of SET OF strictly, for `signing_certificate` to sign.
    ///
    /// Refused are: more than 64 KiB, anything that is not DER, trailing bytes, attributes that do not ascend or come twice, a
    /// missing `contentType`, `messageDigest` or `signingCertificate` (version 1 or 2), a digest that is none of SHA-2's, a
    /// `signingCertificate` that is not `signing_certificate`, and a policy with other qualifiers than its address.
    pub fn read(der: &[u8], signing_certificate: &Certificate) -> Result<ReadSignedAttributes> {
        if der.len() > LIMIT {
            return Err(Error::TooLong { limit: LIMIT });
        }
        der::check(der)?;
        let mut attributes = Reader::der(der).tagged(tag::SET, ATTRIBUTES)?.inside();
        let mut gathered = Gathered::default();
        let mut previous: &[u8] = &[];
        let mut kinds: Vec<&[u8]> = Vec::new();
        while !attributes.is_empty() {
            let attribute = attributes.tagged(tag::SEQUENCE, ATTRIBUTES)?;
            let mut fields = attribute.inside();
            let kind = fields.object_identifier(ATTRIBUTES)?;
            let values = fields.tagged(tag::SET, ATTRIBUTES)?;
            fields.finish(ATTRIBUTES)?;
            if attribute.encoded() <= previous || kinds.contains(&kind) {
                return Err(Error::Malformed { what: "the order of the signed attributes" });
            }
            gathered.take(kind, &values, signing_certificate)?;
            previous = attribute.encoded();
            kinds.push(kind);
        }
        gathered.complete()
    }
}

/// The values seen so far.
#[derive(Default)]
struct Gathered {
    message_digest: Option<Vec<u8>>,
    content_type: Option<String>,
    signing_time: Option<i64>,
    policy: Option<String>,
    others: Vec<String>,
    signing_certificate: bool,
}

impl Gathered {
    fn take(&mut self, kind: &[u8], values: &Tlv<'_>, certificate: &Certificate) -> Result<()> {
        // Every attribute in use has exactly one value (RFC 5652, 11; RFC 5035, 3; RFC 5126, 5.8.1).
        let value = values.only()?;
        match kind {
            oid::CONTENT_TYPE => self.content_type = Some(object_identifier(&value)?),
            oid::MESSAGE_DIGEST => self.message_digest = Some(message_digest(&value)?),
            oid::SIGNING_CERTIFICATE => {
                signing_certificate::check_v1(values.inside(), certificate)?;
                self.signing_certificate = true;
            }
            oid::SIGNING_CERTIFICATE_V2 => {
                signing_certificate::check_v2(values.inside(), certificate)?;
                self.signing_certificate = true;
            }
            oid::SIGNING_TIME => self.signing_time = Some(der::seconds(&value)?),
            oid::SIGNATURE_POLICY_IDENTIFIER => self.policy = Some(policy(&value)?),
            other => self.others.push(der::dotted(other)),
        }
        Ok(())
    }

    fn complete(self) -> Result<ReadSignedAttributes> {
        if !self.signing_certificate {
            return Err(Error::Malformed { what: "the signing certificate attribute" });
        }
        Ok(ReadSignedAttributes {
            message_digest: self.message_digest.ok_or(Error::Malformed { what: MESSAGE_DIGEST })?,
            content_type: self.content_type.ok_or(Error::Malformed { what: CONTENT_TYPE })?,
            signing_time: self.signing_time,
            policy: self.policy,
            others: self.others,
        })
    }
}

fn object_identifier(value: &Tlv<'_>) -> Result<String> {
    if value.tag() == tag::OBJECT_IDENTIFIER {
        Ok(der::dotted(value.contents()))
    } else {
        Err(Error::Malformed { what: CONTENT_TYPE })
    }
}

fn message_digest(value: &Tlv<'_>) -> Result<Vec<u8>> {
    let known = value.tag() == tag::OCTET_STRING && matches!(value.contents().len(), 32 | 48 | 64);
    if known { Ok(value.contents().to_vec()) } else { Err(Error::Malformed { what: MESSAGE_DIGEST }) }
}

/// ```text
/// SignaturePolicyIdentifier ::= CHOICE { SignaturePolicyId, SignaturePolicyImplied NULL }          RFC 5126, 5.8.1
/// SignaturePolicyId ::= SEQUENCE { sigPolicyId OBJECT IDENTIFIER, sigPolicyHash SEQUENCE, sigPolicyQualifiers SEQUENCE OF … OPTIONAL }
/// ```
fn policy(value: &Tlv<'_>) -> Result<String> {
    if value.tag() != tag::SEQUENCE {
        return Err(Error::Malformed { what: POLICY });
    }
    let mut fields = value.inside();
    let identifier = der::dotted(fields.object_identifier(POLICY)?);
    if !fields.is_empty() {
        fields.tagged(tag::SEQUENCE, POLICY)?;
    }
    if !fields.is_empty() {
        only_addresses(&fields.tagged(tag::SEQUENCE, POLICY)?)?;
    }
    fields.finish(POLICY)?;
    Ok(identifier)
}

/// Refuses a qualifier that is not the policy's address: a notice to the user is text that nobody would have seen.
fn only_addresses(qualifiers: &Tlv<'_>) -> Result<()> {
    let mut qualifiers = qualifiers.inside();
    while !qualifiers.is_empty() {
        let mut qualifier = qualifiers.tagged(tag::SEQUENCE, POLICY)?.inside();
        if qualifier.object_identifier(POLICY)? != oid::SIGNATURE_POLICY_ADDRESS {
            return Err(Error::Malformed {
                what: "a qualifier of the signature policy that is not its address",
            });
        }
        qualifier.read()?;
        qualifier.finish(POLICY)?;
    }
    Ok(())
}

const LIMIT: usize = 64 * 1024;
const ATTRIBUTES: &str = "the signed attributes";
const CONTENT_TYPE: &str = "the content type";
const MESSAGE_DIGEST: &str = "the message digest";
const POLICY: &str = "the signature policy";
