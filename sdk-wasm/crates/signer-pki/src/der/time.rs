//! UTCTime and GeneralizedTime.

use super::{reader::Tlv, tag};
use crate::error::{Error, Result};

/// Seconds since 1970 of a `Time` (RFC 5280, 4.1.2.5): `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`. By the basic rules (X.680, 46.3
/// and 47.3) the seconds may be missing, and there may be a fraction of them or a difference to UTC.
pub fn seconds(time: &Tlv<'_>) -> Result<i64> {
    parse(time).ok_or_else(|| Error::malformed("a time"))
}

fn parse(time: &Tlv<'_>) -> Option<i64> {
    let digits = time.contents().iter().take_while(|octet| octet.is_ascii_digit()).count();
    let (digits, zone) = time.contents().split_at_checked(digits)?;
    let len = digits.len();
    let mut numbers = digits.chunks_exact(2).map(number);
    let mut next = || numbers.next().flatten();
    let year = match (time.tag(), len) {
        (tag::UTC_TIME, 10 | 12) => pivot(next()?),
        (tag::GENERALIZED_TIME, 12 | 14) => next()? * 100 + next()?,
        _ => return None,
    };
    let mut small = || next().and_then(|value| u8::try_from(value).ok());
    let (month, day, hour, minute) = (small()?, small()?, small()?, small()?);
    let second = small();
    let difference = match zone {
        b"Z" if second.is_some() => 0,
        _ if time.is_basic() => difference(zone)?,
        _ => return None,
    };
    let time = ::der::DateTime::new(year, month, day, hour, minute, second.unwrap_or(0)).ok()?;
    i64::try_from(time.unix_duration().as_secs()).ok()?.checked_sub(difference)
}

/// Seconds by which the time that was written down is before UTC's: of `Z`, `+hhmm` or `-hhmm`, after a fraction or none.
fn difference(zone: &[u8]) -> Option<i64> {
    let fraction = match zone {
        [b'.' | b',', digits @ ..] => 1 + digits.iter().take_while(|octet| octet.is_ascii_digit()).count(),
        _ => 0,
    };
    let (sign, pairs) = zone.get(fraction..)?.split_first()?;
    let mut numbers = pairs.chunks(2).map(|pair| number(pair).filter(|_| pair.len() == 2));
    match (sign, pairs.len()) {
        (b'Z', 0) => Some(0),
        (b'+' | b'-', 4) => {
            let (hours, minutes) = (numbers.next()??, numbers.next()??);
            let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
            (hours < 24 && minutes < 60).then_some(if *sign == b'+' { seconds } else { -seconds })
        }
        _ => None,
    }
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
