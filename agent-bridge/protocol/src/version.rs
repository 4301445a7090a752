//! The versions of the protocol, and the one that two sides agree on.

use std::ops::RangeInclusive;

/// The newest version.
pub const PROTOCOL: u16 = 1;
/// All versions that are still spoken: an old one stays until both sides have long been able to do without.
pub const PROTOCOLS: RangeInclusive<u16> = 1..=PROTOCOL;

/// The version for a side that speaks `own` and one that speaks up to `highest`: the smaller of both newest.
///
/// `None` where the other side is too old.
#[must_use]
pub fn agreed(own: &RangeInclusive<u16>, highest: u16) -> Option<u16> {
    let smaller = highest.min(*own.end());
    own.contains(&smaller).then_some(smaller)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smaller_of_both_newest_versions_is_spoken() {
        for (highest, version) in [(3, 3), (4, 4), (5, 5), (6, 5), (u16::MAX, 5)] {
            assert_eq!(agreed(&(3..=5), highest), Some(version), "up to {highest}");
        }
        assert_eq!(agreed(&PROTOCOLS, 7), Some(1));
    }

    #[test]
    fn older_than_the_oldest_is_too_old() {
        for highest in [0, 1, 2] {
            assert_eq!(agreed(&(3..=5), highest), None, "up to {highest}");
        }
        assert_eq!(agreed(&PROTOCOLS, 0), None);
    }
}
