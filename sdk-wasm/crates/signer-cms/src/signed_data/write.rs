//! The structure around a signature.

use signer_pki::{
    CertificateChain, SignatureAlgorithm,
    der::{self, tag},
};

use crate::{attribute::SignedAttributes, oid};

/// The DER of a `ContentInfo` with a detached `SignedData` of one signer (RFC 5652, 5.1), ready for `/Contents`.
///
/// `signature` is a value of `algorithm` over `attributes.der()`, ECDSA's in DER; the chain's end entity is the signer.
#[must_use]
pub fn signed_data(
    attributes: &SignedAttributes,
    algorithm: SignatureAlgorithm,
    signature: &[u8],
    chain: &CertificateChain,
) -> Vec<u8> {
    let signed_data = der::sequence(&[
        &der::integer(&[1]),
        &der::tlv(tag::SET, &[&algorithm.digest().algorithm_identifier()]),
        &der::sequence(&[&der::object_identifier(oid::DATA)]),
        &certificates(chain),
        &der::tlv(tag::SET, &[&signer_info(attributes, algorithm, signature, chain)]),
    ]);
    der::sequence(&[&der::object_identifier(oid::SIGNED_DATA), &der::explicit(0, &[&signed_data])])
}

/// Octets of the longest `signed_data` with the attributes of PAdES baseline: what the hole has to hold.
#[must_use]
pub fn signed_data_len(algorithm: SignatureAlgorithm, chain: &CertificateChain) -> usize {
    let digest = algorithm.digest();
    let attributes = SignedAttributes::pades_baseline(&vec![0; digest.len()], digest, chain.end_entity());
    signed_data(&attributes, algorithm, &vec![0; algorithm.max_len(chain.end_entity())], chain).len()
}

/// certificates [0] IMPLICIT CertificateSet: a SET OF, so that the order is that of the encodings.
fn certificates(chain: &CertificateChain) -> Vec<u8> {
    let certificates: Vec<&[u8]> = chain.iter().map(signer_pki::Certificate::der).collect();
    der::explicit(0, &[&der::ascending(&certificates)])
}

/// SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, signedAttrs [0] IMPLICIT, signatureAlgorithm, signature }
/// (RFC 5652, 5.3), version 1 for `issuerAndSerialNumber`.
fn signer_info(
    attributes: &SignedAttributes,
    algorithm: SignatureAlgorithm,
    signature: &[u8],
    chain: &CertificateChain,
) -> Vec<u8> {
    let certificate = chain.end_entity();
    let issuer_and_serial_number =
        der::sequence(&[certificate.issuer(), &der::tlv(tag::INTEGER, &[certificate.serial_number()])]);
    der::sequence(&[
        &der::integer(&[1]),
        &issuer_and_serial_number,
        &algorithm.digest().algorithm_identifier(),
        &implicit(attributes.der()),
        &algorithm.algorithm_identifier(),
        &der::octet_string(signature),
    ])
}

/// The same TLV under the tag [0].
fn implicit(set: &[u8]) -> Vec<u8> {
    let mut tagged = set.to_vec();
    if let Some(first) = tagged.first_mut() {
        *first = tag::CONTEXT | tag::CONSTRUCTED;
    }
    tagged
}
