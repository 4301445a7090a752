//! Base64 as others write it.

use base64ct::{Base64, Encoding};

/// The octets of a base64 text (RFC 4648, section 4), which may be broken into lines as MIME and PEM do; none for anything else.
pub(crate) fn decoded(text: &str) -> Option<Vec<u8>> {
    let text: String = text.split_ascii_whitespace().collect();
    Base64::decode_vec(&text).ok()
}
