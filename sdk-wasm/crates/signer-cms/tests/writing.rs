//! The encodings that are written, against kept ones and against lengths that are counted here.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::fs;

use signer_cms::{Attribute, Content, RevocationInfo, SignedAttributes, SignedData};
use signer_pki::{Certificate, CertificateChain, SignatureAlgorithm};

/// The parts of a signature that all tests share.
struct Parts {
    chain: CertificateChain,
    algorithm: SignatureAlgorithm,
    signed: SignedAttributes,
    signature: Vec<u8>,
}

fn certificate(name: &str) -> Certificate {
    let path = format!("{}/../signer-pki/tests/vectors/{name}.cer", env!("CARGO_MANIFEST_DIR"));
    Certificate::from_der(&fs::read(path).unwrap()).unwrap()
}

fn parts(name: &str, issuers: &[&str]) -> Parts {
    let chain =
        CertificateChain::order(certificate(name), issuers.iter().map(|name| certificate(name)).collect());
    let algorithm = SignatureAlgorithm::for_certificate(chain.end_entity()).unwrap();
    let digest = algorithm.digest();
    let signed = SignedAttributes::pades_baseline(&vec![7; digest.len()], digest, chain.end_entity());
    Parts { signature: vec![0xab; algorithm.max_len(chain.end_entity())], signed, algorithm, chain }
}

impl Parts {
    fn detached(&self) -> SignedData<'_> {
        SignedData::detached(&self.signed, self.algorithm, &self.signature, &self.chain)
    }
}

/// Tag, octets of the header and length of the contents (X.690, 8.1.3), counted without the code under test.
fn header(bytes: &[u8]) -> (u8, usize, u64) {
    match bytes[1] {
        short @ 0..0x80 => (bytes[0], 2, short.into()),
        long => {
            let octets = &bytes[2..2 + usize::from(long - 0x80)];
            assert_ne!(octets[0], 0, "the shortest form");
            let len = octets.iter().fold(0, |len, octet| len << 8 | u64::from(*octet));
            assert!(len >= 0x80, "the shortest form");
            (bytes[0], 2 + octets.len(), len)
        }
    }
}

fn is_inside(outer: &[u8], inner: &[u8]) -> bool {
    outer.windows(inner.len()).any(|window| window == inner)
}

#[test]
fn detached_signatures_are_those_of_before() {
    for (name, issuers) in [
        ("person", &["root", "intermediate"][..]),
        ("company", &["intermediate"]),
        ("p384", &[]),
        ("p521", &[]),
    ] {
        let parts = parts(name, issuers);
        let encoded = parts.detached().encode();
        let kept =
            fs::read(format!("{}/tests/vectors/detached-{name}.der", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert_eq!((encoded.head, encoded.tail), (kept.clone(), Vec::new()), "{name}");
        assert_eq!(SignedData::max_len(&parts.signed, parts.algorithm, &parts.chain, None), kept.len());
    }
}

/// ContentInfo, [0], SignedData, EncapsulatedContentInfo, [0] and the OCTET STRING, each counted from its place to the end.
#[test]
fn lengths_around_attached_content_are_right_beyond_4_gib() {
    const GIB: u64 = 1 << 30;
    let parts = parts("person", &["intermediate"]);
    for len in
        [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 1_000_000_000, GIB, 4 * GIB - 1, 4 * GIB, 5 * GIB, 1 << 52]
    {
        let encoded = SignedData { content: Content::Attached(len), ..parts.detached() }.encode();
        let (head, tail) = (&encoded.head[..], u64::try_from(encoded.tail.len()).unwrap());
        let mut at = 0;
        // Octets after the place: the rest of the head, the content and what comes after it.
        let rest = |at: usize, tail: u64| u64::try_from(head.len() - at).unwrap() + len + tail;
        let mut enter = |tag: u8, tail: u64, skipped: usize| {
            let (found, octets, length) = header(&head[at..]);
            at += octets;
            assert_eq!((found, length), (tag, rest(at, tail)), "{len}: at {at}");
            at += skipped;
        };
        enter(0x30, tail, 2 + 9);
        enter(0xa0, tail, 0);
        enter(0x30, tail, 3 + 15);
        enter(0x30, 0, 2 + 9);
        enter(0xa0, 0, 0);
        enter(0x04, 0, 0);
        assert_eq!(at, head.len(), "{len}: the content comes next");
        let detached = parts.detached().encode().head;
        assert!(detached.ends_with(&encoded.tail), "{len}: the same follows as without content");
    }
}

#[test]
fn a_token_is_an_unsigned_attribute_and_fits_into_the_room_kept_for_it() {
    let parts = parts("person", &["intermediate"]);
    let token = [&[0x30, 0x82, 0x12, 0x34][..], &[0x55; 0x1234]].concat();
    let with = SignedData { unsigned: vec![Attribute::time_stamp_token(&token)], ..parts.detached() };
    let encoded = with.encode().head;
    // [1] { SEQUENCE { OBJECT IDENTIFIER 1.2.840.113549.1.9.16.2.14, SET { token } } }, by hand.
    let oid = [6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];
    let set = [&[0x31, 0x82, 0x12, 0x38][..], &token].concat();
    let attribute = [&[0x30, 0x82, 0x12, 0x49][..], &oid, &set].concat();
    let unsigned = [&[0xa1, 0x82, 0x12, 0x4d][..], &attribute].concat();
    assert!(encoded.ends_with(&unsigned));
    let room = SignedData::max_len(&parts.signed, parts.algorithm, &parts.chain, Some(token.len()));
    assert_eq!(encoded.len(), room);
    let without = SignedData::max_len(&parts.signed, parts.algorithm, &parts.chain, None);
    assert_eq!(room - without, unsigned.len());
}

#[test]
fn sets_ascend_by_their_encodings() {
    let parts = parts("person", &["intermediate", "root"]);
    let [a, b] = [(&[0x2a_u8, 4][..], 1_u8), (&[0x2a, 3], 2)]
        .map(|(kind, value)| Attribute::new(kind, &[0x02, 1, value]));
    let infos = vec![
        RevocationInfo::Ocsp(&[0x30, 1, 9]),
        RevocationInfo::Crl(&[0x30, 2, 5, 0]),
        RevocationInfo::Crl(&[0x30, 1, 8]),
    ];
    let mut signed_data =
        SignedData { crls: infos, unsigned: vec![a.clone(), b.clone()], ..parts.detached() };
    let encoded = signed_data.encode().head;
    let ocsp = [&[0xa1, 13, 6, 8, 0x2b, 6, 1, 5, 5, 7, 16, 2][..], &[0x30, 1, 9]].concat();
    let crls = [&[0xa1, 22, 0x30, 1, 8, 0x30, 2, 5, 0][..], &ocsp].concat();
    assert!(is_inside(&encoded, &crls));
    let unsigned = [&[0xa1, 22][..], b.der(), a.der()].concat();
    assert!(encoded.ends_with(&unsigned));
    signed_data.certificates.reverse();
    signed_data.crls.reverse();
    signed_data.unsigned.reverse();
    assert_eq!(signed_data.encode().head, encoded);
}

/// CMSVersion is 5 as soon as there is revocation information of another kind (RFC 5652, 5.1).
#[test]
fn an_ocsp_response_raises_the_version() {
    let parts = parts("company", &[]);
    let version = |crls| {
        let encoded = SignedData { crls, ..parts.detached() }.encode().head;
        encoded.windows(3).find(|window| window[..2] == [2, 1]).unwrap()[2]
    };
    assert_eq!(version(vec![RevocationInfo::Crl(&[0x30, 0])]), 1);
    assert_eq!(version(vec![RevocationInfo::Crl(&[0x30, 0]), RevocationInfo::Ocsp(&[0x30, 0])]), 5);
}
