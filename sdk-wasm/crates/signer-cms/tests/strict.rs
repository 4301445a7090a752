//! A `SignedData` put together field by field, right once and then wrong in one place each.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use proptest::prelude::*;
use signer_cms::{
    AlgorithmIdentifier, Attribute, CertificateChoice, Content, EncapsulatedContent, Error, ReadAttribute,
    ReadSignedData, RevocationInfo, SignedAttributes, SignedData, SignerIdentifier,
};
use signer_pki::{
    Certificate, CertificateChain, SignatureAlgorithm,
    der::{self, tag},
};

const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 16, 2];

/// The fields of a `SignedData` and of its one `SignerInfo`, each encoded.
#[derive(Clone)]
struct Fields {
    content_info: Vec<Vec<u8>>,
    signed_data: Vec<Vec<u8>>,
    signer_info: Vec<Vec<u8>>,
}

fn oid(contents: &[u8]) -> Vec<u8> {
    der::object_identifier(contents)
}

fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    der::sequence(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn attribute(kind: u8) -> Vec<u8> {
    seq(&[oid(&[0x2a, kind]), der::tlv(tag::SET, &[&der::null()])])
}

impl Fields {
    fn right() -> Self {
        let algorithm = seq(&[oid(&[0x2a, 3]), der::null()]);
        let content = der::explicit(0, &[&der::octet_string(b"content")]);
        Self {
            content_info: vec![oid(SIGNED_DATA)],
            signed_data: vec![
                der::integer(&[1]),
                der::tlv(tag::SET, &[&algorithm]),
                seq(&[oid(DATA), content]),
                der::explicit(0, &[&der::sequence(&[b"\x05\0"]), b"\xa1\0"]),
                der::explicit(1, &[&der::sequence(&[]), &der::explicit(1, &[&oid(OCSP), b"\x05\0"])]),
            ],
            signer_info: vec![
                der::integer(&[1]),
                seq(&[der::sequence(&[]), der::integer(&[7])]),
                algorithm.clone(),
                der::explicit(0, &[&attribute(3)]),
                algorithm,
                der::octet_string(b"value"),
                der::explicit(1, &[&attribute(4), &attribute(5)]),
            ],
        }
    }

    fn encode(&self) -> Vec<u8> {
        let signers = der::tlv(tag::SET, &[&seq(&self.signer_info)]);
        let signed_data = seq(&[self.signed_data.clone(), vec![signers]].concat());
        seq(&[self.content_info.clone(), vec![der::explicit(0, &[&signed_data])]].concat())
    }

    fn is_read(change: impl FnOnce(&mut Self)) -> bool {
        let mut fields = Self::right();
        change(&mut fields);
        match SignedData::read(&fields.encode()) {
            Ok(_) => true,
            Err(Error::Malformed { .. }) => false,
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn every_field_is_found() {
    let encoded = Fields::right().encode();
    let read = SignedData::read(&encoded).unwrap();
    let algorithm = AlgorithmIdentifier { algorithm: &[0x2a, 3], parameters: Some(b"\x05\0") };
    assert_eq!((read.version, &read.digest_algorithms[..]), (1, &[algorithm][..]));
    assert_eq!(read.content_type, DATA);
    assert_eq!(
        read.certificates,
        [CertificateChoice::Certificate(b"\x30\x02\x05\0"), CertificateChoice::Other(b"\xa1\0")]
    );
    assert_eq!(read.crls, [RevocationInfo::Crl(b"\x30\0"), RevocationInfo::Ocsp(b"\x05\0")]);
    let [signer] = &read.signers[..] else { panic!("one signer") };
    assert_eq!(
        (signer.version, signer.digest_algorithm, signer.signature_algorithm),
        (1, algorithm, algorithm)
    );
    assert_eq!(
        signer.sid,
        SignerIdentifier::IssuerAndSerialNumber { issuer: b"\x30\0", serial_number: &[7] }
    );
    let signed = signer.signed.as_ref().unwrap();
    assert_eq!(signed.attributes[0].encoded, attribute(3));
    assert_eq!(signed.to_be_signed(), der::tlv(tag::SET, &[&attribute(3)]));
    assert_eq!(signed.encoded, der::explicit(0, &[&attribute(3)]));
    assert_eq!(signer.signature, b"value");
    let kinds: Vec<_> =
        signer.unsigned.iter().map(|attribute| (attribute.kind, &attribute.values[..])).collect();
    assert_eq!(kinds, [(&[0x2a, 4][..], &[&b"\x05\0"[..]][..]), (&[0x2a, 5], &[&b"\x05\0"[..]])]);
    assert_eq!(signer.encoded, seq(&Fields::right().signer_info));
    let content = read.content.unwrap();
    let start = encoded.windows(7).position(|window| window == b"content").unwrap() as u64;
    assert_eq!(
        content,
        EncapsulatedContent { tag: 0x04, pieces: std::iter::once(start..start + 7).collect() }
    );
}

#[test]
fn versions_outside_the_standard_are_refused() {
    for (version, read) in [(0, false), (1, true), (2, true), (3, true), (4, true), (5, true), (6, false)] {
        assert_eq!(
            Fields::is_read(|fields| fields.signed_data[0] = der::integer(&[version])),
            read,
            "{version}"
        );
    }
    for (version, read) in [(0, false), (1, true), (2, false), (3, true), (4, false)] {
        assert_eq!(
            Fields::is_read(|fields| fields.signer_info[0] = der::integer(&[version])),
            read,
            "{version}"
        );
    }
}

/// Optional fields may be left out, and no others.
#[test]
fn fields_that_are_missing_are_refused() {
    for (index, read) in [false, false, false, true, true].into_iter().enumerate() {
        let removed = Fields::is_read(|fields| drop(fields.signed_data.remove(index)));
        assert_eq!(removed, read, "field {index} of SignedData");
    }
    for (index, read) in [false, false, false, true, false, false, true].into_iter().enumerate() {
        let removed = Fields::is_read(|fields| drop(fields.signer_info.remove(index)));
        assert_eq!(removed, read, "field {index} of SignerInfo");
    }
    assert!(!Fields::is_read(|fields| drop(fields.content_info.remove(0))));
}

#[test]
fn fields_too_many_are_refused() {
    assert!(!Fields::is_read(|fields| fields.signer_info.push(der::null())));
    assert!(!Fields::is_read(|fields| fields.signed_data.push(der::null())));
    assert!(!Fields::is_read(|fields| fields.content_info.push(der::null())));
    let algorithm = seq(&[oid(&[0x2a, 3]), der::null(), der::null()]);
    assert!(!Fields::is_read(|fields| fields.signer_info[2] = algorithm.clone()));
    assert!(!Fields::is_read(|fields| fields.signed_data[1] = der::tlv(tag::SET, &[&algorithm])));
    let content = der::explicit(0, &[b"\x04\0"]);
    assert!(!Fields::is_read(|fields| fields.signed_data[2] = seq(&[oid(DATA), content, der::null()])));
    let two = der::explicit(0, &[b"\x04\0\x04\0"]);
    assert!(!Fields::is_read(|fields| fields.signed_data[2] = seq(&[oid(DATA), two])));
    let sid = seq(&[der::sequence(&[]), der::integer(&[7]), der::null()]);
    assert!(!Fields::is_read(|fields| fields.signer_info[1] = sid));
    let other = der::explicit(1, &[&der::explicit(1, &[&oid(&[0x2a, 3]), b"\x05\0\x05\0"])]);
    assert!(!Fields::is_read(|fields| fields.signed_data[4] = other));
    let long = seq(&[oid(&[0x2a, 3]), der::tlv(tag::SET, &[]), der::null()]);
    assert!(!Fields::is_read(|fields| fields.signer_info[6] = der::explicit(1, &[&long])));
}

/// Zeros, as in a PDF's hole, may stand behind the whole; nothing may stand behind a field.
#[test]
fn what_follows_may_be_zeros() {
    let encoded = Fields::right().encode();
    assert!(SignedData::read(&[&encoded[..], &[0; 64]].concat()).is_ok());
    assert!(SignedData::read(&[&encoded[..], &[0, 0, 1]].concat()).is_err());
    assert!(SignedData::read(&[&encoded[..], b"\n"].concat()).is_err());
    let signers = der::tlv(tag::SET, &[&seq(&Fields::right().signer_info)]);
    let signed_data = seq(&[Fields::right().signed_data, vec![signers, der::null()]].concat());
    let content_info =
        |rest: &[u8]| seq(&[oid(SIGNED_DATA), der::explicit(0, &[&signed_data]), rest.to_vec()]);
    assert!(SignedData::read(&content_info(&[])).is_err(), "behind the signers");
    let read = |explicit: Vec<u8>, rest: Vec<u8>| {
        SignedData::read(&seq(&[oid(SIGNED_DATA), explicit, rest])).is_ok()
    };
    let inside = der::Reader::der(&encoded).read().unwrap().inside().clone();
    let explicit = {
        let mut inside = inside;
        inside.read().unwrap();
        inside.read().unwrap().encoded().to_vec()
    };
    assert!(read(explicit.clone(), Vec::new()));
    assert!(!read(explicit, der::null()), "behind the SignedData");
}

#[test]
fn other_tags_are_refused() {
    assert!(!Fields::is_read(|fields| fields.content_info[0] = oid(DATA)), "not SignedData");
    for (index, element) in [(3, b"\x31\0"), (3, b"\xa4\0"), (3, b"\x04\0"), (4, b"\xa2\0"), (4, b"\x31\0")] {
        let number = u8::from(index == 4);
        let set = der::explicit(number, &[element]);
        assert!(!Fields::is_read(|fields| fields.signed_data[index] = set), "{element:02x?}");
    }
    for tag in [0xa0_u8, 0xa1, 0xa2, 0xa3] {
        let set = der::explicit(0, &[&[tag, 0]]);
        assert!(Fields::is_read(|fields| fields.signed_data[3] = set), "{tag:02x}");
    }
    let sid = |bytes: &[u8]| Fields::is_read(|fields| fields.signer_info[1] = bytes.to_vec());
    assert!(sid(b"\x80\x01\x07"));
    assert!(sid(b"\xa0\x03\x04\x01\x07"), "in segments");
    assert!(!sid(b"\x81\x01\x07") && !sid(b"\x04\x01\x07") && !sid(b"\x31\0"));
    for attribute in
        [&b"\x31\0"[..], b"\x30\0", b"\x30\x04\x06\x02\x2a\x03", b"\x30\x06\x06\x02\x2a\x03\x30\0"]
    {
        assert!(!Fields::is_read(|fields| fields.signer_info[3] = der::explicit(0, &[attribute])));
        assert!(!Fields::is_read(|fields| fields.signer_info[6] = der::explicit(1, &[attribute])));
    }
    // SignedData is a SEQUENCE, and eContent is one TLV.
    assert!(SignedData::read(&seq(&[oid(SIGNED_DATA), der::explicit(0, &[b"\x31\0"])])).is_err());
    assert!(!Fields::is_read(|fields| fields.signed_data[2] = seq(&[oid(DATA), der::explicit(0, &[])])));
    assert!(!Fields::is_read(
        |fields| fields.signed_data[2] = seq(&[oid(DATA), der::explicit(1, &[b"\x04\0"])])
    ));
    assert!(!Fields::is_read(|fields| fields.signer_info[5] = b"\x03\x02\0\x07".to_vec()), "a bit string");
}

#[test]
fn empty_sets_of_attributes() {
    assert!(!Fields::is_read(|fields| fields.signer_info[3] = der::explicit(0, &[])), "signed");
    assert!(Fields::is_read(|fields| fields.signer_info[6] = der::explicit(1, &[])), "unsigned");
}

#[test]
fn an_unknown_kind_of_revocation_information_is_kept_whole() {
    let other = der::explicit(1, &[&oid(&[0x2a, 3]), b"\x05\0"]);
    let mut fields = Fields::right();
    fields.signed_data[4] = der::explicit(1, &[&other]);
    let encoded = fields.encode();
    assert_eq!(SignedData::read(&encoded).unwrap().crls, [RevocationInfo::Other(&other)]);
}

#[test]
fn only_one_value_is_only() {
    let [a, b] = [&[0x2a_u8, 3][..], &[0x2a, 4]];
    let values: Vec<&[u8]> = vec![b"\x05\0"];
    let one = |kind: &'static [u8]| ReadAttribute { encoded: &[], kind, values: vec![b"\x05\0"] };
    let two = ReadAttribute { encoded: &[], kind: &[0x2a, 3], values: [values.clone(), values].concat() };
    let none = ReadAttribute { encoded: &[], kind: &[0x2a, 3], values: Vec::new() };
    assert_eq!(ReadAttribute::only(&[one(&[0x2a, 3]), one(&[0x2a, 4])], b), Ok(Some(&b"\x05\0"[..])));
    assert_eq!(ReadAttribute::only(&[one(&[0x2a, 4])], a), Ok(None));
    assert!(ReadAttribute::only(&[one(&[0x2a, 3]), one(&[0x2a, 3])], a).is_err());
    assert!(ReadAttribute::only(&[two], a).is_err());
    assert!(ReadAttribute::only(&[none], a).is_err());
}

fn with_content(content: &[u8]) -> Vec<u8> {
    let mut fields = Fields::right();
    fields.signed_data[2] = seq(&[oid(DATA), der::explicit(0, &[content])]);
    fields.encode()
}

#[test]
fn segments_within_segments_are_read_to_a_depth() {
    let nest = |depth: usize| (0..depth).fold(der::octet_string(b"x"), |inner, _| der::tlv(0x24, &[&inner]));
    assert_eq!(SignedData::read(&with_content(&nest(20))).unwrap().content.unwrap().len(), 1);
    assert!(SignedData::read(&with_content(&nest(40))).is_err());
    let indefinite = [[0x24, 0x80].repeat(100_000), vec![0; 200_000]].concat();
    assert!(SignedData::read(&with_content(&indefinite)).is_err());
    let wrong = der::tlv(0x24, &[&der::octet_string(b"x"), &der::null()]);
    assert!(SignedData::read(&with_content(&wrong)).is_err(), "a segment that is no string");
}

/// Each of these takes seconds where the time grows with the square of the size.
#[test]
fn many_segments_and_many_attributes_take_linear_time() {
    let begin = std::time::Instant::now();
    let segments = [&[0x24, 0x80][..], &[0x04, 1, 7].repeat(300_000), &[0, 0]].concat();
    let encoded = with_content(&segments);
    assert_eq!(SignedData::read(&encoded).unwrap().content.unwrap().pieces.len(), 300_000);
    let mut fields = Fields::right();
    let attributes: Vec<u8> = (0..100_000_u32)
        .rev()
        .flat_map(|number| {
            seq(&[oid(&[0x2a, 3]), der::tlv(tag::SET, &[&der::integer(&number.to_be_bytes())])])
        })
        .collect();
    fields.signer_info[3] = der::explicit(0, &[&attributes]);
    let encoded = fields.encode();
    let read = SignedData::read(&encoded).unwrap();
    assert!(read.signers[0].signed.as_ref().unwrap().to_be_signed().len() > 1_000_000);
    assert!(begin.elapsed().as_secs() < 60, "{:?}", begin.elapsed());
}

fn certificate(name: &str) -> Certificate {
    let path = format!("{}/../signer-pki/tests/vectors/{name}.cer", env!("CARGO_MANIFEST_DIR"));
    Certificate::from_der(&std::fs::read(path).unwrap()).unwrap()
}

fn bytes(lengths: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), lengths)
}

fn same(read: &ReadSignedData<'_>, written: &SignedData<'_>) -> Result<(), TestCaseError> {
    prop_assert_eq!(read.content_type, DATA);
    let sorted = |mut encodings: Vec<Vec<u8>>| {
        encodings.sort();
        encodings
    };
    let certificates = read.certificates.iter().map(|choice| match choice {
        CertificateChoice::Certificate(der) | CertificateChoice::Other(der) => der.to_vec(),
    });
    let expected = written.certificates.iter().map(|der| der.to_vec()).collect();
    prop_assert_eq!(certificates.collect::<Vec<_>>(), sorted(expected));
    prop_assert_eq!(read.crls.len(), written.crls.len());
    prop_assert!(written.crls.iter().all(|info| read.crls.contains(info)));
    let signer = &read.signers[0];
    let identifier = SignerIdentifier::IssuerAndSerialNumber {
        issuer: written.signer.issuer(),
        serial_number: written.signer.serial_number(),
    };
    prop_assert_eq!(&signer.sid, &identifier);
    prop_assert_eq!(signer.signed.as_ref().unwrap().to_be_signed(), written.signed.der());
    prop_assert_eq!(&signer.signature[..], written.signature);
    let unsigned = signer.unsigned.iter().map(|attribute| attribute.encoded.to_vec()).collect::<Vec<_>>();
    let expected = written.unsigned.iter().map(|attribute| attribute.der().to_vec()).collect();
    prop_assert_eq!(unsigned, sorted(expected));
    Ok(())
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        content in prop::option::of(bytes(0..1000)),
        signature in bytes(0..300),
        tokens in prop::collection::vec(bytes(0..300), 0..4),
        answers in prop::collection::vec((any::<bool>(), bytes(0..300)), 0..4),
    ) {
        let chain = CertificateChain::order(certificate("person"), vec![certificate("intermediate"), certificate("root")]);
        let algorithm = SignatureAlgorithm::for_certificate(chain.end_entity()).unwrap();
        let signed = SignedAttributes::pades_baseline(&[7; 32], algorithm.digest(), chain.end_entity());
        let answers: Vec<_> = answers.into_iter().map(|(crl, answer)| (crl, der::sequence(&[&der::octet_string(&answer)]))).collect();
        let written = SignedData {
            content: content.as_ref().map_or(Content::Detached, |content| Content::Attached(content.len() as u64)),
            unsigned: tokens.iter().map(|token| Attribute::time_stamp_token(&der::octet_string(token))).collect(),
            crls: answers.iter().map(|(crl, der)| if *crl { RevocationInfo::Crl(der) } else { RevocationInfo::Ocsp(der) }).collect(),
            ..SignedData::detached(&signed, algorithm, &signature, &chain)
        };
        let encoded = written.encode();
        let file = [encoded.head, content.clone().unwrap_or_default(), encoded.tail].concat();
        prop_assert!(der::check(&file).is_ok());
        let read = SignedData::read(&file).unwrap();
        same(&read, &written)?;
        let found = read.content.map(|content| content.pieces.iter().flat_map(|piece| file[piece.start as usize..piece.end as usize].to_vec()).collect::<Vec<u8>>());
        prop_assert_eq!(found, content);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in bytes(0..300)) {
        let _ = SignedData::read(&bytes);
    }

    #[test]
    fn no_damage_makes_the_reader_panic(at in any::<prop::sample::Index>(), octet in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/ber-fluxo.p7s");
        let mut file = std::fs::read(path).unwrap();
        let (at, cut) = (at.index(file.len()), cut.index(file.len()));
        file[at] = octet;
        for damaged in [&file[..], &file[..cut]] {
            if let Ok(read) = SignedData::read(damaged) {
                for signer in &read.signers {
                    let _ = signer.signed.as_ref().map(|signed| signed.to_be_signed());
                }
            }
        }
        prop_assert!(SignedData::read(&file[..cut]).is_err(), "cut off");
    }
}
