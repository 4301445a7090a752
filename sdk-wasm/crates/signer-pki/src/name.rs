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
