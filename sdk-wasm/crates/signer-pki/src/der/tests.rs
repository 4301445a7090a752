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

/// Lengths by hand (X.690, 8.1.3 and 10.1).
#[test]
fn headers_have_the_shortest_length() {
    let expected: [(u64, &[u8]); 9] = [
        (0, &[0x30, 0]),
        (0x7f, &[0x30, 0x7f]),
        (0x80, &[0x30, 0x81, 0x80]),
        (0xff, &[0x30, 0x81, 0xff]),
        (0x100, &[0x30, 0x82, 1, 0]),
        (0xffff, &[0x30, 0x82, 0xff, 0xff]),
        (0x1_0000, &[0x30, 0x83, 1, 0, 0]),
        (0x1_0000_0000, &[0x30, 0x85, 1, 0, 0, 0, 0]),
        (u64::MAX, &[0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ];
    for (len, bytes) in expected {
        assert_eq!(header(tag::SEQUENCE, len), bytes);
    }
    assert_eq!(open(0xa0, &[&[1, 2], &[3]], 0x7d), [0xa0, 0x81, 0x80, 1, 2, 3]);
    assert_eq!(open(0x30, &[&[1, 2], &[3]], 0x7c), [0x30, 0x7f, 1, 2, 3]);
}

/// Encodings by hand.
#[test]
fn each_type_has_its_tag() {
    assert_eq!(explicit(3, &[&[5, 0]]), [0xa3, 2, 5, 0]);
    assert_eq!(context(2, &[7]), [0x82, 1, 7]);
    assert_eq!(object_identifier(&[0x2a, 3]), [6, 2, 0x2a, 3]);
    assert_eq!(octet_string(&[7]), [4, 1, 7]);
    assert_eq!(null(), [5, 0]);
    assert_eq!(integer(&[]), [2, 1, 0]);
    assert_eq!(integer(&[0, 0]), [2, 1, 0]);
    assert_eq!(integer(&[0, 0x7f]), [2, 1, 0x7f]);
    assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
    assert_eq!(integer(&[0, 1, 0]), [2, 2, 1, 0]);
}

#[test]
fn tags_that_are_no_octet_are_refused() {
    for bytes in [&[0x1f, 1, 0][..], &[0x3f, 1, 0], &[0xbf, 0x81, 1, 0], &[0, 0], &[0, 1, 7], &[]] {
        assert!(Reader::der(bytes).read().is_err(), "{bytes:02x?}");
        assert!(Reader::ber(bytes).read().is_err(), "{bytes:02x?}");
    }
    for bytes in [&[0x1e, 0][..], &[0x0f, 0], &[0xc0, 0], &[0x7e, 0]] {
        assert!(Reader::der(bytes).read().is_ok(), "{bytes:02x?}");
    }
}

#[test]
fn der_spells_a_length_in_the_fewest_octets() {
    let length_of = |head: &[u8], len: usize| {
        let bytes = [head, &vec![0; len]].concat();
        Reader::der(&bytes).read().map(|tlv| tlv.contents().len())
    };
    assert_eq!(length_of(&[4, 0x82, 1, 0], 256), Ok(256));
    assert_eq!(length_of(&[4, 0x82, 0, 0x81], 0x81), Err(malformed()));
    assert_eq!(length_of(&[4, 0x81, 0x7f], 0x7f), Err(malformed()));
}

#[test]
fn the_basic_rules_take_longer_lengths() {
    let length_of = |bytes: &[u8]| Reader::ber(bytes).read().map(|tlv| tlv.contents().len());
    assert_eq!(length_of(&[4, 0x81, 1, 7]), Ok(1));
    assert_eq!(length_of(&[4, 0x84, 0, 0, 0, 1, 7]), Ok(1));
    assert_eq!(length_of(&[4, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7]), Ok(1));
    assert_eq!(length_of(&[4, 0x80]), Err(malformed()), "a primitive of indefinite length");
    assert_eq!(length_of(&[4, 0x80, 0, 0]), Err(malformed()), "the same with an end");
    assert_eq!(length_of(&[4, 0xff, 1]), Err(malformed()), "reserved (X.690, 8.1.3.5)");
    assert_eq!(length_of(&[4, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Err(malformed()));
    assert_eq!(length_of(&[4, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0]), Err(malformed()));
    assert_eq!(length_of(&[4, 0x82, 1]), Err(malformed()), "cut off");
    assert_eq!(length_of(&[0x30, 0x80, 5, 0, 0, 0, 9]), Ok(2));
    assert_eq!(length_of(&[0x30, 0x80, 5, 0, 0]), Err(malformed()), "no end of contents");
    let indefinite = [0x30, 0x80, 5, 0, 0, 0, 9];
    let tlv = Reader::ber(&indefinite).read().unwrap();
    assert_eq!((tlv.range(), tlv.contents_range(), tlv.encoded()), (0..6, 2..4, &indefinite[..6]));
}

fn malformed() -> Box<crate::Error> {
    crate::Error::malformed("the ASN.1 encoding")
}

#[test]
fn nesting_ends_at_32() {
    let nest = |depth: usize| (0..depth).fold(Vec::new(), |inner, _| sequence(&[&inner]));
    assert_eq!(check(&nest(32)), Ok(()));
    assert!(check(&nest(33)).is_err());
    let indefinite = |depth: usize| [[0x30, 0x80].repeat(depth), vec![0; 2 * depth]].concat();
    assert!(Reader::ber(&indefinite(32)).read().is_ok());
    assert!(Reader::ber(&indefinite(33)).read().is_err());
    // As deep by going inside as by looking for the end.
    let bytes = indefinite(32);
    let (mut reader, mut depth) = (Reader::ber(&bytes), 0);
    while !reader.is_empty() {
        reader = reader.read().unwrap().inside();
        depth += 1;
    }
    assert_eq!(depth, 32);
}

#[test]
fn small_integers_have_32_bits_and_no_sign() {
    let small = |contents: &[u8]| Reader::ber(&tlv(tag::INTEGER, &[contents])).small_integer("").ok();
    assert_eq!(small(&[0]), Some(0));
    assert_eq!(small(&[1, 2]), Some(0x102));
    assert_eq!(small(&[0, 0xff, 0xff, 0xff, 0xff]), Some(u32::MAX));
    assert_eq!(small(&[1, 0, 0, 0, 0]), None);
    assert_eq!(small(&[0x80]), None);
    assert_eq!(small(&[]), None);
    assert!(Reader::ber(&[4, 1, 1]).small_integer("").is_err(), "another tag");
    let unsigned = |contents: &[u8]| {
        Reader::ber(&tlv(tag::INTEGER, &[contents])).read().unwrap().unsigned().map(<[u8]>::to_vec).ok()
    };
    assert_eq!(unsigned(&[0, 0x80]), Some(vec![0x80]));
    assert_eq!((unsigned(&[0x80]), unsigned(&[])), (None, None));
}

#[test]
fn parts_are_taken_by_their_tag() {
    let bytes = [sequence(&[&null()]), octet_string(&[7]), null()].concat();
    let mut reader = Reader::der(&bytes);
    assert_eq!(reader.optional(tag::OCTET_STRING).unwrap().map(|tlv| tlv.tag()), None);
    assert!(reader.tagged(tag::OCTET_STRING, "").is_err());
    assert_eq!(reader.peek(), Some(tag::SEQUENCE));
    reader.sequence("").unwrap().finish("").unwrap_err();
    assert_eq!(reader.octet_string("").unwrap().as_slice(), [7]);
    assert_eq!((reader.rest(), reader.is_empty()), (&[5, 0][..], false));
    assert!(reader.clone().octet_string("").is_err(), "NULL");
    assert!(reader.finish("").is_err());
    assert_eq!(reader.read().unwrap().range(), 7..9);
    assert!(reader.is_empty() && reader.finish("").is_ok() && reader.peek().is_none());
    let first = Reader::der(&bytes).read().unwrap();
    assert_eq!((first.only().unwrap().tag(), first.contents_range()), (tag::NULL, 2..4));
    assert!(Reader::der(&sequence(&[&null(), &null()])).read().unwrap().only().is_err());
    assert!(Reader::der(&sequence(&[])).read().unwrap().only().is_err());
}

#[test]
fn strings_have_whole_octets_and_segments_are_strings() {
    let bits = |contents: &[u8]| {
        Reader::der(&tlv(tag::BIT_STRING, &[contents])).read().unwrap().bits().map(<[u8]>::to_vec).ok()
    };
    assert_eq!((bits(&[0, 7]), bits(&[1, 8]), bits(&[])), (Some(vec![7]), None, None));
    let octets = |ber: &[u8]| Reader::ber(ber).octet_string("").map(|octets| octets.to_vec()).ok();
    assert_eq!(octets(&[0x24, 6, 4, 1, 1, 4, 1, 2]), Some(vec![1, 2]));
    assert_eq!(octets(&[0x24, 8, 0x24, 3, 4, 1, 1, 4, 1, 2]), Some(vec![1, 2]));
    assert_eq!(octets(&[0x24, 2, 5, 0]), None, "a segment that is no string");
    assert!(Reader::der(&[0x24, 3, 4, 1, 1]).octet_string("").is_err(), "the distinguished rules");
}

#[test]
fn check_takes_all_that_der_allows() {
    let right: [&[u8]; 11] = [
        &[1, 1, 0xff],
        &[1, 1, 0],
        &[2, 1, 0x80],
        &[2, 2, 0, 0x80],
        &[2, 2, 0xff, 0x7f],
        &[5, 0],
        &[0x30, 2, 5, 0],
        &[0x31, 0],
        &[0xa0, 2, 5, 0],
        &[0x61, 2, 5, 0],
        &[0x80, 1, 7],
    ];
    for bytes in right {
        assert_eq!(check(bytes), Ok(()), "{bytes:02x?}");
    }
    let wrong: [&[u8]; 9] = [
        &[1, 2, 0xff, 0xff],
        &[1, 0],
        &[2, 2, 0xff, 0x80],
        &[2, 2, 0, 0x7f],
        &[0x11, 0],
        &[0x2c, 0],
        &[0x30, 3, 1, 1, 1],
        &[0xa0, 3, 1, 1, 1],
        &[0x30, 2, 0x30, 1],
    ];
    for bytes in wrong {
        assert!(check(bytes).is_err(), "{bytes:02x?}");
    }
}

#[test]
fn the_first_two_arcs_share_a_number() {
    for (contents, text) in
        [(&[0][..], "0.0"), (&[39], "0.39"), (&[40], "1.0"), (&[79], "1.39"), (&[80], "2.0")]
    {
        assert_eq!(dotted(contents), text);
    }
    assert_eq!(dotted(&[0x2a, 0x81, 0, 0x7f]), "1.2.128.127");
    assert_eq!(dotted(&[]), "");
    assert_eq!(
        dotted(&[0x2a, 0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
        "1.2.18446744073709551615"
    );
}

/// The seconds are those of Python's `calendar.timegm`.
#[test]
fn times_outside_the_form_are_refused() {
    let time = |kind, text: &[u8]| seconds(&Reader::der(&tlv(kind, &[text])).read().unwrap());
    assert_eq!(time(tag::UTC_TIME, b"990630235959Z"), Ok(930_787_199));
    assert_eq!(time(tag::UTC_TIME, b"000101000001Z"), Ok(946_684_801));
    assert!(time(tag::UTC_TIME, b"500101000000Z").is_err(), "1950 is before the count");
    for wrong in [
        &b"9906302359Z"[..],
        b"990630235959+0000",
        b"99063023595aZ",
        b"9906302359 9Z",
        b"19990630235959Z",
        b"",
    ] {
        assert!(time(tag::UTC_TIME, wrong).is_err(), "{wrong:?}");
    }
    assert!(time(tag::GENERALIZED_TIME, b"990630235959Z").is_err());
    assert!(time(tag::OCTET_STRING, b"990630235959Z").is_err());
}

/// X.680, 46.3 and 47.3; the distinguished rules take none of these (X.690, 11.7 and 11.8).
#[test]
fn times_by_the_basic_rules_may_lack_seconds_and_have_a_difference() {
    let (utc, generalized) = (tag::UTC_TIME, tag::GENERALIZED_TIME);
    for (kind, text, expected) in [
        (utc, "9906302359Z", Some(930_787_140)),
        (utc, "990630235959+0000", Some(930_787_199)),
        (utc, "9906302359-0300", Some(930_797_940)),
        (utc, "990701015959+0200", Some(930_787_199)),
        (generalized, "199906302359Z", Some(930_787_140)),
        (generalized, "19990630235959.25Z", Some(930_787_199)),
        (generalized, "19990630205959,0-0300", Some(930_787_199)),
        (utc, "9906302359", None),
        (utc, "99063023Z", None),
        (utc, "9906302359+0", None),
        (utc, "9906302359+2400", None),
        (utc, "9906302359+0060", None),
        (utc, "9906302359*0000", None),
        (utc, "9906302359ZZ", None),
        (utc, "99063023599Z", None),
        (utc, "9913302359Z", None),
        (generalized, "19990630235959", None),
        (generalized, "19990630235959.", None),
    ] {
        let encoded = tlv(kind, &[text.as_bytes()]);
        assert_eq!(seconds(&Reader::ber(&encoded).read().unwrap()).ok(), expected, "{text}");
        assert!(seconds(&Reader::der(&encoded).read().unwrap()).is_err(), "{text}");
    }
}
