//! Names and the strings in them.

use crate::{
    der::{Reader, Tlv, tag},
    oid,
};

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

/// The first that says something of: the last common name, organization, unit, and whatever else stands there but the country.
pub(crate) fn shown(name: &[u8]) -> Option<String> {
    let attributes: Vec<_> =
        attributes(name)?.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
    let position = |wanted: &[u8]| attributes.iter().rposition(|(kind, _)| *kind == wanted);
    let named =
        [oid::COMMON_NAME, oid::ORGANIZATION, oid::ORGANIZATIONAL_UNIT].into_iter().find_map(position);
    let other = || attributes.iter().rposition(|(kind, _)| *kind != oid::COUNTRY);
    attributes.get(named.or_else(other)?).map(|(_, value)| value.trim().to_owned())
}

/// The characters of any of ASN.1's strings. Octets that are not UTF-8 are read as ISO 8859-1, which is what older
/// certificates have in strings of every tag.
pub(crate) fn text(string: &Tlv<'_>) -> String {
    match string.octets() {
        Ok(octets) => characters(string.tag(), &octets),
        Err(_) => characters(string.tag(), string.contents()),
    }
}

/// The same for a value that some writers wrap up once more: a whole string as the contents of another one, or of a
/// context-specific tag. What comes out is the innermost.
pub(crate) fn unwrapped(value: &Tlv<'_>) -> String {
    peeled(value, WRAPPINGS)
}

fn peeled(value: &Tlv<'_>, wrappings: u8) -> String {
    let joined = value.octets();
    let octets = joined.as_ref().map_or(value.contents(), |octets| octets.as_slice());
    let mut reader = Reader::ber(octets);
    // The tag of a string is a control character, and that of a context-specific type is not ASCII: no text begins like it.
    let inner =
        reader.read().ok().filter(|inner| reader.is_empty() && wrappings > 0 && is_wrapping(inner.tag()));
    inner.map_or_else(|| characters(value.tag(), octets), |inner| peeled(&inner, wrappings - 1))
}

/// A string in one piece, or `[n]` in one piece or around another TLV.
const fn is_wrapping(tag: u8) -> bool {
    matches!(tag, tag::OCTET_STRING | tag::UTF8_STRING | 0x12..=0x16 | 0x1a..=0x1e | 0x80..=0xbf)
}

fn characters(tag: u8, octets: &[u8]) -> String {
    let width = match tag {
        tag::BMP_STRING => 2,
        tag::UNIVERSAL_STRING => 4,
        _ => 1,
    };
    // Octets that do not come in whole characters are none of those strings, whatever the tag says.
    if width == 1 || !octets.len().is_multiple_of(width) {
        return str::from_utf8(octets)
            .map_or_else(|_| octets.iter().copied().map(char::from).collect(), str::to_owned);
    }
    let units = octets
        .chunks_exact(width)
        .map(|unit| unit.iter().fold(0, |unit: u32, octet| unit << 8 | u32::from(*octet)));
    if width == 4 {
        return units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    }
    let units = units.map(|unit| u16::try_from(unit).unwrap_or_default());
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Strings in strings.
const WRAPPINGS: u8 = 4;
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
        assert_eq!(text_of(tag::UNIVERSAL_STRING, &[0, 0, 0, b'J', 0, 0, 0, 0xc9, 0, 1, 0xf6, 0]), "JÉ😀");
        assert_eq!(text_of(tag::UNIVERSAL_STRING, &[0, 0, 0xd8, 0, 0, 0x11, 0, 0]), "\u{fffd}\u{fffd}");
        assert_eq!(text_of(tag::UNIVERSAL_STRING, b"JOSE D"), "JOSE D", "not in fours");
        assert_eq!(text_of(tag::BMP_STRING, b"ANA"), "ANA", "not in pairs");
        let segments = [der::octet_string("Conc".as_bytes()), der::octet_string("eição".as_bytes())].concat();
        let string = der::tlv(tag::UTF8_STRING | tag::CONSTRUCTED, &[&segments]);
        assert_eq!(text(&Reader::ber(&string).read().unwrap()), "Conceição");
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

    /// A `Name` of attributes 2.5.4.`kind`.
    fn name(pairs: &[(u8, &str)]) -> Vec<u8> {
        let pair = |(kind, value): &(u8, &str)| {
            let value = der::tlv(tag::UTF8_STRING, &[value.as_bytes()]);
            der::tlv(tag::SET, &[&der::sequence(&[&der::object_identifier(&[0x55, 4, *kind]), &value])])
        };
        der::sequence(&[&pairs.iter().map(pair).collect::<Vec<_>>().concat()])
    }

    #[test]
    fn a_name_without_a_common_name_is_called_by_what_it_has() {
        let called = |pairs: &[(u8, &str)]| shown(&name(pairs));
        assert_eq!(called(&[(6, "BR"), (10, "ACME"), (11, "TI"), (3, " ANA ")]).as_deref(), Some("ANA"));
        assert_eq!(called(&[(6, "BR"), (10, "ACME"), (11, "TI")]).as_deref(), Some("ACME"));
        assert_eq!(
            called(&[(3, ""), (10, " "), (11, "TI")]).as_deref(),
            Some("TI"),
            "blank ones say nothing"
        );
        assert_eq!(called(&[(6, "BR"), (4, "SILVA"), (42, "ANA")]).as_deref(), Some("ANA"));
        assert_eq!(called(&[(42, "ANA"), (6, "BR")]).as_deref(), Some("ANA"));
        assert_eq!(called(&[(6, "BR")]), None);
        assert_eq!(called(&[]), None);
    }
}
