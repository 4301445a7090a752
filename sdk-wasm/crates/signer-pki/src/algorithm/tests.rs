use proptest::prelude::*;

use super::*;
use crate::tests::vector;

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

/// Object identifiers by hand: RFC 5754, 2; RFC 8017, appendix C; RFC 5758, 3.2.
#[test]
fn algorithms_are_named_as_the_standards_do() {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    let expected = [
        (Sha256, "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"),
        (Sha384, "2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3"),
        (Sha512, "2.16.840.1.101.3.4.2.3", "1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4"),
    ];
    let read = |identifier: Vec<u8>| {
        let mut fields = Reader::der(&identifier).sequence("").unwrap();
        (der::dotted(fields.object_identifier("").unwrap()), fields.rest().to_vec())
    };
    for (digest, alone, rsa, ecdsa) in expected {
        assert_eq!(read(digest.algorithm_identifier()), (alone.to_owned(), Vec::new()));
        let algorithm = SignatureAlgorithm::RsaPkcs1(digest);
        assert_eq!(read(algorithm.algorithm_identifier()), (rsa.to_owned(), vec![5, 0]));
        assert_eq!(algorithm.digest(), digest);
        let algorithm = SignatureAlgorithm::Ecdsa(Curve::P384, digest);
        assert_eq!(read(algorithm.algorithm_identifier()), (ecdsa.to_owned(), Vec::new()));
        assert_eq!(algorithm.digest(), digest);
    }
    assert_eq!(DigestAlgorithm::from_oid(&[0x2b, 0x0e, 3, 2, 26]), None);
    let curves = [(Curve::P256, "P-256", 32), (Curve::P384, "P-384", 48), (Curve::P521, "P-521", 66)];
    for (curve, name, len) in curves {
        assert_eq!((curve.name(), curve.field_len()), (name, len));
    }
}

/// Digests of Python's hashlib.
#[test]
fn messages_in_pieces_have_the_digest_of_the_whole() {
    let expected = [
        (DigestAlgorithm::Sha256, "e3525eeccaa1e0be820745756aa2a8e225a67bfccdc8fcbeb569dc5ccd3d5238"),
        (
            DigestAlgorithm::Sha384,
            "8ff4acdfe3b2d79ea7e8cc26bcefd487201362329d46f68376c5af775c5cd06edbd9dce2a2320686e87b1aeda81afef3",
        ),
        (
            DigestAlgorithm::Sha512,
            "2db5d993e87a7e114e89815a22da04272a72e9e1494e15ce4aa1925355a0b84121fad88aa70e4544fc48ff4dc511c7b3e34f659dbd7d1f9a907df3203ec3be7e",
        ),
    ];
    for (digest, hex) in expected {
        let mut hasher = digest.hasher();
        hasher.update(b"in ");
        let twin = hasher.clone();
        hasher.update(b"pieces ");
        let found: String =
            hasher.finish(&[b"or", b" whole"]).iter().map(|octet| format!("{octet:02x}")).collect();
        assert_eq!(found, hex);
        assert_eq!(twin.finish(&[b"pieces or whole"]), digest.digest(b"in pieces or whole"));
    }
}

/// `Ecdsa-Sig-Value` by hand (RFC 3279, 2.2.3).
#[test]
fn ecdsa_values_are_two_integers() {
    let raw = [[0; 31].as_slice(), &[1], &[0x80], &[0; 31]].concat();
    let der = [&[0x30, 38, 2, 1, 1, 2, 33, 0, 0x80][..], &[0; 31]].concat();
    assert_eq!(ecdsa_raw_to_der(&raw).unwrap(), der);
    assert_eq!(ecdsa_der_to_raw(&der, Curve::P256).unwrap(), raw);
    for wrong in [
        &[0x30, 3, 2, 1, 1][..],
        &[0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1],
        &[0x31, 6, 2, 1, 1, 2, 1, 1],
        &[0x30, 6, 2, 1, 0x80, 2, 1, 1],
    ] {
        assert!(ecdsa_der_to_raw(wrong, Curve::P256).is_err(), "{wrong:02x?}");
    }
    for len in [0, 32, 63, 66, 95, 97, 131, 133] {
        assert!(ecdsa_raw_to_der(&vec![1; len]).is_err(), "{len}");
    }
}
