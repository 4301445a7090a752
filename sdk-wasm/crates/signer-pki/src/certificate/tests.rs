use proptest::prelude::*;

use super::*;
use crate::tests::{changed, report, vector};
use crate::{Error, PublicKey};

fn now() -> i64 {
    vector("person").validity().not_before
}

#[test]
fn a_certificate_says_who_it_is() {
    let person = vector("person");
    assert_eq!(person.common_name().as_deref(), Some("FULANO DE TAL:12345678909"));
    assert_eq!(person.issuer_shown(), "AC Intermediária");
    assert_eq!((person.serial_number(), person.serial_number_hex().as_str()), (&[0, 0x8a, 0x01][..], "8a01"));
    assert_eq!(person.public_key(), PublicKey::Rsa { bits: 2048 });
    assert_eq!(person.authority_key_identifier(), vector("intermediate").subject_key_identifier());
    assert_eq!(person.subject_key_identifier().map(<[u8]>::len), Some(20));
    assert_eq!(person.issuer(), vector("intermediate").subject());
    assert!(!person.is_ca() && !person.is_self_issued());
    assert!(vector("root").is_ca() && vector("root").is_self_issued());
    assert_eq!(format!("{person:?}"), "Certificate(\"FULANO DE TAL:12345678909\", serial number 8a01)");
}

#[test]
fn key_usage_is_read() {
    let expected = KeyUsage {
        digital_signature: true,
        non_repudiation: true,
        key_encipherment: true,
        ..KeyUsage::default()
    };
    assert_eq!(vector("person").key_usage(), Some(expected));
    let expected = KeyUsage { key_cert_sign: true, crl_sign: true, ..KeyUsage::default() };
    assert_eq!(vector("root").key_usage(), Some(expected));
}

#[test]
fn validity_decides_who_can_sign() {
    let person = vector("person");
    let Validity { not_before, not_after } = person.validity();
    assert_eq!(person.check_can_sign(not_before), Ok(()));
    assert_eq!(person.check_can_sign(not_after), Ok(()));
    assert_eq!(person.check_can_sign(not_before - 1), Err(Error::NotYetValid { not_before }.into()));
    assert_eq!(person.check_can_sign(not_after + 1), Err(Error::Expired { not_after }.into()));
}

#[test]
fn unsuitable_keys_cannot_sign() {
    for name in ["company", "p384", "p521"] {
        assert_eq!(vector(name).check_can_sign(now() + 60), Ok(()), "{name}");
    }
    for name in ["small", "k256", "encryption", "root"] {
        let refused = vector(name).check_can_sign(now() + 60).unwrap_err();
        assert!(matches!(*refused, Error::Unsuitable { .. }), "{name}");
    }
}

#[test]
fn critical_false_spelt_out_is_read() {
    // keyUsage without `critical TRUE`, but with `critical FALSE`, which DER leaves out.
    let mut der = vector("person").der().to_vec();
    let critical: &[u8] = &[0x06, 3, 0x55, 0x1d, 15, 0x01, 1, 0xff];
    let at = der.windows(critical.len()).position(|window| window == critical).unwrap();
    der[at + 7] = 0;
    let lenient = Certificate::from_der(&der).unwrap();
    assert_eq!(lenient.key_usage(), vector("person").key_usage());
    assert_eq!(lenient.der(), der);
}

#[test]
fn what_follows_a_certificate_is_refused() {
    let der = [vector("person").der(), &[0]].concat();
    assert!(matches!(*Certificate::from_der(&der).unwrap_err(), Error::Malformed { .. }));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Certificate::from_der(&bytes);
    }

    /// Damage in one place goes deeper into the reader than noise does.
    #[test]
    fn no_damage_makes_it_panic(at in any::<prop::sample::Index>(), octet in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut der = vector("company").der().to_vec();
        let (at, cut) = (at.index(der.len()), cut.index(der.len()));
        der[at] = octet;
        for damaged in [&der[..], &der[..cut]] {
            if let Ok(certificate) = Certificate::from_der(damaged) {
                let _ = (certificate.icp_brasil(), certificate.check_can_sign(now()), format!("{certificate:?}"));
            }
        }
    }
}

/// KeyUsage ::= BIT STRING { digitalSignature (0), nonRepudiation (1), … cRLSign (6) } (RFC 5280, 4.2.1.3)
#[test]
fn each_use_of_a_key_has_its_bit() {
    let usage = |octet: u8| {
        let usage = changed("person", &[3, 2, 5, 0xe0], &[3, 2, 0, octet]).key_usage().unwrap();
        [
            usage.digital_signature,
            usage.non_repudiation,
            usage.key_encipherment,
            usage.data_encipherment,
            usage.key_agreement,
            usage.key_cert_sign,
            usage.crl_sign,
        ]
    };
    for bit in 0..7 {
        let mut expected = [false; 7];
        expected[bit] = true;
        assert_eq!(usage(0x80 >> bit), expected, "{bit}");
    }
    assert_eq!(usage(1), [false; 7], "encipherOnly");
    for (octet, signs) in [(0x80, true), (0x40, true), (0x3f, false)] {
        let certificate = changed("person", &[3, 2, 5, 0xe0], &[3, 2, 0, octet]);
        assert_eq!(certificate.check_can_sign(now()).is_ok(), signs, "{octet:02x}");
    }
}

#[test]
fn basic_constraints_may_say_false() {
    let ca = |octet| changed("root", &[0x30, 3, 1, 1, 0xff], &[0x30, 3, 1, 1, octet]).is_ca();
    assert!(ca(0xff) && ca(1) && !ca(0));
}

#[test]
fn a_link_between_two_keys_is_self_issued_but_not_self_signed() {
    let root = vector("root");
    assert!(
        root.is_self_signed()
            && !vector("person").is_self_signed()
            && !vector("intermediate").is_self_signed()
    );
    let root = certificate_with_keys("raiz-v12");
    assert!(root.is_self_issued() && root.is_self_signed());
    let mut der = root.der().to_vec();
    // keyIdentifier [0] of the authority key identifier.
    let at = der.windows(4).position(|window| window == [0x30, 0x16, 0x80, 0x14]).unwrap();
    der[at + 4] ^= 1;
    let link = Certificate::from_der(&der).unwrap();
    assert!(link.is_self_issued() && !link.is_self_signed());
    let root = vector("root");
    assert_ne!(root.issuer(), vector("person").subject());
}

/// One with both key identifiers.
fn certificate_with_keys(name: &str) -> Certificate {
    let path = format!("{}/tests/vectors/revocation/{name}.cer", env!("CARGO_MANIFEST_DIR"));
    Certificate::from_der(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn serial_numbers_are_spelled_in_whole_octets() {
    let hex =
        |to: &[u8]| changed("person", &[2, 3, 0, 0x8a, 1], &[&[2, 3][..], to].concat()).serial_number_hex();
    assert_eq!(hex(&[0x0a, 0xbc, 0xde]), "0abcde");
    assert_eq!(hex(&[0, 0, 1]), "0001");
    let root = changed("root", &[2, 1, 1, 0x30], &[2, 1, 0, 0x30]);
    assert_eq!(root.serial_number_hex(), "00");
    for (octets, shown) in
        [([0xff, 0x01, 0], "-ff00"), ([0x80, 0, 0], "-800000"), ([0xff, 0xff, 0xff], "-0001")]
    {
        assert_eq!(hex(&octets), shown);
    }
    assert_eq!(report("cert-serial-negative").serial_number_hex(), "-ff");
    let root = changed("root", &[2, 1, 1, 0x30], &[2, 1, 0x80, 0x30]);
    assert_eq!(root.serial_number_hex(), "-80");
}

/// The longest and the shortest modulus of each number of octets (RFC 8017, appendix A.1.1).
#[test]
fn the_length_of_a_modulus_is_counted_in_bits() {
    for (modulus, bits) in
        [(&[0, 0x80, 0][..], 16), (&[0, 0xff, 0xff], 16), (&[0x40, 0], 15), (&[1], 1), (&[0], 0)]
    {
        let key = der::sequence(&[&der::tlv(tag::INTEGER, &[modulus]), &der::integer(&[3])]);
        let algorithm = der::sequence(&[&der::object_identifier(oid::RSA_ENCRYPTION), &der::null()]);
        let info = der::sequence(&[&algorithm, &der::tlv(tag::BIT_STRING, &[&[0], &key])]);
        let read = PublicKey::read(&Reader::der(&info).read().unwrap());
        assert_eq!(read, Ok(PublicKey::Rsa { bits }));
    }
    let small = vector("small");
    assert_eq!(small.public_key(), PublicKey::Rsa { bits: 1024 });
    assert_eq!(vector("company").public_key(), PublicKey::Ec(crate::Curve::P256));
    assert_eq!(vector("p384").public_key(), PublicKey::Ec(crate::Curve::P384));
    assert_eq!(vector("p521").public_key(), PublicKey::Ec(crate::Curve::P521));
    assert_eq!(vector("k256").public_key(), PublicKey::Other);
}

/// Fields between `subjectPublicKeyInfo` and the extensions are passed over.
#[test]
fn the_attributes_of_a_subject_are_listed() {
    let expected = [
        ("2.5.4.6".to_owned(), "BR".to_owned()),
        ("2.5.4.10".to_owned(), "ICP-Brasil".to_owned()),
        ("2.5.4.3".to_owned(), "FULANO DE TAL:12345678909".to_owned()),
    ];
    assert_eq!(vector("person").subject_attributes(), expected);
    let key = vector("person").subject_public_key_info().to_vec();
    assert!(
        key.starts_with(&[0x30, 0x82, 1, 0x22])
            && vector("person").der().windows(key.len()).any(|part| part == key)
    );
    assert_ne!(vector("person"), vector("company"));
}

#[test]
fn a_certificate_is_never_without_a_name() {
    assert_eq!(report("cert-no-cn").subject_shown(), "ACME");
    assert_eq!(report("cert-universalstring").subject_shown(), "JOSÉ ÁVILA CONCEIÇÃO");
    assert_eq!(vector("person").subject_shown(), "FULANO DE TAL:12345678909");
    assert_eq!(vector("person").issuer_shown(), "AC Intermediária");
    // The only attribute that says something becomes one of another type that nobody shows, a country.
    let mut der = vector("root").der().to_vec();
    let name = der::sequence(&[]);
    let (issuer, subject) = (vector("root").issuer.clone(), vector("root").subject.clone());
    for range in [issuer, subject] {
        let padding = range.len() - name.len() - 2;
        let filled = der::sequence(&[&der::tlv(tag::SET, &[&vec![0; padding]])]);
        der[range].copy_from_slice(&filled);
    }
    let nameless = Certificate::from_der(&der).unwrap();
    assert_eq!((nameless.subject_shown().as_str(), nameless.issuer_shown().as_str()), ("01", ""));
    assert_eq!(nameless.common_name(), None);
}

/// One extension, changed into something that is none.
#[test]
fn an_extension_that_cannot_be_read_takes_nothing_with_it() {
    let person = vector("person");
    let of = |kind: u8| [6, 3, 0x55, 0x1d, kind];
    let broken = |kind: u8| {
        let mut der = person.der().to_vec();
        let at = der.windows(5).position(|window| window == of(kind)).unwrap() + 5;
        // The OCTET STRING around the value, behind `critical TRUE` where that stands.
        let value = at + if der[at] == 1 { 3 } else { 0 };
        assert_eq!(der[value], 4);
        // A tag number above 30, which nothing here has.
        der[value + 2] = 0x1f;
        Certificate::from_der(&der).unwrap()
    };
    let subject = broken(14);
    assert_eq!((subject.subject_key_identifier(), subject.key_usage()), (None, person.key_usage()));
    let authority = broken(35);
    assert_eq!(authority.authority_key_identifier(), None);
    assert_eq!(authority.icp_brasil(), person.icp_brasil());
    assert!(!broken(19).is_ca());
    assert_eq!(broken(17).icp_brasil().certificate_type, person.icp_brasil().certificate_type);
    for harmless in [14, 17, 19, 35] {
        assert_eq!(broken(harmless).check_can_sign(now()), Ok(()), "{harmless}");
    }
    let refused = broken(15).check_can_sign(now());
    assert_eq!(refused, Err(Error::unsuitable("its key usage allows no signatures")), "it might forbid it");
}

#[test]
fn certificates_of_reports_are_read() {
    assert_eq!(report("cert-ski-empty").subject_key_identifier(), None);
    let Validity { not_before, not_after } = report("cert-time-no-seconds").validity();
    assert_eq!((not_before, not_after), (1_735_689_600, 2_051_222_400));
    let der = report("cert-nul-behind").der().to_vec();
    assert_eq!(der.len(), 831, "the zeros behind it are none of it");
    assert_eq!(
        report("pfx-two-keys-first-encipherment").key_usage().map(|usage| usage.digital_signature),
        Some(false)
    );
}

/// keyIdentifier \[0\] and OCTET STRING without octets.
#[test]
fn an_empty_key_identifier_is_none() {
    let identifier = vector("person").subject_key_identifier().unwrap().to_vec();
    let mut der = vector("person").der().to_vec();
    let at = der.windows(20).position(|window| window == identifier).unwrap();
    // OCTET STRING { OCTET STRING { 20 octets } } becomes one around an empty string and a string of 18 octets… which is not one value.
    der[at - 1] = 0;
    der[at] = 4;
    der[at + 1] = 18;
    assert_eq!(Certificate::from_der(&der).unwrap().subject_key_identifier(), None);
    let extension = |octets: &[u8]| {
        let value = der::octet_string(&der::sequence(&[&der::context(0, octets)]));
        let kind = der::object_identifier(oid::AUTHORITY_KEY_IDENTIFIER);
        let extensions = der::sequence(&[&der::sequence(&[&kind, &value])]);
        Extensions::read(Reader::ber(&der::explicit(3, &[&extensions])))
            .unwrap()
            .authority_key_identifier
            .is_some()
    };
    assert!(extension(&[1]) && !extension(&[]));
}
