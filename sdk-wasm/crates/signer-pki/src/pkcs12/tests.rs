use proptest::prelude::*;

use super::*;
use crate::{
    der::{self, tag},
    error::Error,
    oid,
};

fn vector(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn common_name(opened: &Opened) -> String {
    opened.certificate.common_name().unwrap()
}

#[test]
fn every_encryption_opens_to_the_same_key() {
    for name in ["modern.p12", "chain.p12", "legacy.p12", "no_mac.p12", "rc4.p12", "ber.p12", "pbmac1.p12"] {
        let opened = open(&vector(name), "senha").unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(*opened.private_key, vector("person.pk8"), "{name}");
        assert_eq!(opened.certificate.der(), vector("person.cer"), "{name}");
        assert_eq!(opened.others.len(), if name == "chain.p12" { 2 } else { 0 });
    }
}

#[test]
fn a_wrong_password_is_told_by_mac_or_padding() {
    let names =
        ["modern.p12", "legacy.p12", "no_mac.p12", "rc4.p12", "ber.p12", "pbmac1.p12", "ec.p12", "empty.p12"];
    for name in names {
        for password in ["Senha", "senha ", "é", "x".repeat(1000).as_str()] {
            assert_eq!(open(&vector(name), password).err(), Some(Error::PasswordIncorrect), "{name}");
        }
    }
    assert_eq!(open(&vector("modern.p12"), "").err(), Some(Error::PasswordIncorrect));
}

#[test]
fn passwords_may_have_accents_or_nothing() {
    for (name, password) in
        [("accents.p12", "São João, nº 1"), ("accents_legacy.p12", "São João, nº 1"), ("empty.p12", "")]
    {
        assert_eq!(
            common_name(&open(&vector(name), password).unwrap()),
            "FULANO DE TAL:12345678909",
            "{name}"
        );
    }
}

#[test]
fn a_key_on_a_curve_finds_its_certificate() {
    assert_eq!(common_name(&open(&vector("ec.p12"), "senha").unwrap()), "EMPRESA DE TESTE LTDA");
}

#[test]
fn a_file_without_a_key_is_named_so() {
    assert_eq!(open(&vector("no_key.p12"), "senha").err(), Some(Error::KeyNotFound));
}

/// A file whose MAC asks for so many rounds that a page would hang for hours.
#[test]
fn too_many_iterations_are_refused() {
    let id_data = der::object_identifier(oid::DATA);
    let safes = der::sequence(&[&id_data, &der::explicit(0, &[&der::octet_string(&der::sequence(&[]))])]);
    let algorithm = der::sequence(&[&der::object_identifier(oid::SHA256), &der::null()]);
    let digest = der::sequence(&[&algorithm, &der::octet_string(&[0; 32])]);
    let mac =
        |iterations: &[u8]| der::sequence(&[&digest, &der::octet_string(&[1; 8]), &der::integer(iterations)]);
    let file = |iterations| der::sequence(&[&der::integer(&[3]), &safes, &mac(iterations)]);
    let refused = Some(Error::TooManyIterations { limit: 10_000_000 });
    assert_eq!(open(&file(&[0x7f, 0xff, 0xff, 0xff]), "senha").err(), refused);
    assert_eq!(open(&file(&[0xff, 0xff, 0xff, 0xff]), "").err(), refused);
    assert!(matches!(open(&file(&[1, 0, 0, 0, 0]), "senha").err(), Some(Error::Malformed { .. })));
    assert_eq!(open(&file(&[1]), "senha").err(), Some(Error::PasswordIncorrect));
}

/// Keys without a local key identifier, and with the certificates of several keys around them.
#[test]
fn without_identifiers_the_public_key_decides() {
    let bag = |kind: u8, value: &[u8]| {
        let kind = der::object_identifier(&[oid::PKCS12_BAG, &[kind]].concat());
        der::sequence(&[&kind, &der::explicit(0, &[value])])
    };
    let certificate = |name: &str| {
        let kind = der::object_identifier(oid::X509_CERTIFICATE);
        bag(3, &der::sequence(&[&kind, &der::explicit(0, &[&der::octet_string(&vector(name))])]))
    };
    let file = |bags: &[&[u8]]| {
        let content = |octets: &[u8]| {
            der::sequence(&[
                &der::object_identifier(oid::DATA),
                &der::explicit(0, &[&der::octet_string(octets)]),
            ])
        };
        let safes = der::sequence(&[&content(&der::sequence(bags))]);
        der::tlv(tag::SEQUENCE, &[&der::integer(&[3]), &content(&safes)])
    };
    let key = bag(1, &vector("person.pk8"));
    let certificates = ["encryption.cer", "company.cer", "person.cer", "small.cer"].map(certificate);
    let [a, b, c, d] = certificates.each_ref().map(Vec::as_slice);
    let opened = open(&file(&[a, b, &key, c, d]), "not needed").unwrap();
    assert_eq!((common_name(&opened).as_str(), opened.others.len()), ("FULANO DE TAL:12345678909", 3));
    assert_eq!(open(&file(&[a, b, &key, d]), "").err(), Some(Error::CertificateNotFound));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(open(&bytes, "senha").is_err());
    }

    /// Damage in the file without a MAC reaches all that lies behind the MAC in others.
    #[test]
    fn no_damage_makes_it_panic(at in any::<prop::sample::Index>(), octet in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut pfx = vector("no_mac.p12");
        let (at, cut) = (at.index(300), cut.index(pfx.len()));
        pfx[at] = octet;
        let _ = open(&pfx[..cut], "senha");
        // Two octets of iterations at the most: 65 535 rounds.
        let _ = open(&pfx, "senha");
    }
}
