//! Object identifiers.

use std::fmt::Write as _;

/// The dotted form of an OBJECT IDENTIFIER's contents octets (X.690, 8.19); an arc above 2^64 ends it with `…`.
#[must_use]
pub fn dotted(contents: &[u8]) -> String {
    let mut text = String::new();
    for (index, arc) in contents.split_inclusive(|octet| octet & 0x80 == 0).enumerate() {
        let Some(value) = value(arc) else {
            text.push('…');
            break;
        };
        // Writing to a String cannot fail.
        let _ = match (index, value) {
            (0, 0..80) => write!(text, "{}.{}", value / 40, value % 40),
            (0, _) => write!(text, "2.{}", value - 80),
            _ => write!(text, ".{value}"),
        };
    }
    text
}

fn value(arc: &[u8]) -> Option<u64> {
    arc.iter().try_fold(0_u64, |value, octet| value.checked_mul(128)?.checked_add(u64::from(octet & 0x7f)))
}
