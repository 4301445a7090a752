use proptest::prelude::*;

use super::*;

/// Trees of TLVs, as deep as certificates are.
fn encoded() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop::collection::vec(any::<u8>(), 0..300).prop_map(|contents| octet_string(&contents));
    leaf.prop_recursive(6, 24, 4, |inner| {
        prop::collection::vec(inner, 0..4).prop_map(|parts| {
            let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
            sequence(&parts)
        })
    })
}

/// The same tree with indefinite lengths and strings in segments.
fn to_ber(tlv: &Tlv<'_>) -> Vec<u8> {
    let body: Vec<u8> = if tlv.tag() == tag::SEQUENCE {
        let mut inside = tlv.inside();
        std::iter::from_fn(|| inside.read().ok()).flat_map(|child| to_ber(&child)).collect()
    } else {
        tlv.contents().chunks(7).flat_map(octet_string).collect()
    };
    [&[tlv.tag() | tag::CONSTRUCTED, 0x80], body.as_slice(), &[0, 0]].concat()
}

/// The leaves, joined from their segments.
fn leaves(tlv: &Tlv<'_>, found: &mut Vec<Vec<u8>>) {
    if tlv.tag() != tag::SEQUENCE {
        found.push(tlv.octets().unwrap().to_vec());
        return;
    }
    let mut inside = tlv.inside();
    while !inside.is_empty() {
        leaves(&inside.read().unwrap(), found);
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(contents in prop::collection::vec(any::<u8>(), 0..70_000), tag in 1_u8..0x1f) {
        let encoded = tlv(tag, &[&contents]);
        let mut reader = Reader::der(&encoded);
        let read = reader.read().unwrap();
        prop_assert_eq!((read.tag(), read.contents(), read.encoded()), (tag, contents.as_slice(), encoded.as_slice()));
        prop_assert!(reader.is_empty());
    }

    #[test]
    fn what_is_written_keeps_the_distinguished_rules(encoded in encoded()) {
        prop_assert!(check(&encoded).is_ok());
    }

    #[test]
    fn indefinite_lengths_and_segments_hold_the_same(encoded in encoded()) {
        let ber = to_ber(&Reader::der(&encoded).read().unwrap());
        let (mut expected, mut found) = (Vec::new(), Vec::new());
        leaves(&Reader::der(&encoded).read().unwrap(), &mut expected);
        leaves(&Reader::ber(&ber).read().unwrap(), &mut found);
        prop_assert_eq!(expected, found);
        prop_assert!(Reader::der(&ber).read().is_err());
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for mut reader in [Reader::der(&bytes), Reader::ber(&bytes)] {
            while let Ok(tlv) = reader.read() {
                let _ = (tlv.octets(), tlv.only(), tlv.bits(), tlv.unsigned(), seconds(&tlv), dotted(tlv.contents()));
            }
        }
        let _ = check(&bytes);
    }

    #[test]
    fn integers_are_the_shortest_and_not_negative(octets in prop::collection::vec(any::<u8>(), 0..40)) {
        let encoded = integer(&octets);
        prop_assert!(check(&encoded).is_ok());
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        prop_assert_eq!(Reader::der(&encoded).read().unwrap().unsigned().unwrap(), &octets[zeros..]);
    }
}

#[test]
fn the_distinguished_rules_refuse_other_lengths() {
    for ber in [
        &[0x04, 0x81, 0x01, 0xaa][..],
        &[0x04, 0x82, 0, 0x80],
        &[0x30, 0x80, 0, 0],
        &[0x04, 0x80],
        &[0x04, 2, 1],
    ] {
        assert!(Reader::der(ber).read().is_err(), "{ber:02x?}");
    }
}

#[test]
fn a_deep_nest_is_refused_before_the_stack_ends() {
    let deep: Vec<u8> = [0x30, 0x80].repeat(100_000);
    assert!(Reader::ber(&deep).read().is_err());
    let mut nest = Vec::new();
    for _ in 0..40 {
        nest = sequence(&[&nest]);
    }
    assert!(check(&nest).is_err());
}

#[test]
fn check_refuses_what_der_has_another_form_for() {
    let wrong: [&[u8]; 7] = [
        &[0x01, 1, 1],             // TRUE is ff
        &[0x02, 2, 0, 1],          // a leading zero
        &[0x02, 0],                // no octets
        &[0x05, 1, 0],             // NULL with contents
        &[0x24, 3, 0x04, 1, 0xaa], // a string in segments
        &[0x10, 0],                // a primitive SEQUENCE
        &[0x30, 0, 0],             // a trailing octet
    ];
    for bytes in wrong {
        assert!(check(bytes).is_err(), "{bytes:02x?}");
    }
}

#[test]
fn a_set_of_ascends_by_encoding() {
    let [a, b, c] = [octet_string(&[2]), octet_string(&[1, 1]), octet_string(&[1])];
    assert_eq!(set_of(&[&a, &b, &c]), tlv(tag::SET, &[&c, &a, &b]));
}

#[test]
fn object_identifiers_are_dotted() {
    assert_eq!(dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]), "1.2.840.113549.1.7.2");
    assert_eq!(dotted(&[0x60, 0x4c, 1, 2, 3, 6]), "2.16.76.1.2.3.6");
    assert_eq!(dotted(&[0x88, 0x37, 3]), "2.999.3");
    assert_eq!(dotted(&[0x27]), "0.39");
    assert_eq!(dotted(&[0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), "1.2…");
}

#[test]
fn times_are_seconds_since_1970() {
    let time = |kind, text: &[u8]| seconds(&Reader::der(&tlv(kind, &[text])).read().unwrap());
    assert_eq!(time(tag::UTC_TIME, b"700101000000Z"), Ok(0));
    assert_eq!(time(tag::UTC_TIME, b"491231235959Z"), Ok(2_524_607_999));
    assert_eq!(time(tag::GENERALIZED_TIME, b"20240229120000Z"), Ok(1_709_208_000));
    assert_eq!(time(tag::GENERALIZED_TIME, b"99991231235959Z"), Ok(253_402_300_799));
    for wrong in
        [&b"20230229120000Z"[..], b"20240229120000", b"2024022912000 Z", b"20240229250000Z", b"202402291200Z"]
    {
        assert!(time(tag::GENERALIZED_TIME, wrong).is_err());
    }
}
