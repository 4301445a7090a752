//! The extensions of a certificate that are looked at.

use std::ops::Range;

use crate::{
    der::{Reader, Tlv, tag},
    error::Result,
    oid,
};

/// Where the values of the extensions are in the certificate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extensions {
    pub(crate) authority_key_identifier: Option<Range<usize>>,
    pub(crate) is_ca: bool,
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) subject_key_identifier: Option<Range<usize>>,
    /// The DER of `GeneralNames`.
    pub(crate) subject_alt_name: Option<Range<usize>>,
    /// The DER of `AuthorityInfoAccessSyntax`.
    pub(crate) authority_info_access: Option<Range<usize>>,
    /// The DER of `CRLDistributionPoints`.
    pub(crate) crl_distribution_points: Option<Range<usize>>,
    pub(crate) ocsp_no_check: bool,
    /// The DER of `CertificatePolicies`.
    pub(crate) certificate_policies: Option<Range<usize>>,
}

/// The uses that a key is for (RFC 5280, 4.2.1.3).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct KeyUsage {
    /// Signatures that authenticate.
    pub digital_signature: bool,
    /// Signatures that commit to content; `contentCommitment` in newer texts.
    pub non_repudiation: bool,
    /// Encrypting keys.
    pub key_encipherment: bool,
    /// Encrypting data.
    pub data_encipherment: bool,
    /// Agreeing on keys.
    pub key_agreement: bool,
    /// Signing certificates.
    pub key_cert_sign: bool,
    /// Signing revocation lists.
    pub crl_sign: bool,
}

impl Extensions {
    /// Reads `extensions [3]` at the end of a `TBSCertificate`; the unique identifiers before it are skipped, and so is an
    /// extension that cannot be read.
    pub(crate) fn read(mut fields: Reader<'_>) -> Result<Self> {
        let mut found = Self::default();
        while !fields.is_empty() {
            let field = fields.read()?;
            if field.tag() == 0xa3 {
                let mut extensions = field.inside().sequence(EXTENSION)?;
                while !extensions.is_empty() {
                    let _unreadable = found.take(extensions.read()?.inside());
                }
            }
        }
        Ok(found)
    }

    /// Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
    fn take(&mut self, mut extension: Reader<'_>) -> Result<()> {
        let kind = extension.object_identifier(EXTENSION)?;
        if kind == oid::KEY_USAGE {
            // A key whose uses cannot be read is for none.
            self.key_usage = Some(KeyUsage::default());
        }
        extension.optional(tag::BOOLEAN)?;
        let value = extension.tagged(tag::OCTET_STRING, EXTENSION)?;
        match kind {
            oid::AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key_identifier = authority_key_identifier(&value)?
            }
            oid::AUTHORITY_INFO_ACCESS => self.authority_info_access = Some(value.contents_range()),
            oid::BASIC_CONSTRAINTS => self.is_ca = is_ca(&value)?,
            oid::CERTIFICATE_POLICIES => self.certificate_policies = Some(value.contents_range()),
            oid::CRL_DISTRIBUTION_POINTS => self.crl_distribution_points = Some(value.contents_range()),
            oid::KEY_USAGE => {
                self.key_usage = Some(KeyUsage::read(&value.inside().tagged(tag::BIT_STRING, EXTENSION)?))
            }
            oid::OCSP_NO_CHECK => self.ocsp_no_check = true,
            oid::SUBJECT_ALT_NAME => self.subject_alt_name = Some(value.contents_range()),
            oid::SUBJECT_KEY_IDENTIFIER => self.subject_key_identifier = key_identifier(&value.only()?),
            _ => {}
        }
        Ok(())
    }
}

impl KeyUsage {
    /// KeyUsage ::= BIT STRING, the first named bit first.
    fn read(bits: &Tlv<'_>) -> Self {
        let octet = bits.contents().get(1).copied().unwrap_or_default();
        let bit = |index: u8| octet & (0x80 >> index) != 0;
        Self {
            digital_signature: bit(0),
            non_repudiation: bit(1),
            key_encipherment: bit(2),
            data_encipherment: bit(3),
            key_agreement: bit(4),
            key_cert_sign: bit(5),
            crl_sign: bit(6),
        }
    }
}

/// AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier \[0\] IMPLICIT OCTET STRING OPTIONAL, … }
fn authority_key_identifier(value: &Tlv<'_>) -> Result<Option<Range<usize>>> {
    let identifier = value.inside().sequence(EXTENSION)?.optional(0x80)?;
    Ok(identifier.and_then(|identifier| key_identifier(&identifier)))
}

/// None of no octets: it would be that of every key.
fn key_identifier(octets: &Tlv<'_>) -> Option<Range<usize>> {
    Some(octets.contents_range()).filter(|range| !range.is_empty())
}

/// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, … }
fn is_ca(value: &Tlv<'_>) -> Result<bool> {
    let ca = value.inside().sequence(EXTENSION)?.optional(tag::BOOLEAN)?;
    Ok(ca.is_some_and(|ca| ca.contents() != [0]))
}

const EXTENSION: &str = "an extension";
