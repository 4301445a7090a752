//! Breaks a line of text into rows that are no wider than their place.

use std::ops::Range;

/// Where a line may be broken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Breaking {
    Nowhere,
    Spaces,
    Anywhere,
}

/// A character and its advance in units of the em square.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Letter {
    pub character: char,
    pub advance: u16,
}

impl Letter {
    fn is_space(self) -> bool {
        self.character == ' '
    }
}

/// The rows of `letters`, none wider than `limit` units; `None` where that cannot be.
pub(crate) fn wrap(letters: &[Letter], limit: f64, breaking: Breaking) -> Option<Vec<Range<usize>>> {
    let mut rows = Vec::new();
    let mut rest = 0..letters.len();
    while !rest.is_empty() {
        let fitting = rest.start + fitting(letters.get(rest.clone())?, limit);
        if fitting == rest.end {
            rows.push(rest);
            return Some(rows);
        }
        let space = letters.get(rest.start..=fitting)?.iter().rposition(|letter| letter.is_space());
        let (end, next) = match (breaking, space) {
            (Breaking::Spaces | Breaking::Anywhere, Some(space)) if space > 0 => {
                (rest.start + space, rest.start + space + 1)
            }
            (Breaking::Anywhere, _) if fitting > rest.start => (fitting, fitting),
            _ => return None,
        };
        rows.push(rest.start..end);
        rest.start = next;
    }
    Some(rows)
}

/// How many letters fit.
pub(crate) fn fitting(letters: &[Letter], limit: f64) -> usize {
    let mut width = 0.0;
    let over = letters.iter().position(|letter| {
        width += f64::from(letter.advance);
        width > limit
    });
    over.unwrap_or(letters.len())
}

pub(crate) fn width(letters: &[Letter]) -> f64 {
    letters.iter().map(|letter| f64::from(letter.advance)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, limit: f64, breaking: Breaking) -> Option<Vec<String>> {
        let letters: Vec<Letter> = text.chars().map(|character| Letter { character, advance: 1 }).collect();
        let rows = wrap(&letters, limit, breaking)?;
        Some(
            rows.into_iter()
                .map(|row| letters[row].iter().map(|letter| letter.character).collect())
                .collect(),
        )
    }

    #[test]
    fn breaks_at_the_last_space_that_fits() {
        let rows = wrapped("MARIA DA SILVA", 9.0, Breaking::Spaces).unwrap();
        assert_eq!(rows, ["MARIA DA", "SILVA"]);
        assert_eq!(wrapped("MARIA DA SILVA", 14.0, Breaking::Nowhere).unwrap(), ["MARIA DA SILVA"]);
        assert_eq!(wrapped("MARIA DA SILVA", 8.0, Breaking::Spaces).unwrap(), ["MARIA DA", "SILVA"]);
        assert_eq!(wrapped("MARIA DA SILVA", 13.0, Breaking::Nowhere), None);
    }

    #[test]
    fn breaks_words_only_where_that_is_allowed() {
        assert_eq!(wrapped("ABCDEFG", 3.0, Breaking::Spaces), None);
        assert_eq!(wrapped("ABCDEFG", 3.0, Breaking::Anywhere).unwrap(), ["ABC", "DEF", "G"]);
        assert_eq!(wrapped("A BCDEF", 3.0, Breaking::Anywhere).unwrap(), ["A", "BCD", "EF"]);
    }

    #[test]
    fn a_letter_wider_than_the_place_fits_nowhere() {
        assert_eq!(wrapped("AB", 0.5, Breaking::Anywhere), None);
        assert_eq!(wrapped("", 0.5, Breaking::Anywhere).unwrap(), Vec::<String>::new());
    }
}
