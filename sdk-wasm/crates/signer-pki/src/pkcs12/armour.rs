//! Files in base64, as mail programs and databases make of them.

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use super::password::Secret;

/// The octets of base64, between PEM's lines (RFC 7468) or behind the head of a `data:` URL or alone; none where it is none.
pub(super) fn unarmoured(text: &[u8]) -> Option<Secret> {
    let inside = match split(text, b"-----BEGIN ") {
        Some((_, after)) => split(split(after, b"-----")?.1, b"-----END")?.0,
        None => split(text, b"base64,").map_or(text, |(_, after)| after),
    };
    let mut digits = Zeroizing::new(inside.to_vec());
    // Line breaks, and the mark at the beginning of a text of Windows.
    digits.retain(|octet| octet.is_ascii() && !octet.is_ascii_whitespace());
    let mut octets = Zeroizing::new(vec![0; digits.len()]);
    let len = Base64::decode(&*digits, &mut octets).ok()?.len();
    octets.truncate(len);
    Some(octets)
}

/// Before and behind the first `mark`. Octets, for the searching of `str` is 8 kB of the module.
fn split<'a>(text: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = text.windows(mark.len()).position(|octets| octets == mark)?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}
