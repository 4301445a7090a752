//! The ends of tokens and values (ISO 32000-2, 7.2 and 7.3). Spans only: nothing is copied or re-spelled.

use crate::limits;

/// The reason why a value could not be measured.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    /// No value of PDF looks like this.
    Bad,
    /// The bytes at hand end inside the value.
    More,
}

pub(crate) const fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

pub(crate) const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

pub(crate) const fn is_regular(byte: u8) -> bool {
    !is_white(byte) && !is_delimiter(byte)
}

pub(crate) fn at(bytes: &[u8], position: usize) -> Option<u8> {
    bytes.get(position).copied()
}

pub(crate) fn tail(bytes: &[u8], position: usize) -> &[u8] {
    bytes.get(position..).unwrap_or_default()
}

fn run(bytes: &[u8], position: usize, belongs: impl Fn(u8) -> bool) -> usize {
    position + tail(bytes, position).iter().take_while(|byte| belongs(**byte)).count()
}

/// The first byte at or after `position` that is neither white space nor in a comment.
pub(crate) fn skip_white(bytes: &[u8], mut position: usize) -> usize {
    loop {
        position = run(bytes, position, is_white);
        if at(bytes, position) != Some(b'%') {
            return position;
        }
        position = run(bytes, position, |byte| byte != b'\n' && byte != b'\r');
    }
}

/// The end of the regular characters at `position`.
pub(crate) fn token_end(bytes: &[u8], position: usize) -> usize {
    run(bytes, position, is_regular)
}

/// An unsigned integer that is a token of its own, and its end.
pub(crate) fn unsigned(bytes: &[u8], position: usize) -> Option<(u64, usize)> {
    let end = token_end(bytes, position);
    let digits = bytes.get(position..end).filter(|digits| !digits.is_empty())?;
    let number = digits.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })?;
    Some((number, end))
}

/// The unsigned integer after white space, and its end.
pub(crate) fn next_unsigned(bytes: &[u8], position: usize) -> Option<(u64, usize)> {
    unsigned(bytes, skip_white(bytes, position))
}

/// The end of `word` at `position`, if it stands there as a token of its own.
pub(crate) fn keyword(bytes: &[u8], position: usize, word: &[u8]) -> Option<usize> {
    let end = position.checked_add(word.len())?;
    let found = bytes.get(position..end)? == word;
    (found && !at(bytes, end).is_some_and(is_regular)).then_some(end)
}

/// The end of the value that starts at `position`.
///
/// A value that reaches the end of `bytes` may go on there: the answer is `More`.
pub(crate) fn value_end(bytes: &[u8], position: usize) -> Result<usize, Fault> {
    nested_end(bytes, position, 0)
}

fn nested_end(bytes: &[u8], position: usize, depth: usize) -> Result<usize, Fault> {
    if depth > limits::DEPTH {
        return Err(Fault::Bad);
    }
    match at(bytes, position).ok_or(Fault::More)? {
        b'/' => complete(bytes, token_end(bytes, position + 1)),
        b'(' => literal_end(bytes, position + 1),
        b'[' => container_end(bytes, position + 1, b"]", depth),
        b'<' => match at(bytes, position + 1).ok_or(Fault::More)? {
            b'<' => container_end(bytes, position + 2, b">>", depth),
            _ => hexadecimal_end(bytes, position + 1),
        },
        byte if is_delimiter(byte) => Err(Fault::Bad),
        _ => token_or_reference_end(bytes, position),
    }
}

fn complete(bytes: &[u8], end: usize) -> Result<usize, Fault> {
    if end < bytes.len() { Ok(end) } else { Err(Fault::More) }
}

fn container_end(bytes: &[u8], mut position: usize, close: &[u8], depth: usize) -> Result<usize, Fault> {
    loop {
        position = skip_white(bytes, position);
        let rest = tail(bytes, position);
        if rest.len() < close.len() {
            return Err(Fault::More);
        }
        if rest.starts_with(close) {
            return Ok(position + close.len());
        }
        position = nested_end(bytes, position, depth + 1)?;
    }
}

fn literal_end(bytes: &[u8], mut position: usize) -> Result<usize, Fault> {
    let mut open = 1_usize;
    loop {
        match at(bytes, position).ok_or(Fault::More)? {
            b'\\' => position += 1,
            b'(' => open += 1,
            b')' => open -= 1,
            _ => {}
        }
        position += 1;
        if open == 0 {
            return Ok(position);
        }
    }
}

fn hexadecimal_end(bytes: &[u8], position: usize) -> Result<usize, Fault> {
    let end = run(bytes, position, |byte| byte.is_ascii_hexdigit() || is_white(byte));
    match at(bytes, end).ok_or(Fault::More)? {
        b'>' => Ok(end + 1),
        _ => Err(Fault::Bad),
    }
}

/// `12 0 R` is one value, `12 0` are two.
fn token_or_reference_end(bytes: &[u8], position: usize) -> Result<usize, Fault> {
    let end = complete(bytes, token_end(bytes, position))?;
    if unsigned(bytes, position).is_none() {
        return Ok(end);
    }
    let generation = skip_white(bytes, end);
    complete(bytes, generation)?;
    let Some((_, after)) = unsigned(bytes, generation) else { return Ok(end) };
    let letter = skip_white(bytes, after);
    match at(bytes, letter).ok_or(Fault::More)? {
        b'R' => complete(bytes, letter + 1).map(|_| keyword(bytes, letter, b"R").unwrap_or(end)),
        _ => Ok(end),
    }
}

/// The first `word` at or after `from`: most bytes are never looked at (Horspool's search).
pub(crate) fn find(bytes: &[u8], word: &[u8], from: usize) -> Option<usize> {
    let (last, others) = word.split_last()?;
    let mut place = from;
    loop {
        let seen = at(bytes, place.checked_add(others.len())?)?;
        if seen == *last && tail(bytes, place).starts_with(others) {
            return Some(place);
        }
        place += 1 + others.iter().rev().take_while(|byte| **byte != seen).count();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_one_value_and_two_numbers_are_two() {
        assert_eq!(value_end(b"12 0 R ", 0), Ok(6));
        assert_eq!(value_end(b"12 0 Rx ", 0), Ok(2));
        assert_eq!(value_end(b"12 0]", 0), Ok(2));
        assert_eq!(value_end(b"12 0", 0), Err(Fault::More));
        assert_eq!(value_end(b"12 0 R", 0), Err(Fault::More));
    }

    #[test]
    fn strings_hide_brackets() {
        assert_eq!(value_end(br"<</A(\)>>(x))/B<3e >>>.", 0), Ok(22));
        assert_eq!(value_end(b"[(]) % ]\n]", 0), Ok(10));
    }

    #[test]
    fn a_value_that_is_cut_off_asks_for_more() {
        for cut in ["<</A", "(a\\", "[1 2", "<3", "/Na", "12", "12 0 "] {
            assert_eq!(value_end(cut.as_bytes(), 0), Err(Fault::More), "{cut}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = "[".repeat(100_000);
        assert_eq!(value_end(deep.as_bytes(), 0), Err(Fault::Bad));
    }

    #[test]
    fn words_are_found_wherever_they_are() {
        for text in ["obj", "oobj", "obobj", "xxobj", "endobj 1 0 obj", "ob", "", "jjjobj", "jboobj"] {
            for from in 0..text.len() {
                let expected = text.get(from..).and_then(|rest| rest.find("obj")).map(|at| at + from);
                assert_eq!(find(text.as_bytes(), b"obj", from), expected, "{text} {from}");
            }
        }
        assert_eq!(find(b"endstendstream", b"endstream", 0), Some(5));
    }
}
