//! Numbers as whole ten-thousandths (ISO 32000-2, 7.3.3): to read and spell floating point takes more code than
//! all that is done with them here.

/// One.
pub(crate) const ONE: i64 = 10_000;

/// An integer or a real; digits beyond the fourth after the point are cut.
pub(crate) fn parse(number: &[u8]) -> Option<i64> {
    let (digits, negative) = match number {
        [b'-', digits @ ..] => (digits, true),
        [b'+', digits @ ..] => (digits, false),
        digits => (digits, false),
    };
    let mut value = 0_i64;
    let mut unit = None;
    for byte in digits {
        match byte {
            b'.' if unit.is_none() => unit = Some(ONE),
            b'0'..=b'9' => value = add_digit(value, unit.as_mut(), i64::from(byte - b'0'))?,
            _ => return None,
        }
    }
    let is_number = digits.iter().any(u8::is_ascii_digit) && value <= LARGEST;
    is_number.then_some(if negative { -value } else { value })
}

fn add_digit(value: i64, unit: Option<&mut i64>, digit: i64) -> Option<i64> {
    match unit {
        Some(unit) => {
            *unit /= 10;
            Some(value + digit * *unit)
        }
        None => value.checked_mul(10)?.checked_add(digit.checked_mul(ONE)?),
    }
}

/// The number as PDF spells it.
pub(crate) fn spell(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.unsigned_abs() / 10_000, value.unsigned_abs() % 10_000);
    if part == 0 {
        return [sign, &whole.to_string()].concat();
    }
    let part = (10_000 + part).to_string();
    let part = part.get(1..).unwrap_or_default().trim_end_matches('0');
    [sign, &whole.to_string(), ".", part].concat()
}

/// A number of the caller's; `None` if it is not one, or larger than any page.
pub(crate) fn from_float(number: f64) -> Option<i64> {
    let scaled = number * ONE as f64;
    (scaled.abs() <= LARGEST as f64).then_some(scaled.round() as i64)
}

pub(crate) fn to_float(value: i64) -> f64 {
    value as f64 / ONE as f64
}

/// A million; the product of two such numbers still fits.
const LARGEST: i64 = 1_000_000 * ONE;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_pdf_spells_them() {
        for (spelled, value) in
            [("12", 120_000), ("-.5", -5_000), ("+3.", 30_000), ("595.27559", 5_952_755), ("0.00019", 1)]
        {
            assert_eq!(parse(spelled.as_bytes()), Some(value), "{spelled}");
        }
        for wrong in ["", ".", "-", "1e5", "nan", "inf", "1.2.3", "--1", "99999999999999999999", "1000001"] {
            assert_eq!(parse(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_are_spelled_without_idle_digits() {
        assert_eq!([0, 10_000, -5_000, 5_952_700, 1].map(spell), ["0", "1", "-0.5", "595.27", "0.0001"]);
    }

    #[test]
    fn what_is_no_length_is_none() {
        assert_eq!([f64::NAN, f64::INFINITY, 1e9].map(from_float), [None; 3]);
        assert_eq!(from_float(-1.25), Some(-12_500));
    }
}
