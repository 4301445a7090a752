//! Values as they are spelled in the file, read but never re-spelled (ISO 32000-2, 7.3).

use crate::syntax::lexer;

/// `number generation R` (ISO 32000-2, 7.3.10).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Reference {
    pub(crate) number: u32,
    pub(crate) generation: u16,
}

impl Reference {
    pub(crate) fn parse(value: &[u8]) -> Option<Self> {
        let (number, end) = lexer::next_unsigned(value, 0)?;
        let (generation, end) = lexer::next_unsigned(value, end)?;
        lexer::keyword(value, lexer::skip_white(value, end), b"R")?;
        Some(Self { number: number.try_into().ok()?, generation: generation.try_into().ok()? })
    }

    pub(crate) fn spelled(self) -> String {
        [&self.number.to_string(), " ", &self.generation.to_string(), " R"].concat()
    }
}

/// A whole number, with or without a sign.
pub(crate) fn integer(value: &[u8]) -> Option<i64> {
    let (digits, negative) = match value {
        [b'-', digits @ ..] => (digits, true),
        [b'+', digits @ ..] => (digits, false),
        digits => (digits, false),
    };
    let (number, end) = lexer::unsigned(digits, 0)?;
    let number = i64::try_from(number).ok().filter(|_| end == digits.len())?;
    Some(if negative { -number } else { number })
}

pub(crate) fn unsigned(value: &[u8]) -> Option<u64> {
    integer(value)?.try_into().ok()
}

pub(crate) fn is_null(value: &[u8]) -> bool {
    value == b"null"
}

pub(crate) fn is_dictionary(value: &[u8]) -> bool {
    value.starts_with(b"<<")
}

pub(crate) fn is_array(value: &[u8]) -> bool {
    value.starts_with(b"[")
}

/// True for the name `/expected`, with or without `#xx` in its spelling (ISO 32000-2, 7.3.5).
pub(crate) fn is_name(value: &[u8], expected: &[u8]) -> bool {
    value.strip_prefix(b"/").is_some_and(|spelled| name_bytes(spelled).eq(expected.iter().copied()))
}

/// The bytes that a name without its slash stands for.
pub(crate) fn name_bytes(spelled: &[u8]) -> impl Iterator<Item = u8> {
    let mut rest = spelled;
    std::iter::from_fn(move || {
        let (byte, after) = match rest {
            [b'#', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                (nibble(*high) << 4 | nibble(*low), after)
            }
            [byte, after @ ..] => (*byte, after),
            [] => return None,
        };
        rest = after;
        Some(byte)
    })
}

/// Spells the name, with its slash (ISO 32000-2, 7.3.5).
pub(crate) fn name(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![b'/'];
    for byte in bytes {
        if byte.is_ascii_graphic() && lexer::is_regular(*byte) && *byte != b'#' {
            out.push(*byte);
        } else {
            out.push(b'#');
            out.extend_from_slice(&hexadecimal(*byte));
        }
    }
    out
}

/// The two upper-case hexadecimal digits of a byte.
pub(crate) fn hexadecimal(byte: u8) -> [u8; 2] {
    let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 };
    [digit(byte >> 4), digit(byte & 15)]
}

/// The value of a hexadecimal digit; anything else counts as `0`.
pub(crate) const fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

/// The values of an array, in order.
pub(crate) fn items(array: &[u8]) -> Items<'_> {
    Items { array, position: 1 }
}

/// The iterator of [`items`].
#[derive(Clone, Debug)]
pub(crate) struct Items<'a> {
    array: &'a [u8],
    position: usize,
}

impl<'a> Iterator for Items<'a> {
    type Item = &'a [u8];

    // One copy for all callers: this goes over the wire.
    #[inline(never)]
    fn next(&mut self) -> Option<&'a [u8]> {
        let start = lexer::skip_white(self.array, self.position);
        self.position = lexer::value_end(self.array, start).ok()?;
        self.array.get(start..self.position)
    }
}

/// The token at `position`: a bracket, white space, or a value that has no others in it.
pub(crate) fn token(bytes: &[u8], position: usize) -> Option<&[u8]> {
    let rest = lexer::tail(bytes, position);
    let len = match rest {
        [b'<', b'<', ..] | [b'>', b'>', ..] => 2,
        [b'[' | b']', ..] => 1,
        _ => match lexer::skip_white(rest, 0) {
            0 => lexer::value_end(rest, 0).ok()?,
            white => white,
        },
    };
    rest.get(..len)
}

/// The array with `item` as its last value, everything else as it was.
pub(crate) fn push(array: &[u8], item: &[u8]) -> Vec<u8> {
    let (before, close) = array.split_at(array.len().saturating_sub(1));
    [before, space_between(before, item), item, close].concat()
}

/// The space that keeps two tokens apart, where they need one.
pub(crate) fn space_between(before: &[u8], after: &[u8]) -> &'static [u8] {
    let regular = |byte: Option<&u8>| byte.is_some_and(|byte| lexer::is_regular(*byte));
    if regular(before.last()) && regular(after.first()) { b" " } else { b"" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_through_white_space_and_comments() {
        let expected = Some(Reference { number: 12, generation: 3 });
        assert_eq!(Reference::parse(b"12 %x\n3\rR"), expected);
        assert_eq!(Reference::parse(b"12 3 r"), None);
        assert_eq!(Reference::parse(b"99999999999 0 R"), None);
    }

    #[test]
    fn names_compare_by_what_they_stand_for() {
        assert!(is_name(b"/#41nnots", b"Annots"));
        assert!(!is_name(b"/Annot", b"Annots"));
        assert!(!is_name(b"Annots", b"Annots"));
    }

    #[test]
    fn a_pushed_item_stands_apart() {
        assert_eq!(push(b"[1 0 R]", b"2 0 R"), b"[1 0 R 2 0 R]");
        assert_eq!(push(b"[]", b"2 0 R"), b"[2 0 R]");
        assert_eq!(push(b"[1 0 R %c\n]", b"2 0 R"), b"[1 0 R %c\n2 0 R]");
    }
}
