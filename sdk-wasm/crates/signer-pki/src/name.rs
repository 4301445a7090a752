//! Names and the strings in them.

use crate::der::{Reader, Tlv, tag};

/// The last attribute of this type in a `Name` (RFC 5280, 4.1.2.4): the most specific one.
pub(crate) fn attribute(name: &[u8], kind: &[u8]) -> Option<String> {
    attributes(name)?.into_iter().rfind(|(found, _)| *found == kind).map(|(_, value)| value)
}

/// All attributes in a `Name`: the contents octets of their types, and their values.
pub(crate) fn attributes(name: &[u8]) -> Option<Vec<(&[u8], String)>> {
    let mut found = Vec::new();
    let mut names = Reader::ber(name).sequence(NAME).ok()?;
    while !names.is_empty() {
        let mut set = names.tagged(tag::SET, NAME).ok()?.inside();
        while !set.is_empty() {
            let mut pair = set.sequence(NAME).ok()?;
            found.push((pair.object_identifier(NAME).ok()?, text(&pair.read().ok()?)));
        }
    }
    Some(found)
}

/// The characters of any of ASN.1's strings. Octets that are not UTF-8 are read as ISO 8859-1, which is what older
/// certificates have in strings of every tag.
pub(crate) fn text(string: &Tlv<'_>) -> String {
    let octets = string.contents();
    if string.tag() == tag::BMP_STRING {
        let units = octets
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |unit: u16, octet| unit << 8 | u16::from(*octet)));
        return char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    }
    str::from_utf8(octets).map_or_else(|_| octets.iter().copied().map(char::from).collect(), str::to_owned)
}

const NAME: &str = "a name";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der;

    fn text_of(tag: u8, octets: &[u8]) -> String {
        text(&Reader::der(&der::tlv(tag, &[octets])).read().unwrap())
    }

    #[test]
    fn strings_of_each_kind_are_read() {
        assert_eq!(text_of(tag::UTF8_STRING, "Conceição".as_bytes()), "Conceição");
        assert_eq!(text_of(0x14, b"Concei\xe7\xe3o"), "Conceição", "ISO 8859-1 in a TeletexString");
        assert_eq!(text_of(tag::BMP_STRING, &[0, b'A', 1, 0x42]), "Ał");
        assert_eq!(text_of(tag::BMP_STRING, &[0xd8, 0x3d, 0xde, 0]), "😀");
        assert_eq!(text_of(tag::BMP_STRING, &[0xd8, 0x3d, 0, b'A']), "\u{fffd}A");
    }

    #[test]
    fn the_last_attribute_of_a_type_counts() {
        let pair = |kind: u8, value: &[u8]| {
            let kind = der::object_identifier(&[0x55, 4, kind]);
            der::sequence(&[&kind, &der::tlv(tag::UTF8_STRING, &[value])])
        };
        let set = |pairs: &[&[u8]]| der::tlv(tag::SET, pairs);
        let name = der::sequence(&[
            &set(&[&pair(3, b"first")]),
            &set(&[&pair(3, b"second"), &pair(10, b"organization")]),
        ]);
        assert_eq!(attribute(&name, &[0x55, 4, 3]).as_deref(), Some("second"));
        assert_eq!(attribute(&name, &[0x55, 4, 10]).as_deref(), Some("organization"));
        assert_eq!(attribute(&name, &[0x55, 4, 11]), None);
        assert_eq!(attributes(&name).map(|found| found.len()), Some(3));
        assert_eq!(attributes(&[0x30, 2, 0x30, 0]), None);
    }
}
