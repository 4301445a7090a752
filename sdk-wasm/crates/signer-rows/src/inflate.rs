//! Flate (RFC 1950 and 1951), from pieces and in pieces.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use crate::{Pieces, Sink};

/// The reason why a stream gives nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// Not a byte of it could be decoded.
    NotFlate,
    /// It has more than the limit.
    TooLarge,
}

/// Decodes a zlib stream (RFC 1950), up to `limit` bytes.
///
/// A stream cut short or with a wrong check sum still gives what it holds: each object that is read
/// from it has to prove itself by its number.
pub fn inflate(data: Pieces<'_, '_>, limit: u64, out: Sink<'_>) -> Result<(), Fault> {
    let mut state = Box::new(DecompressorOxide::new());
    let (mut window, mut position) = (vec![0; WINDOW], 0);
    let (mut given, mut rest) = (0_u64, data.next().unwrap_or_default());
    loop {
        let (status, taken, written) = decompress(&mut state, rest, &mut window, position, FLAGS);
        out(window.get(position..position + written).unwrap_or_default());
        (given, position) = (given + written as u64, (position + written) % WINDOW);
        rest = rest.get(taken..).unwrap_or_default();
        let more = match status {
            TINFLStatus::HasMoreOutput => true,
            TINFLStatus::NeedsMoreInput => data.next().map(|next| rest = next).is_some(),
            _ => false,
        };
        if given > limit {
            return Err(Fault::TooLarge);
        }
        match (more, status) {
            (true, _) => {}
            (false, TINFLStatus::Done) => return Ok(()),
            (false, _) if given > 0 => return Ok(()),
            _ => return Err(Fault::NotFlate),
        }
    }
}

/// The most that a Flate stream refers back to.
const WINDOW: usize = 32 << 10;
/// The check sum is not looked at, so it is not computed.
const FLAGS: u32 = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER
    | inflate_flags::TINFL_FLAG_HAS_MORE_INPUT
    | inflate_flags::TINFL_FLAG_IGNORE_ADLER32;
