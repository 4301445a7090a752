//! Files in base64, as mail programs and databases make of them.

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use super::password::Secret;

/// The octets of base64, between PEM's lines (RFC 7468) or behind the head of a `data:` URL or alone; none where it is none.
pub(super) fn unarmoured(text: &[u8]) -> Option<Secret> {
    let text = str::from_utf8(text).ok()?;
    let inside = match text.split_once("-----BEGIN ") {
        Some((_, after)) => after.split_once("-----")?.1.split_once("-----END")?.0,
        None => text.rsplit_once("base64,").map_or(text, |(_, after)| after),
    };
    let mut digits = Zeroizing::new(inside.as_bytes().to_vec());
    // Line breaks, and the mark at the beginning of a text of Windows.
    digits.retain(|octet| octet.is_ascii() && !octet.is_ascii_whitespace());
    let mut octets = Zeroizing::new(vec![0; digits.len()]);
    let len = Base64::decode(&*digits, &mut octets).ok()?.len();
    octets.truncate(len);
    Some(octets)
}
