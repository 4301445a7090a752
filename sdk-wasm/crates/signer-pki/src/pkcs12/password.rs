//! A password in the two encodings that files use.

use zeroize::Zeroizing;

/// One form of a password.
pub(super) struct Password<'a> {
    /// BMPString with two zeros at its end (RFC 7292, appendix B.1); a character beyond the BMP is a surrogate pair.
    pub(super) bmp: Zeroizing<Vec<u8>>,
    /// UTF-8, for PBES2 and PBMAC1 (RFC 8018, 3).
    pub(super) utf8: &'a [u8],
}

impl<'a> Password<'a> {
    /// The forms to try: for the empty password some writers leave the two zeros out.
    pub(super) fn forms(text: &'a str) -> impl Iterator<Item = Self> {
        let without_zeros = text.is_empty().then(Zeroizing::default);
        [Some(bmp_string(text)), without_zeros]
            .into_iter()
            .flatten()
            .map(|bmp| Self { bmp, utf8: text.as_bytes() })
    }
}

fn bmp_string(text: &str) -> Zeroizing<Vec<u8>> {
    // A UTF-8 octet never becomes more than two octets: no reallocation leaves a copy behind.
    let mut bmp = Zeroizing::new(Vec::with_capacity(2 * text.len() + 2));
    text.encode_utf16().chain([0]).for_each(|unit| bmp.extend_from_slice(&unit.to_be_bytes()));
    bmp
}
