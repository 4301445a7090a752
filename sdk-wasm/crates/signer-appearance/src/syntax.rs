//! Spells numbers and streams in the syntax of PDF (ISO 32000-2, 7.3).

use miniz_oxide::deflate::compress_to_vec_zlib;

use crate::AppearanceObject;

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
        to.extend_from_slice(decimals.trim_start_matches('1').trim_end_matches('0').as_bytes());
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
