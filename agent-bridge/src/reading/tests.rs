//! The agent reads one kind, strictly.

use agent_protocol::{Code, DocumentName};
use signer_pki::{
    DigestAlgorithm,
    der::{self, Reader, tag},
};

use super::*;

fn certificate(name: &str) -> Vec<u8> {
    let vectors = "../sdk-wasm/crates/signer-pki/tests/vectors";
    std::fs::read(format!("{}/{vectors}/{name}.cer", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn attributes(digest: DigestAlgorithm) -> Vec<u8> {
    let certificate = Certificate::from_der(&certificate("person")).unwrap();
    let counted = (1..=64).take(digest.len()).collect::<Vec<u8>>();
    SignedAttributes::pades_baseline(&counted, digest, &certificate).der().to_vec()
}

fn item(kind: Kind, to_be_signed: &[u8]) -> Item {
    Item {
        id: "7".into(),
        kind,
        to_be_signed: BASE64_STANDARD.encode(to_be_signed),
        document: DocumentName { name: "contrato.pdf".into(), size: 3 },
    }
}

fn read(to_be_signed: &[u8]) -> Result<Readable> {
    Readable::read(&item(Kind::SignedAttributes, to_be_signed), &certificate("person"), Algorithm::RS256)
}

fn refusal(outcome: Result<Readable>) -> (Code, String) {
    let failure = outcome.unwrap_err();
    (failure.code, failure.message)
}

#[test]
fn an_item_comes_out_as_it_went_in() {
    let to_be_signed = attributes(DigestAlgorithm::Sha256);
    let readable = read(&to_be_signed).unwrap();
    assert_eq!((readable.id.as_str(), readable.name.as_str()), ("7", "contrato.pdf"));
    assert_eq!(readable.to_be_signed, to_be_signed);
    assert_eq!(readable.message_digest, (1..=32).collect::<Vec<u8>>());
}

#[test]
fn eight_octets_of_the_digest_are_shown_in_four_groups() {
    assert_eq!(read(&attributes(DigestAlgorithm::Sha256)).unwrap().digest_prefix(), "0102 0304 0506 0708");
}

#[test]
fn only_the_kinds_of_the_greeting_are_read_and_the_others_are_refused_by_name() {
    let to_be_signed = attributes(DigestAlgorithm::Sha256);
    for kind in Kind::ALL {
        let outcome = Readable::read(&item(kind, &to_be_signed), &certificate("person"), Algorithm::RS256);
        if KINDS.contains(&kind) {
            outcome.unwrap();
        } else {
            let message = format!("this agent does not sign {}", kind.as_str());
            assert_eq!(refusal(outcome), (Code::InvalidRequest, message));
        }
    }
    assert_eq!(KINDS, [Kind::SignedAttributes]);
}

#[test]
fn the_digest_goes_with_the_algorithm() {
    let lengths = |algorithm| match algorithm {
        Algorithm::RS256 | Algorithm::ES256 => 32,
        Algorithm::RS384 | Algorithm::ES384 => 48,
        Algorithm::RS512 | Algorithm::ES512 => 64,
    };
    for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
        let item = item(Kind::SignedAttributes, &attributes(digest));
        for algorithm in Algorithm::ALL {
            let outcome = Readable::read(&item, &certificate("person"), algorithm);
            if digest.len() == lengths(algorithm) {
                assert_eq!(outcome.unwrap().message_digest.len(), digest.len());
            } else {
                let message = "the message digest does not go with the algorithm".into();
                assert_eq!(refusal(outcome), (Code::InvalidRequest, message), "{algorithm:?}");
            }
        }
    }
}

#[test]
fn a_content_that_is_not_data_is_refused() {
    let mut attributes = attributes(DigestAlgorithm::Sha256);
    let id_data = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    let place = attributes.windows(9).position(|octets| octets == id_data).unwrap();
    attributes[place + 8] = 2;
    assert_eq!(refusal(read(&attributes)), (Code::InvalidRequest, "the content type is not data".into()));
}

/// The attributes with one more.
fn with(kind: &[u8], value: &[u8]) -> Vec<u8> {
    let attributes = attributes(DigestAlgorithm::Sha256);
    let mut set = Reader::der(&attributes).tagged(tag::SET, "a set").unwrap().inside();
    let mut all = vec![signer_cms::Attribute::new(kind, value).der().to_vec()];
    while !set.is_empty() {
        all.push(set.read().unwrap().encoded().to_vec());
    }
    der::set_of(&all.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

const SIGNING_TIME: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5];
const POLICY: [u8; 11] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 15];

#[test]
fn signing_time_and_policy_are_read() {
    let time = der::tlv(tag::UTC_TIME, &[b"261122120000Z"]);
    assert_eq!(read(&with(&SIGNING_TIME, &time)).unwrap().signing_time, Some(1_795_348_800));
    let policy = |arcs: &[u8]| der::sequence(&[&der::object_identifier(arcs)]);
    let of_policy = |arcs: &[u8]| read(&with(&POLICY, &policy(arcs)));
    let named = of_policy(&[0x60, 0x4c, 1, 7, 1, 11, 1, 1]).unwrap();
    assert_eq!(named.policy.as_deref(), Some("2.16.76.1.7.1.11.1.1"));
    assert_eq!(refusal(of_policy(&[0x60; 40])).0, Code::InvalidRequest);
}

#[test]
fn an_attribute_that_is_not_looked_into_is_refused_by_name() {
    // commitmentTypeIndication, signerLocation, signerAttributesV2, and one of nobody's.
    let ets = |last| [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, last].to_vec();
    let unknown = [
        (ets(16), "1.2.840.113549.1.9.16.2.16"),
        (ets(17), "1.2.840.113549.1.9.16.2.17"),
        (vec![0x04, 0, 0x8d, 0x45, 1, 3], "0.4.0.1733.1.3"),
        (vec![0x2a, 3], "1.2.3"),
    ];
    for (kind, named) in unknown {
        let (code, message) = refusal(read(&with(&kind, &der::sequence(&[]))));
        assert_eq!(code, Code::InvalidRequest);
        assert_eq!(message, format!("this agent does not sign the attribute {named}"));
    }
}

#[test]
fn attributes_for_another_certificate_are_refused() {
    let item = item(Kind::SignedAttributes, &attributes(DigestAlgorithm::Sha256));
    let (code, _) = refusal(Readable::read(&item, &certificate("company"), Algorithm::RS256));
    assert_eq!(code, Code::InvalidRequest);
    let (code, _) = refusal(Readable::read(&item, b"no certificate", Algorithm::RS256));
    assert_eq!(code, Code::Internal);
}

#[test]
fn bytes_that_are_no_attributes_are_refused() {
    let good = attributes(DigestAlgorithm::Sha256);
    let bare_digest = DigestAlgorithm::Sha256.digest(b"document");
    for bytes in [&[][..], &bare_digest, &good[1..], &good[..good.len() - 1], &[&good[..], &[0]].concat()] {
        assert_eq!(refusal(read(bytes)).0, Code::InvalidRequest);
    }
    let text = Item { to_be_signed: "not base64!".into(), ..item(Kind::SignedAttributes, &good) };
    let outcome = Readable::read(&text, &certificate("person"), Algorithm::RS256);
    assert_eq!(refusal(outcome).0, Code::InvalidRequest);
}

#[test]
fn the_limit_is_64_kib_and_said() {
    let too_long = |length| refusal(read(&vec![0x31; length])).1.contains("at most 65536");
    assert!(!too_long(64 * 1024) && too_long(64 * 1024 + 1));
}
