//! UTCTime and GeneralizedTime.

use super::{reader::Tlv, tag};
use crate::error::{Error, Result};

/// Seconds since 1970 of a `Time` (RFC 5280, 4.1.2.5): `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`.
pub fn seconds(time: &Tlv<'_>) -> Result<i64> {
    parse(time).ok_or_else(|| Error::malformed("a time"))
}

fn parse(time: &Tlv<'_>) -> Option<i64> {
    let mut digits = time.contents().strip_suffix(b"Z")?.chunks_exact(2).map(number);
    let mut next = || digits.next().flatten();
    let year = match (time.tag(), time.contents().len()) {
        (tag::UTC_TIME, 13) => pivot(next()?),
        (tag::GENERALIZED_TIME, 15) => next()? * 100 + next()?,
        _ => return None,
    };
    let mut small = || next().and_then(|value| u8::try_from(value).ok());
    let time = ::der::DateTime::new(year, small()?, small()?, small()?, small()?, small()?).ok()?;
    i64::try_from(time.unix_duration().as_secs()).ok()
}

/// RFC 5280, 4.1.2.5.1: 50 is 1950, 49 is 2049.
const fn pivot(year: u16) -> u16 {
    if year < 50 { 2000 + year } else { 1900 + year }
}

fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0, |value, digit| match digit {
        b'0'..=b'9' => Some(value * 10 + u16::from(digit - b'0')),
        _ => None,
    })
}
