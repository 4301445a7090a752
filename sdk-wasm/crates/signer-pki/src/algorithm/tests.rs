use proptest::prelude::*;

use super::*;
use crate::certificate::Certificate;

fn vector(name: &str) -> Certificate {
    let path = format!("{}/tests/vectors/{name}.cer", env!("CARGO_MANIFEST_DIR"));
    Certificate::from_der(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn each_key_has_its_algorithm() {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    let expected = [
        ("person", SignatureAlgorithm::RsaPkcs1(Sha256), 256),
        ("company", SignatureAlgorithm::Ecdsa(Curve::P256, Sha256), 72),
        ("p384", SignatureAlgorithm::Ecdsa(Curve::P384, Sha384), 104),
        ("p521", SignatureAlgorithm::Ecdsa(Curve::P521, Sha512), 139),
    ];
    for (name, algorithm, max_len) in expected {
        let certificate = vector(name);
        assert_eq!(SignatureAlgorithm::for_certificate(&certificate), Ok(algorithm));
        assert_eq!(algorithm.max_len(&certificate), max_len);
    }
}

#[test]
fn digests_are_those_of_fips_180() {
    let hex = |octets: Vec<u8>| octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
    assert_eq!(
        hex(DigestAlgorithm::Sha256.digest(b"abc")),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
        assert_eq!(digest.digest(b"").len(), digest.len());
        assert_eq!(DigestAlgorithm::from_oid(digest.oid()), Some(digest));
        assert_eq!(DigestAlgorithm::from_name(digest.name()), Some(digest));
    }
}

#[test]
fn names_of_digests_are_read_as_they_are_spelled() {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    for (name, digest) in [("SHA-256", Sha256), ("SHA-384", Sha384), ("SHA-512", Sha512)] {
        assert_eq!(DigestAlgorithm::from_name(name), Some(digest));
        assert_eq!(digest.name(), name);
    }
    for name in ["", "sha-256", "SHA256", "SHA-1", "SHA-512/256", "SHA-256 "] {
        assert_eq!(DigestAlgorithm::from_name(name), None, "{name}");
    }
}

#[test]
fn the_longest_ecdsa_values_have_the_announced_length() {
    for (curve, first, max_len) in
        [(Curve::P256, 0xff, 72), (Curve::P384, 0xff, 104), (Curve::P521, 0x01, 139)]
    {
        let mut raw = vec![0xff; 2 * curve.field_len()];
        raw[0] = first;
        raw[curve.field_len()] = first;
        assert_eq!(ecdsa_raw_to_der(&raw).unwrap().len(), max_len);
    }
}

#[test]
fn numbers_that_are_too_long_for_the_curve_are_refused() {
    let der = ecdsa_raw_to_der(&[0xff; 96]).unwrap();
    assert!(ecdsa_der_to_raw(&der, Curve::P256).is_err());
    assert!(ecdsa_der_to_raw(&[der, vec![0]].concat(), Curve::P384).is_err());
    assert!(ecdsa_raw_to_der(&[1; 65]).is_err());
}

proptest! {
    #[test]
    fn ecdsa_values_go_to_der_and_back(raw in prop::collection::vec(any::<u8>(), 132), zeros in 0_usize..66) {
        for curve in [Curve::P256, Curve::P384, Curve::P521] {
            let mut raw = raw[..2 * curve.field_len()].to_vec();
            raw.iter_mut().take(zeros).for_each(|octet| *octet = 0);
            let der = ecdsa_raw_to_der(&raw).unwrap();
            prop_assert!(der::check(&der).is_ok());
            prop_assert_eq!(ecdsa_der_to_raw(&der, curve).unwrap(), raw);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..150)) {
        let _ = (ecdsa_raw_to_der(&bytes), ecdsa_der_to_raw(&bytes, Curve::P256));
    }
}
