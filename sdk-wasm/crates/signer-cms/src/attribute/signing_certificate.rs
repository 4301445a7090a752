//! The attribute that binds a signature to one certificate.

use signer_pki::{
    Certificate, DigestAlgorithm,
    der::{self, Reader, tag},
};

use crate::error::{Error, Result};

/// `SigningCertificateV2` of one certificate (RFC 5035, 3 and 4):
///
/// ```text
/// SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies … OPTIONAL }
/// ESSCertIDv2 ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier DEFAULT {algorithm id-sha256},
///                            certHash OCTET STRING, issuerSerial IssuerSerial OPTIONAL }
/// ```
///
/// The digest is the default one, which DER leaves out.
pub(crate) fn v2(certificate: &Certificate) -> Vec<u8> {
    let digest = der::octet_string(&DigestAlgorithm::Sha256.digest(certificate.der()));
    let identifier = der::sequence(&[&digest, &issuer_serial(certificate)]);
    der::sequence(&[&der::sequence(&[&identifier])])
}

/// IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber CertificateSerialNumber } (RFC 5035, 5)
fn issuer_serial(certificate: &Certificate) -> Vec<u8> {
    // directoryName [4] is EXPLICIT, because Name is a CHOICE.
    let issuer = der::sequence(&[&der::explicit(4, &[certificate.issuer()])]);
    der::sequence(&[&issuer, &der::tlv(tag::INTEGER, &[certificate.serial_number()])])
}

/// Refuses a `SigningCertificateV2` that does not name `certificate` first, as the one that signs.
pub(crate) fn check_v2(value: Reader<'_>, certificate: &Certificate) -> Result<()> {
    let mut identifier = first_identifier(value)?;
    let digest = match identifier.optional(tag::SEQUENCE)? {
        Some(algorithm) => {
            DigestAlgorithm::from_oid(algorithm.inside().object_identifier(WHAT)?).ok_or(MALFORMED)?
        }
        None => DigestAlgorithm::Sha256,
    };
    check(identifier, &digest.digest(certificate.der()), certificate)
}

/// The same for the `SigningCertificate` of RFC 2634, 5.4, which knows SHA-1 only.
pub(crate) fn check_v1(value: Reader<'_>, certificate: &Certificate) -> Result<()> {
    use sha1::Digest as _;
    check(first_identifier(value)?, &sha1::Sha1::digest(certificate.der()), certificate)
}

fn first_identifier(mut value: Reader<'_>) -> Result<Reader<'_>> {
    Ok(value.sequence(WHAT)?.sequence(WHAT)?.sequence(WHAT)?)
}

fn check(mut identifier: Reader<'_>, digest: &[u8], certificate: &Certificate) -> Result<()> {
    let named = identifier.tagged(tag::OCTET_STRING, WHAT)?;
    let same_issuer = match identifier.optional(tag::SEQUENCE)? {
        Some(issuer) => issuer.encoded() == issuer_serial(certificate),
        None => true,
    };
    identifier.finish(WHAT)?;
    if named.contents() == digest && same_issuer { Ok(()) } else { Err(Error::CertificateMismatch) }
}

const WHAT: &str = "the signing certificate attribute";
const MALFORMED: Error = Error::Malformed { what: WHAT };
