//! Writes a `SignedData` of one signer.

use signer_pki::{
    Certificate, CertificateChain, SignatureAlgorithm,
    der::{self, tag},
};

use super::revocation_info::RevocationInfo;
use crate::{
    attribute::{Attribute, SignedAttributes},
    content::Content,
    oid,
};

/// A signature with all that goes with it (RFC 5652, 5.1), before it is encoded.
#[derive(Clone, Debug)]
pub struct SignedData<'a> {
    /// Where the signed content is.
    pub content: Content,
    /// DER of each certificate to be sent along, in any order.
    pub certificates: Vec<&'a [u8]>,
    /// Revocation lists and answers to be sent along, in any order.
    pub crls: Vec<RevocationInfo<'a>>,
    /// The certificate of the key that signed.
    pub signer: &'a Certificate,
    /// The attributes that the signature covers.
    pub signed: &'a SignedAttributes,
    /// How the signature was made.
    pub algorithm: SignatureAlgorithm,
    /// A value of `algorithm` over `signed.der()`, ECDSA's in DER.
    pub signature: &'a [u8],
    /// Attributes that were added afterwards, in any order.
    pub unsigned: Vec<Attribute>,
}

/// A `ContentInfo` in DER, without the octets of attached content: those belong between `head` and `tail`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Encoded {
    /// All that comes before the content; the whole where the content is detached.
    pub head: Vec<u8>,
    /// All that comes after the content; empty where the content is detached.
    pub tail: Vec<u8>,
}

impl<'a> SignedData<'a> {
    /// A detached signature with its chain and nothing else, ready for `/Contents`; the chain's end entity is the signer.
    #[must_use]
    pub fn detached(
        signed: &'a SignedAttributes,
        algorithm: SignatureAlgorithm,
        signature: &'a [u8],
        chain: &'a CertificateChain,
    ) -> Self {
        Self {
            content: Content::Detached,
            certificates: chain.iter().map(Certificate::der).collect(),
            crls: Vec::new(),
            signer: chain.end_entity(),
            signed,
            algorithm,
            signature,
            unsigned: Vec::new(),
        }
    }

    /// Octets of the longest detached signature with this chain, before there is a value: the room to be kept for it.
    ///
    /// `signed` has attributes of the same length as those that will be signed; `token` is the length of the longest time-stamp
    /// token in octets, none where there is to be none.
    #[must_use]
    pub fn max_len(
        signed: &SignedAttributes,
        algorithm: SignatureAlgorithm,
        chain: &CertificateChain,
        token: Option<usize>,
    ) -> usize {
        let signature = vec![0; algorithm.max_len(chain.end_entity())];
        let unsigned = token.map(|len| Attribute::time_stamp_token(&vec![0; len])).into_iter().collect();
        let signed_data =
            SignedData { unsigned, ..SignedData::detached(signed, algorithm, &signature, chain) };
        signed_data.encode().head.len()
    }

    /// The `ContentInfo` in DER. Every length before the content already counts the content and what comes after it.
    #[must_use]
    pub fn encode(&self) -> Encoded {
        let mut tail = optional_set(0, &self.certificates);
        tail.extend_from_slice(&self.revocation_infos());
        tail.extend_from_slice(&self.signer_infos());
        let after = self.content.len().saturating_add(octets(&tail));
        let signed_data = der::open(
            tag::SEQUENCE,
            &[
                &der::integer(&[self.version()]),
                &der::tlv(tag::SET, &[&self.algorithm.digest().algorithm_identifier()]),
                &self.content.head(),
            ],
            after,
        );
        let explicit = der::open(tag::CONTEXT_0, &[&signed_data], after);
        let content_info = [&der::object_identifier(oid::SIGNED_DATA)[..], &explicit];
        let mut head = der::open(tag::SEQUENCE, &content_info, after);
        if self.content == Content::Detached {
            head.append(&mut tail);
        }
        Encoded { head, tail }
    }

    /// CMSVersion: 5 with revocation information other than a CRL, else 1: content is data and the signer is named by issuer
    /// and serial number (RFC 5652, 5.1).
    fn version(&self) -> u8 {
        let other = self.crls.iter().any(|info| !matches!(info, RevocationInfo::Crl(_)));
        if other { 5 } else { 1 }
    }

    /// crls \[1\] IMPLICIT RevocationInfoChoices OPTIONAL, a SET OF. Loops here and below: an iterator's code is 1 kB of wasm.
    fn revocation_infos(&self) -> Vec<u8> {
        let mut infos = Vec::new();
        for info in &self.crls {
            infos.push(info.encode());
        }
        let mut encodings: Vec<&[u8]> = Vec::new();
        for info in &infos {
            encodings.push(info);
        }
        optional_set(1, &encodings)
    }

    /// SignerInfos ::= SET OF SignerInfo; of version 1 for `issuerAndSerialNumber` (RFC 5652, 5.3):
    ///
    /// ```text
    /// SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, signedAttrs [0] IMPLICIT, signatureAlgorithm, signature,
    ///                           unsignedAttrs [1] IMPLICIT OPTIONAL }
    /// ```
    fn signer_infos(&self) -> Vec<u8> {
        let issuer_and_serial_number =
            der::sequence(&[self.signer.issuer(), &der::tlv(tag::INTEGER, &[self.signer.serial_number()])]);
        let mut unsigned = Vec::new();
        for attribute in &self.unsigned {
            unsigned.push(attribute.der());
        }
        let signer_info = der::sequence(&[
            &der::integer(&[1]),
            &issuer_and_serial_number,
            &self.algorithm.digest().algorithm_identifier(),
            &implicit(self.signed.der()),
            &self.algorithm.algorithm_identifier(),
            &der::octet_string(self.signature),
            &optional_set(1, &unsigned),
        ]);
        der::tlv(tag::SET, &[&signer_info])
    }
}

/// `[number] IMPLICIT SET OF … OPTIONAL`, left out where it is empty.
fn optional_set(number: u8, elements: &[&[u8]]) -> Vec<u8> {
    if elements.is_empty() { Vec::new() } else { der::explicit(number, &[&der::ascending(elements)]) }
}

/// The same TLV under the tag \[0\].
fn implicit(set: &[u8]) -> Vec<u8> {
    let mut tagged = set.to_vec();
    if let Some(first) = tagged.first_mut() {
        *first = tag::CONTEXT_0;
    }
    tagged
}

/// A length of a buffer; no `usize` has more bits than 64.
fn octets(buffer: &[u8]) -> u64 {
    u64::try_from(buffer.len()).unwrap_or(u64::MAX)
}
