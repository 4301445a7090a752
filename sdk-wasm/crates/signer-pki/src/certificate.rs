//! An X.509 certificate and what it says.

use std::{fmt, ops::Range};

use crate::{
    der::{self, Reader, tag},
    error::Result,
    extensions::{Extensions, KeyUsage},
    name, oid,
    public_key::PublicKey,
};

/// A certificate (RFC 5280, 4.1), with its bytes as they came.
///
/// Lenient where real certificates are: `critical FALSE` spelt out, lengths that are not the shortest, extensions twice.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    serial_number: Range<usize>,
    issuer: Range<usize>,
    subject: Range<usize>,
    subject_public_key_info: Range<usize>,
    validity: Validity,
    public_key: PublicKey,
    pub(crate) extensions: Extensions,
}

/// The first and the last second in which a certificate is valid (RFC 5280, 4.1.2.5), in seconds since 1970.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Validity {
    /// The first second.
    pub not_before: i64,
    /// The last second.
    pub not_after: i64,
}

impl Certificate {
    /// Reads a certificate; nothing may follow it.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        let mut reader = Reader::ber(der);
        let mut certificate = reader.sequence(CERTIFICATE)?;
        reader.finish("what follows a certificate")?;
        // TBSCertificate ::= SEQUENCE { version [0], serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, … }
        let mut fields = certificate.sequence(CERTIFICATE)?;
        fields.optional(0xa0)?;
        let serial_number = fields.tagged(tag::INTEGER, "a serial number")?;
        fields.sequence(CERTIFICATE)?;
        let issuer = fields.tagged(tag::SEQUENCE, "an issuer")?;
        let validity = Validity::read(fields.sequence("a validity")?)?;
        let subject = fields.tagged(tag::SEQUENCE, "a subject")?;
        let subject_public_key_info = fields.tagged(tag::SEQUENCE, "a public key")?;
        Ok(Self {
            serial_number: serial_number.contents_range(),
            issuer: issuer.range(),
            subject: subject.range(),
            validity,
            public_key: PublicKey::read(&subject_public_key_info)?,
            subject_public_key_info: subject_public_key_info.range(),
            extensions: Extensions::read(fields)?,
            der: der.to_vec(),
        })
    }

    /// The bytes as they came.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The DER of the issuer's `Name`.
    #[must_use]
    pub fn issuer(&self) -> &[u8] {
        self.slice(&self.issuer)
    }

    /// The DER of the subject's `Name`.
    #[must_use]
    pub fn subject(&self) -> &[u8] {
        self.slice(&self.subject)
    }

    /// The contents octets of the serial number's INTEGER.
    #[must_use]
    pub fn serial_number(&self) -> &[u8] {
        self.slice(&self.serial_number)
    }

    /// The serial number in lower-case hex, two digits an octet, without a leading zero octet. A negative one, which RFC 5280,
    /// 4.1.2.2 forbids and real certificates have, begins with `-`, as other tools show it.
    #[must_use]
    pub fn serial_number_hex(&self) -> String {
        let number = self.serial_number();
        let negative = number.first().is_some_and(|first| *first >= 0x80);
        let mut octets = if negative { negated(number) } else { number.to_vec() };
        if octets.len() > 1 && octets.first() == Some(&0) {
            octets.remove(0);
        }
        let digits = octets.iter().flat_map(|octet| [octet >> 4, octet & 0xf]);
        let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
        negative.then_some('-').into_iter().chain(digits).collect()
    }

    /// The DER of `SubjectPublicKeyInfo`, as `WebCrypto` imports it (`spki`).
    #[must_use]
    pub fn subject_public_key_info(&self) -> &[u8] {
        self.slice(&self.subject_public_key_info)
    }

    /// The kind of the public key.
    #[must_use]
    pub const fn public_key(&self) -> PublicKey {
        self.public_key
    }

    /// When the certificate is valid.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        self.validity
    }

    /// The subject's common name; the last one where there are several. None where it is blank.
    #[must_use]
    pub fn common_name(&self) -> Option<String> {
        name::attribute(self.subject(), oid::COMMON_NAME).filter(|name| !name.trim().is_empty())
    }

    /// What to call the subject: its common name, else its organization, else whatever its name says, else the serial number.
    /// Never empty.
    #[must_use]
    pub fn subject_shown(&self) -> String {
        name::shown(self.subject()).unwrap_or_else(|| self.serial_number_hex())
    }

    /// What to call the issuer, in the same order; empty where its name says nothing.
    #[must_use]
    pub fn issuer_shown(&self) -> String {
        name::shown(self.issuer()).unwrap_or_default()
    }

    /// The attributes of the subject: their types as dotted object identifiers, their values.
    #[must_use]
    pub fn subject_attributes(&self) -> Vec<(String, String)> {
        let attributes = name::attributes(self.subject()).unwrap_or_default();
        attributes.into_iter().map(|(kind, value)| (der::dotted(kind), value)).collect()
    }

    /// Issuer and subject are the same name (RFC 5280, 3.2).
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer() == self.subject()
    }

    /// Self-issued, and not with another key's identifier, which makes a link between two keys of one authority (RFC 5280, 3.2).
    #[must_use]
    pub fn is_self_signed(&self) -> bool {
        let own_key = match (self.authority_key_identifier(), self.subject_key_identifier()) {
            (Some(authority), Some(subject)) => authority == subject,
            _ => true,
        };
        self.is_self_issued() && own_key
    }

    /// The certificate is an OCSP responder's that is not to be checked itself (RFC 6960, 4.2.2.2.1).
    #[must_use]
    pub const fn has_ocsp_no_check(&self) -> bool {
        self.extensions.ocsp_no_check
    }

    /// The uses that the key is for; none where the certificate does not say.
    #[must_use]
    pub const fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions.key_usage
    }

    /// The subject key identifier (RFC 5280, 4.2.1.2).
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.extensions.subject_key_identifier.as_ref().map(|range| self.slice(range))
    }

    /// The authority key identifier's key identifier (RFC 5280, 4.2.1.1).
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.extensions.authority_key_identifier.as_ref().map(|range| self.slice(range))
    }

    /// Basic constraints say that it is a certification authority's (RFC 5280, 4.2.1.9).
    #[must_use]
    pub const fn is_ca(&self) -> bool {
        self.extensions.is_ca
    }

    /// The octets of `subjectPublicKey`: an `RSAPublicKey`, a point, …
    pub(crate) fn public_key_octets(&self) -> Result<&[u8]> {
        let mut fields = Reader::ber(self.subject_public_key_info()).sequence("a public key")?;
        fields.read()?;
        fields.tagged(tag::BIT_STRING, "a public key")?.bits()
    }

    pub(crate) fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.der.get(range.clone()).unwrap_or_default()
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.common_name().unwrap_or_default();
        write!(f, "Certificate({name:?}, serial number {})", self.serial_number_hex())
    }
}

impl Eq for Certificate {}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Validity {
    fn read(mut times: Reader<'_>) -> Result<Self> {
        Ok(Self { not_before: der::seconds(&times.read()?)?, not_after: der::seconds(&times.read()?)? })
    }
}

/// The magnitude of a negative INTEGER: its two's complement (X.690, 8.3.3).
fn negated(number: &[u8]) -> Vec<u8> {
    let mut octets: Vec<u8> = number.iter().map(|octet| !octet).collect();
    for octet in octets.iter_mut().rev() {
        let carried;
        (*octet, carried) = octet.overflowing_add(1);
        if !carried {
            break;
        }
    }
    octets
}

const CERTIFICATE: &str = "a certificate";

#[cfg(test)]
mod tests;
