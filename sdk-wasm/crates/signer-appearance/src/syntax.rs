//! Spells numbers and streams in the syntax of PDF (ISO 32000-2, 7.3).

use miniz_oxide::deflate::compress_to_vec_zlib;

use crate::object::AppearanceObject;

/// The hardest that miniz_oxide tries without trying in vain.
const COMPRESSION: u8 = 9;

/// A real number with up to three decimals.
pub(crate) fn number(to: &mut Vec<u8>, value: f64) {
    let thousandths = thousandths(value);
    if thousandths < 0 {
        to.push(b'-');
    }
    let size = thousandths.unsigned_abs();
    integer(to, size / 1000);
    if !size.is_multiple_of(1000) {
        let decimals = (size % 1000 + 1000).to_string();
        to.push(b'.');
        to.extend_from_slice(decimals.get(1..).unwrap_or_default().trim_end_matches('0').as_bytes());
    }
}

/// Boxes are at most a few thousand points wide: the cast cannot lose anything, and of NaN it makes 0.
#[allow(clippy::cast_possible_truncation)]
fn thousandths(value: f64) -> i64 {
    (value * 1000.0).round() as i64
}

pub(crate) fn integer(to: &mut Vec<u8>, value: u64) {
    to.extend_from_slice(value.to_string().as_bytes());
}

/// Upper-case hexadecimal digits.
pub(crate) fn hex(to: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in bytes {
        let digits = [byte >> 4, byte & 15].map(|digit| DIGITS.get(usize::from(digit)).copied());
        to.extend(digits.into_iter().flatten());
    }
}

/// A stream of `dictionary` (its entries, without the brackets), compressed with Flate.
pub(crate) fn compressed(dictionary: &[u8], data: &[u8]) -> AppearanceObject {
    let value = [b"<<", dictionary, b"/Filter/FlateDecode>>"].concat();
    AppearanceObject { value, data: Some(compress_to_vec_zlib(data, COMPRESSION)) }
}

/// The same of a picture, `channels` bytes a pixel, each row through the filter of PNG that leaves the least
/// (ISO 32000-2, 7.4.4.4; ISO/IEC 15948, 12.7).
pub(crate) fn compressed_rows(dictionary: &[u8], data: &[u8], width: u32, channels: u8) -> AppearanceObject {
    let parameters = ["/DecodeParms<</Predictor 15/Colors ", &channels.to_string(), "/Columns "].concat();
    let dictionary = [dictionary, parameters.as_bytes(), width.to_string().as_bytes(), b">>"].concat();
    let channels = usize::from(channels);
    let length = usize::try_from(width).unwrap_or(usize::MAX).saturating_mul(channels).max(1);
    let mut above = vec![0; length];
    let mut rows = Vec::with_capacity(data.len() + data.len() / length);
    for row in data.chunks_exact(length) {
        rows.extend_from_slice(&filtered(row, &above, channels));
        above.copy_from_slice(row);
    }
    compressed(&dictionary, &rows)
}

/// The smallest of the row as it is, less its left neighbour, less the one above.
fn filtered(row: &[u8], above: &[u8], channels: usize) -> Vec<u8> {
    let left = vec![0; channels].into_iter().chain(row.iter().copied());
    let differences = |filter: u8, from: &mut dyn Iterator<Item = u8>| -> Vec<u8> {
        let bytes = row.iter().zip(from).map(|(byte, from)| byte.wrapping_sub(from));
        std::iter::once(filter).chain(bytes).collect()
    };
    let candidates = [
        differences(0, &mut std::iter::repeat_n(0, row.len())),
        differences(1, &mut left.into_iter()),
        differences(2, &mut above.iter().copied()),
    ];
    candidates.into_iter().min_by_key(|bytes| magnitude(bytes)).unwrap_or_default()
}

/// The sum of the bytes, read as signed: small ones compress well.
fn magnitude(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(byte.cast_signed().unsigned_abs())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(value: f64) -> String {
        let mut text = Vec::new();
        number(&mut text, value);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn numbers_have_three_decimals_at_most() {
        assert_eq!(spelled(0.0), "0");
        assert_eq!(spelled(12.0), "12");
        assert_eq!(spelled(-0.5), "-0.5");
        assert_eq!(spelled(1.0011), "1.001");
        assert_eq!(spelled(11.1111), "11.111");
        assert_eq!(spelled(0.05), "0.05");
        assert_eq!(spelled(f64::NAN), "0");
    }

    #[test]
    fn bytes_become_two_digits_each() {
        let mut text = Vec::new();
        hex(&mut text, &[0, 0x1f, 0xff]);
        assert_eq!(text, b"001FFF");
    }
}
