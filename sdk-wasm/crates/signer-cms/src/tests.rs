//! The strict reader refuses what it should.

use proptest::prelude::*;
use signer_pki::{
    Certificate, DigestAlgorithm,
    der::{self, tag},
};

use super::*;

fn certificate(name: &str) -> Certificate {
    let path = format!("{}/../signer-pki/tests/vectors/{name}.cer", env!("CARGO_MANIFEST_DIR"));
    Certificate::from_der(&std::fs::read(path).unwrap()).unwrap()
}

fn attribute(kind: &[u8], values: &[&[u8]]) -> Vec<u8> {
    der::sequence(&[&der::object_identifier(kind), &der::tlv(tag::SET, values)])
}

/// The three attributes that have to be there.
fn baseline() -> Vec<Vec<u8>> {
    vec![
        attribute(oid::CONTENT_TYPE, &[&der::object_identifier(oid::DATA)]),
        attribute(oid::MESSAGE_DIGEST, &[&der::octet_string(&[7; 32])]),
        attribute(oid::SIGNING_CERTIFICATE_V2, &[&attribute::signing_certificate_v2(&certificate("person"))]),
    ]
}

fn set(attributes: &[Vec<u8>]) -> Vec<u8> {
    let attributes: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
    der::set_of(&attributes)
}

fn read(der: &[u8]) -> Result<ReadSignedAttributes> {
    SignedAttributes::read(der, &certificate("person"))
}

fn with(attribute: Vec<u8>) -> Result<ReadSignedAttributes> {
    read(&set(&[baseline(), vec![attribute]].concat()))
}

#[test]
fn the_baseline_is_read_as_it_was_written() {
    let attributes =
        SignedAttributes::pades_baseline(&[7; 32], DigestAlgorithm::Sha256, &certificate("person"));
    assert_eq!(attributes.der(), set(&baseline()));
    der::check(attributes.der()).unwrap();
    let expected = ReadSignedAttributes {
        message_digest: vec![7; 32],
        content_type: "1.2.840.113549.1.7.1".into(),
        signing_time: None,
        policy: None,
        others: Vec::new(),
    };
    assert_eq!(read(attributes.der()), Ok(expected));
}

#[test]
fn time_policy_and_others_are_shown() {
    let time = der::tlv(tag::UTC_TIME, &[b"261122120000Z"]);
    assert_eq!(with(attribute(oid::SIGNING_TIME, &[&time])).unwrap().signing_time, Some(1_795_348_800));
    // PA_PAdES_AD_RB_v1_1.
    let policy = der::sequence(&[&der::object_identifier(&[0x60, 0x4c, 1, 7, 1, 11, 1, 1])]);
    let read = with(attribute(oid::SIGNATURE_POLICY_IDENTIFIER, &[&policy])).unwrap();
    assert_eq!(read.policy.as_deref(), Some("2.16.76.1.7.1.11.1.1"));
    assert_eq!(with(attribute(&[0x2a, 3], &[&der::null()])).unwrap().others, ["1.2.3"]);
}

#[test]
fn a_policy_may_say_its_address_and_no_more() {
    let identifier = der::object_identifier(&[0x60, 0x4c, 1, 7, 1, 11, 1, 1]);
    let hash = der::sequence(&[
        &DigestAlgorithm::Sha256.algorithm_identifier(),
        &der::octet_string(&DigestAlgorithm::Sha256.digest(b"policy")),
    ]);
    // SPuri and SPUserNotice (RFC 5126, 5.8.1).
    let qualifier = |last: u8, value: &[u8]| {
        let kind = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 5, last];
        der::sequence(&[&der::sequence(&[&der::object_identifier(&kind), value])])
    };
    let address = qualifier(1, &der::tlv(0x16, &[b"http://politicas.example/PA.der"]));
    let notice = qualifier(2, &der::sequence(&[&der::tlv(tag::UTF8_STRING, &[b"I owe you"])]));
    let with_policy = |fields: &[&[u8]]| {
        let policy = der::sequence(&[&[identifier.as_slice(), &hash][..], fields].concat());
        with(attribute(oid::SIGNATURE_POLICY_IDENTIFIER, &[&policy])).map(|read| read.policy)
    };
    let named = Some("2.16.76.1.7.1.11.1.1".to_owned());
    assert_eq!(with_policy(&[]), Ok(named.clone()));
    assert_eq!(with_policy(&[&address]), Ok(named));
    for refused in [&[notice.as_slice()][..], &[&address, &der::null()], &[&der::null()]] {
        assert!(matches!(with_policy(refused), Err(Error::Malformed { .. })));
    }
}

#[test]
fn another_certificate_is_refused() {
    let attributes =
        SignedAttributes::pades_baseline(&[7; 32], DigestAlgorithm::Sha256, &certificate("person"));
    assert_eq!(
        SignedAttributes::read(attributes.der(), &certificate("company")),
        Err(Error::CertificateMismatch)
    );
}

#[test]
fn issuer_and_serial_number_have_to_be_the_certificates_too() {
    let digest = der::octet_string(&DigestAlgorithm::Sha256.digest(certificate("person").der()));
    let issuer = der::sequence(&[&der::explicit(4, &[certificate("person").issuer()])]);
    let value = |serial_number: &[u8]| {
        let identifier = der::sequence(&[&digest, &der::sequence(&[&issuer, &der::integer(serial_number)])]);
        attribute(oid::SIGNING_CERTIFICATE_V2, &[&der::sequence(&[&der::sequence(&[&identifier])])])
    };
    let [content_type, message_digest, _] = baseline().try_into().unwrap();
    let read_with = |value| read(&set(&[content_type.clone(), message_digest.clone(), value]));
    assert!(read_with(value(certificate("person").serial_number())).is_ok());
    assert_eq!(read_with(value(&[1])), Err(Error::CertificateMismatch));
}

/// The older attribute with SHA-1 (RFC 2634), and the newer one with another digest than the default.
#[test]
fn other_digests_of_the_certificate_are_compared_too() {
    use sha1::Digest as _;
    let [content_type, message_digest, _] = baseline().try_into().unwrap();
    let value = |identifier: &[&[u8]]| der::sequence(&[&der::sequence(&[&der::sequence(identifier)])]);
    let read_with = |kind, value: Vec<u8>, name| {
        let attributes = [content_type.clone(), message_digest.clone(), attribute(kind, &[&value])];
        SignedAttributes::read(&set(&attributes), &certificate(name))
    };
    let v1 = value(&[&der::octet_string(&sha1::Sha1::digest(certificate("person").der()))]);
    assert!(read_with(oid::SIGNING_CERTIFICATE, v1.clone(), "person").is_ok());
    assert_eq!(read_with(oid::SIGNING_CERTIFICATE, v1, "company"), Err(Error::CertificateMismatch));
    let digest = der::octet_string(&DigestAlgorithm::Sha512.digest(certificate("person").der()));
    let v2 = value(&[&DigestAlgorithm::Sha512.algorithm_identifier(), &digest]);
    assert!(read_with(oid::SIGNING_CERTIFICATE_V2, v2.clone(), "person").is_ok());
    assert_eq!(read_with(oid::SIGNING_CERTIFICATE_V2, v2, "company"), Err(Error::CertificateMismatch));
}

#[test]
fn each_attribute_has_to_be_there_once() {
    for missing in 0..3 {
        let mut attributes = baseline();
        attributes.remove(missing);
        assert!(matches!(read(&set(&attributes)), Err(Error::Malformed { .. })), "without {missing}");
    }
    for value in [[7; 32], [8; 32]] {
        let twice = attribute(oid::MESSAGE_DIGEST, &[&der::octet_string(&value)]);
        assert!(matches!(with(twice), Err(Error::Malformed { .. })));
    }
    assert!(with(attribute(&[0x2a, 3], &[&der::null(), &der::null()])).is_err(), "two values");
    assert!(with(attribute(&[0x2a, 3], &[])).is_err(), "no value");
}

#[test]
fn digests_of_unknown_length_are_refused() {
    for len in [0, 16, 20, 28, 31, 33, 128] {
        let mut attributes = baseline();
        attributes[1] = attribute(oid::MESSAGE_DIGEST, &[&der::octet_string(&vec![7; len])]);
        assert!(read(&set(&attributes)).is_err(), "{len}");
    }
}

#[test]
fn what_is_not_der_is_refused() {
    let der = set(&baseline());
    assert!(read(&[der.as_slice(), &[0]].concat()).is_err(), "trailing octet");
    assert!(read(&der[..der.len() - 1]).is_err(), "cut");
    let parts = baseline();
    let unordered: Vec<&[u8]> = [&parts[2], &parts[1], &parts[0]].map(Vec::as_slice).into();
    assert!(read(&der::tlv(tag::SET, &unordered)).is_err(), "order");
    let mut implicit = der.clone();
    implicit[0] = 0xa0;
    assert!(read(&implicit).is_err(), "the tag of SignerInfo");
    let indefinite = [&[0x31, 0x80], parts.concat().as_slice(), &[0, 0]].concat();
    assert!(read(&indefinite).is_err(), "indefinite length");
    assert_eq!(read(&vec![0x31; 65_537]), Err(Error::TooLong { limit: 65_536 }));
}

/// A page could try to have other things signed: a TLS handshake, a bare digest, random octets.
#[test]
fn other_structures_are_refused() {
    let handshake = [&[0x20; 64], b"TLS 1.3, client CertificateVerify\0".as_slice(), &[7; 32]].concat();
    for other in
        [&handshake[..], &[7; 32], &[], certificate("person").der(), &der::octet_string(&[7; 32]), &set(&[])]
    {
        assert!(read(other).is_err());
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
    }

    /// No single changed octet goes unnoticed, but in the digest and in the type of the content, which are shown.
    #[test]
    fn a_changed_octet_is_refused_or_shown(at in any::<prop::sample::Index>(), octet in any::<u8>()) {
        let original = set(&baseline());
        let mut der = original.clone();
        let at = at.index(der.len());
        der[at] = octet;
        if let Ok(changed) = read(&der) && der != original {
            prop_assert_ne!(Ok(changed), read(&original));
        }
    }
}

#[test]
fn the_longest_attributes_that_are_read_have_64_kib() {
    let longest = |octets: usize| {
        let empty = attribute(&[0x2a, 3], &[&der::octet_string(&vec![0; 65_000])]);
        let rest = octets - set(&[baseline(), vec![empty]].concat()).len();
        attribute(&[0x2a, 3], &[&der::octet_string(&vec![0; 65_000 + rest])])
    };
    for (octets, is_too_long) in [(65_536, false), (65_537, true)] {
        let whole = set(&[baseline(), vec![longest(octets)]].concat());
        assert_eq!(whole.len(), octets);
        assert_eq!(matches!(read(&whole), Err(Error::TooLong { limit: 65_536 })), is_too_long);
    }
}

#[test]
fn an_error_says_what_is_wrong() {
    let of_pki = |error| Error::from(Box::new(error)).to_string();
    assert_eq!(of_pki(signer_pki::Error::Malformed { what: "a name" }), "a name is malformed");
    assert_eq!(of_pki(signer_pki::Error::KeyNotFound), "the signature is malformed");
    let mismatch = Error::CertificateMismatch.to_string();
    assert_eq!(mismatch, "the signed attributes name another certificate");
    assert_eq!(Error::TooLong { limit: 9 }.to_string(), "the signed attributes have more than 9 bytes");
}
