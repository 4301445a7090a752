use proptest::prelude::*;

use super::*;
use crate::{Error, PublicKey};

fn vector(name: &str) -> Certificate {
    let path = format!("{}/tests/vectors/{name}.cer", env!("CARGO_MANIFEST_DIR"));
    Certificate::from_der(&std::fs::read(path).unwrap()).unwrap()
}

fn now() -> i64 {
    vector("person").validity().not_before
}

#[test]
fn a_certificate_says_who_it_is() {
    let person = vector("person");
    assert_eq!(person.common_name().as_deref(), Some("FULANO DE TAL:12345678909"));
    assert_eq!(person.issuer_common_name().as_deref(), Some("AC Intermediária"));
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
    assert_eq!(person.check_can_sign(not_before - 1), Err(Error::NotYetValid { not_before }));
    assert_eq!(person.check_can_sign(not_after + 1), Err(Error::Expired { not_after }));
}

#[test]
fn unsuitable_keys_cannot_sign() {
    for name in ["company", "p384", "p521"] {
        assert_eq!(vector(name).check_can_sign(now() + 60), Ok(()), "{name}");
    }
    for name in ["small", "k256", "encryption", "root"] {
        assert!(matches!(vector(name).check_can_sign(now() + 60), Err(Error::Unsuitable { .. })), "{name}");
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
    assert!(matches!(Certificate::from_der(&der), Err(Error::Malformed { .. })));
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
