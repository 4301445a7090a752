//! The older filters: ASCII, run lengths, LZW (ISO 32000-2, 7.4.2 to 7.4.5). A stream that is cut short gives what it holds.

use crate::error::{Error, Result};
use crate::limits;
use crate::syntax::lexer;

/// Two digits a byte, up to `>`.
pub(crate) fn hexadecimal(data: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let digits = data.iter().take_while(|byte| **byte != b'>').filter_map(|byte| digit(*byte));
    let digits: Vec<u8> = digits.collect();
    digits
        .chunks(2)
        .map(|pair| pair.iter().chain(&[0]).take(2).fold(0, |byte, digit| byte << 4 | digit))
        .collect()
}

/// Five characters for four bytes, up to `~>`.
pub(crate) fn ascii_85(data: &[u8]) -> Vec<u8> {
    let (mut out, mut group) = (Vec::with_capacity(data.len()), Vec::with_capacity(5));
    let data = data.strip_prefix(b"<~").unwrap_or(data);
    for byte in data.iter().copied().take_while(|byte| *byte != b'~').filter(|byte| !lexer::is_white(*byte)) {
        match byte {
            b'z' if group.is_empty() => out.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ => {}
        }
        if group.len() == 5 {
            four(&mut out, &mut group);
        }
    }
    if group.len() > 1 {
        four(&mut out, &mut group);
    }
    out
}

/// The bytes of a group; one that is not whole counts as filled up.
fn four(out: &mut Vec<u8>, group: &mut Vec<u8>) {
    let digits = group.iter().chain(&[84; 4]).take(5);
    let number = digits.fold(0_u32, |number, digit| number.wrapping_mul(85).wrapping_add(u32::from(*digit)));
    out.extend(number.to_be_bytes().iter().take(group.len() - 1));
    group.clear();
}

/// A length and as many bytes, or a length and one byte to repeat; 128 ends.
pub(crate) fn run_length(mut data: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    while let Some((length, rest)) = data.split_first().filter(|(length, _)| **length != 128) {
        let (copied, repeated) = (usize::from(*length) + 1, 257 - usize::from(*length).min(257));
        let taken = if *length < 128 { copied.min(rest.len()) } else { rest.len().min(1) };
        let (run, after) = rest.split_at(taken);
        match (run.first(), *length < 128) {
            (Some(byte), false) => out.resize(out.len() + repeated, *byte),
            _ => out.extend_from_slice(run),
        }
        data = after;
        bounded(&out)?;
    }
    Ok(out)
}

/// Codes of 9 to 12 bits; with `early` they get longer one code sooner than they would have to.
pub(crate) fn lzw(data: &[u8], early: bool) -> Result<Vec<u8>> {
    let mut out: Vec<u8> = Vec::new();
    // Places in `out` and lengths of the strings of the codes from 258 on.
    let mut strings: Vec<(usize, usize)> = Vec::new();
    let mut previous: Option<(usize, usize)> = None;
    let mut bits = Bits { data, held: 0, len: 0 };
    while let Some(code) = bits.next(width(strings.len() + FIRST + usize::from(early))) {
        match code {
            CLEAR => {
                strings.clear();
                previous = None;
                continue;
            }
            END => break,
            _ => {}
        }
        // The string before and the first byte of this one, which will stand right behind it.
        strings
            .extend(previous.filter(|_| strings.len() + FIRST < 4096).map(|(start, len)| (start, len + 1)));
        let start = out.len();
        match (u8::try_from(code), code.checked_sub(FIRST).and_then(|code| strings.get(code)).copied()) {
            (Ok(byte), _) => out.push(byte),
            (_, Some((from, len))) => {
                for place in from..from + len {
                    out.extend(lexer::at(&out, place));
                }
            }
            _ => break,
        }
        previous = Some((start, out.len() - start));
        bounded(&out)?;
    }
    Ok(out)
}

fn width(next: usize) -> u32 {
    match next {
        ..512 => 9,
        512..1024 => 10,
        1024..2048 => 11,
        _ => 12,
    }
}

/// Codes, their highest bits first.
struct Bits<'a> {
    data: &'a [u8],
    held: u32,
    len: u32,
}

impl Bits<'_> {
    fn next(&mut self, width: u32) -> Option<usize> {
        while self.len < width {
            let (byte, rest) = self.data.split_first()?;
            self.held = self.held << 8 | u32::from(*byte);
            (self.data, self.len) = (rest, self.len + 8);
        }
        self.len -= width;
        Some((self.held >> self.len & ((1 << width) - 1)) as usize)
    }
}

fn bounded(out: &[u8]) -> Result<()> {
    if out.len() as u64 > limits::OBJECT {
        return Err(Error::unsupported("a stream larger than 64 MiB"));
    }
    Ok(())
}

const CLEAR: usize = 256;
const END: usize = 257;
/// The first code of a string.
const FIRST: usize = 258;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_digits_may_be_odd_and_apart() {
        assert_eq!(hexadecimal(b"48 65\n6C6c 7>zz"), b"Hellp");
    }

    #[test]
    fn groups_of_five_may_be_short_or_zero() {
        assert_eq!(ascii_85(b"<~87cUR\nD]i,\"Ebo80~>x"), b"Hello World!");
        assert_eq!(ascii_85(b"z87cURDZ~>"), b"\0\0\0\0Hello");
    }

    #[test]
    fn runs_are_copied_and_repeated() {
        assert_eq!(run_length(&[2, b'a', b'b', b'c', 254, b'x', 128, 9]), Ok(b"abcxxx".to_vec()));
        assert_eq!(run_length(&[9, b'a']), Ok(b"a".to_vec()));
    }

    #[test]
    fn the_example_of_the_standard_is_decoded() {
        let data = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(lzw(&data, true), Ok(vec![45, 45, 45, 45, 45, 65, 45, 45, 45, 66]));
    }

    /// An encoder as plain as can be.
    fn encode(plain: &[u8], early: bool) -> Vec<u8> {
        let (mut out, mut held, mut len) = (Vec::new(), 0_u64, 0);
        let mut put = |code: usize, width: u32| {
            held = held << width | code as u64;
            len += width;
            while len >= 8 {
                len -= 8;
                out.push((held >> len) as u8);
            }
            held &= 0xff;
        };
        let mut table: Vec<Vec<u8>> = Vec::new();
        put(CLEAR, 9);
        let mut rest = plain;
        while !rest.is_empty() {
            let known = table.iter().enumerate().filter(|(_, string)| rest.starts_with(string));
            let best = known
                .max_by_key(|(_, string)| string.len())
                .map(|(code, string)| (code + FIRST, string.len()));
            let (code, taken) = best.unwrap_or((usize::from(rest[0]), 1));
            put(code, width((table.len() + FIRST).saturating_sub(1) + usize::from(early)));
            if taken < rest.len() {
                table.push(rest[..=taken].to_vec());
            }
            rest = &rest[taken..];
            if table.len() + FIRST == 4095 {
                put(CLEAR, 12);
                table.clear();
            }
        }
        put(END, width((table.len() + FIRST).saturating_sub(1) + usize::from(early)));
        put(0, 7);
        out
    }

    #[test]
    fn codes_grow_and_the_table_is_cleared() {
        let plain: Vec<u8> = (0..30_000_u32).map(|i| (i.wrapping_mul(i) >> 7) as u8 % 23).collect();
        for early in [true, false] {
            assert_eq!(lzw(&encode(&plain, early), early).as_deref(), Ok(&plain[..]), "{early}");
        }
    }
}
