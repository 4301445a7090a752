//! Decodes the streams a reader needs (ISO 32000-2, 7.4): Flate with its predictors a piece at a time, the older
//! filters whole.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::{coding, limits, value};

/// The bytes of a stream as they lie in memory.
pub(crate) type Pieces<'i, 'a> = &'i mut (dyn Iterator<Item = &'a [u8]> + 'i);
/// What takes the decoded bytes.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(&[u8]);

/// Decodes `data` as `/Filter` and `/DecodeParms` say; both given as direct values.
pub(crate) fn decode(
    filter: Option<&[u8]>,
    parms: Option<&[u8]>,
    data: Pieces<'_, '_>,
    out: Sink<'_>,
) -> Result<()> {
    let (mut filters, parms) = (listed(filter), listed(parms));
    let last = filters.pop();
    if filters.len() >= FILTERS {
        return Err(Error::Unsupported { reason: "a stream with more than eight filters" });
    }
    let mut held: Option<Vec<u8>> = None;
    for (place, filter) in filters.iter().enumerate() {
        let mut next = Vec::new();
        let sink = &mut |bytes: &[u8]| next.extend_from_slice(bytes);
        match held {
            Some(held) => stage(filter, parms.get(place), &mut std::iter::once(held.as_slice()), sink)?,
            None => stage(filter, parms.get(place), data, sink)?,
        }
        held = Some(next);
    }
    let parms = parms.get(filters.len());
    match (last, held) {
        (Some(last), Some(held)) => stage(last, parms, &mut std::iter::once(held.as_slice()), out),
        (Some(last), None) => stage(last, parms, data, out),
        (None, _) => {
            data.for_each(out);
            Ok(())
        }
    }
}

/// The value, or the values of an array.
fn listed(value: Option<&[u8]>) -> Vec<&[u8]> {
    match value {
        Some(array) if value::is_array(array) => value::items(array).take(FILTERS + 1).collect(),
        value => value.into_iter().collect(),
    }
}

fn stage(filter: &[u8], parms: Option<&&[u8]>, data: Pieces<'_, '_>, out: Sink<'_>) -> Result<()> {
    let is = |name: &[u8], short: &[u8]| value::is_name(filter, name) || value::is_name(filter, short);
    let parms = parms.copied();
    if is(b"FlateDecode", b"Fl") {
        return match predictor(parms)? {
            None => inflate(data, out),
            Some(mut predictor) => {
                inflate(data, &mut |bytes| predictor.push(bytes, out))?;
                predictor.finish(out);
                Ok(())
            }
        };
    }
    let data = data.collect::<Vec<_>>().concat();
    if is(b"LZWDecode", b"LZW") {
        let early = parms.and_then(Dictionary::parse).and_then(|parms| parms.unsigned(b"EarlyChange"));
        let plain = coding::lzw(&data, early != Some(0))?;
        match predictor(parms)? {
            None => out(&plain),
            Some(mut predictor) => {
                predictor.push(&plain, out);
                predictor.finish(out);
            }
        }
    } else if is(b"ASCIIHexDecode", b"AHx") {
        out(&coding::hexadecimal(&data));
    } else if is(b"ASCII85Decode", b"A85") {
        out(&coding::ascii_85(&data));
    } else if is(b"RunLengthDecode", b"RL") {
        out(&coding::run_length(&data)?);
    } else {
        return Err(Error::Unsupported { reason: "a stream filter that holds no objects" });
    }
    Ok(())
}

/// A stream cut short or with a wrong check sum still gives what it holds: each object that is read
/// from it has to prove itself by its number.
fn inflate(data: Pieces<'_, '_>, out: Sink<'_>) -> Result<()> {
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
        if given > limits::OBJECT {
            return Err(Error::Unsupported { reason: "a stream larger than 64 MiB" });
        }
        match (more, status) {
            (true, _) => {}
            (false, TINFLStatus::Done) => return Ok(()),
            (false, _) if given > 0 => return Ok(()),
            _ => return Err(Error::Unsupported { reason: "a stream that is not in Flate format" }),
        }
    }
}

/// The predictor that the parameters name, if it changes anything.
fn predictor(parms: Option<&[u8]>) -> Result<Option<Predictor>> {
    let Some(parms) = parms.filter(|parms| !value::is_null(parms)) else { return Ok(None) };
    let parms = Dictionary::parse(parms)
        .ok_or(Error::Unsupported { reason: "decode parameters that are not a direct dictionary" })?;
    let number = |key, default| parms.unsigned(key).unwrap_or(default);
    match number(b"Predictor", 1) {
        0 | 1 => return Ok(None),
        2 if number(b"BitsPerComponent", 8) == 8 => {}
        10..=15 => {}
        _ => return Err(Error::Unsupported { reason: "a predictor that is not read" }),
    }
    let pixel_bits = number(b"Colors", 1).saturating_mul(number(b"BitsPerComponent", 8));
    let row_bytes = number(b"Columns", 1).saturating_mul(pixel_bits).div_ceil(8);
    let too_wide = Error::Unsupported { reason: "a predictor row larger than 64 MiB" };
    let row = usize::try_from(row_bytes).ok().filter(|_| row_bytes < limits::OBJECT).ok_or(too_wide)?;
    let mut predictor = Predictor::new(row.max(1), usize::try_from(pixel_bits / 8).unwrap_or(1).max(1));
    predictor.is_tiff = number(b"Predictor", 1) == 2;
    Ok(Some(predictor))
}

/// Undoes the prediction of each row (PNG, 9.2).
struct Predictor {
    pixel: usize,
    /// Each byte counts from the one of the pixel before, and no row says so (TIFF 6.0, section 14).
    is_tiff: bool,
    above: Vec<u8>,
    /// The kind of the filter, once it came.
    kind: Option<u8>,
    row: Vec<u8>,
}

impl Predictor {
    fn new(row_len: usize, pixel: usize) -> Self {
        Self { pixel, is_tiff: false, above: vec![0; row_len], kind: None, row: Vec::with_capacity(row_len) }
    }

    fn push(&mut self, mut bytes: &[u8], out: Sink<'_>) {
        while let Some((&first, after)) = bytes.split_first() {
            if self.kind.is_none() {
                (self.kind, bytes) = if self.is_tiff { (Some(LEFT), bytes) } else { (Some(first), after) };
            }
            let room = self.above.len() - self.row.len();
            let (head, after) = bytes.split_at(bytes.len().min(room));
            self.row.extend_from_slice(head);
            bytes = after;
            if self.row.len() == self.above.len() {
                self.finish(out);
            }
        }
    }

    /// Gives the row; what an incomplete one lacks counts as zeros.
    fn finish(&mut self, out: Sink<'_>) {
        let Some(kind) = self.kind.take() else { return };
        match kind {
            0 => {}
            2 => self.row.iter_mut().zip(&self.above).for_each(|(byte, up)| *byte = byte.wrapping_add(*up)),
            kind => undo(kind, &mut self.row, &self.above, self.pixel),
        }
        self.row.resize(self.above.len(), 0);
        out(&self.row);
        std::mem::swap(&mut self.above, &mut self.row);
        self.row.clear();
    }
}

fn undo(kind: u8, row: &mut [u8], above: &[u8], pixel: usize) {
    for column in 0..row.len() {
        let near = |row: &[u8]| column.checked_sub(pixel).and_then(|i| row.get(i).copied()).unwrap_or(0);
        let up = above.get(column).copied().unwrap_or(0);
        let prediction = predicted(kind, near(row), up, near(above));
        if let Some(byte) = row.get_mut(column) {
            *byte = byte.wrapping_add(prediction);
        }
    }
}

fn predicted(kind: u8, left: u8, up: u8, up_left: u8) -> u8 {
    match kind {
        LEFT => left,
        2 => up,
        3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
        4 => paeth(left, up, up_left),
        _ => 0,
    }
}

fn paeth(left: u8, up: u8, up_left: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(up_left));
    let (to_a, to_b, to_c) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    if to_a <= to_b && to_a <= to_c {
        left
    } else if to_b <= to_c {
        up
    } else {
        up_left
    }
}

/// The filter that counts from the byte to the left.
const LEFT: u8 = 1;
/// Filters of one stream.
const FILTERS: usize = 8;
/// The most that a Flate stream refers back to.
const WINDOW: usize = 32 << 10;
/// The check sum is not looked at, so it is not computed.
const FLAGS: u32 = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER
    | inflate_flags::TINFL_FLAG_HAS_MORE_INPUT
    | inflate_flags::TINFL_FLAG_IGNORE_ADLER32;

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(filter: Option<&[u8]>, parms: Option<&[u8]>, data: &[u8], piece: usize) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        decode(filter, parms, &mut data.chunks(piece), &mut |bytes| out.extend_from_slice(bytes))?;
        Ok(out)
    }

    #[test]
    fn each_png_filter_is_undone_however_the_bytes_come() {
        let rows = [0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1, 2, 9];
        let plain = [1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5, 12, 0, 0];
        for piece in 1..=rows.len() {
            let (mut predictor, mut out) = (Predictor::new(3, 1), Vec::new());
            for bytes in rows.chunks(piece) {
                predictor.push(bytes, &mut |row| out.extend_from_slice(row));
            }
            predictor.finish(&mut |row| out.extend_from_slice(row));
            assert_eq!(out, plain, "pieces of {piece}");
        }
    }

    #[test]
    fn filters_are_undone_one_after_the_other() {
        let deflated = miniz_oxide::deflate::compress_to_vec_zlib(&[1, 1, 1, 5, 0, 255], 6);
        let digits: String = deflated.iter().map(|byte| format!("{byte:02x} ")).collect();
        let parms = Some(&b"[null <</Predictor 2/Columns 3>>]"[..]);
        let found = decoded(Some(b"[/AHx /FlateDecode]"), parms, digits.as_bytes(), 3);
        assert_eq!(found, Ok(vec![1, 2, 3, 5, 5, 4]));
        let refused = Error::Unsupported { reason: "a stream filter that holds no objects" };
        assert_eq!(decoded(Some(b"/DCTDecode"), None, b"", 3), Err(refused));
        let many = format!("[{}]", "/AHx".repeat(10_000));
        assert!(decoded(Some(many.as_bytes()), None, b"", 3).is_err());
    }

    #[test]
    fn no_filter_null_and_empty_arrays_leave_the_data() {
        for filter in [None, Some(&b"[]"[..])] {
            assert_eq!(decoded(filter, None, &[1, 2], 1), Ok(vec![1, 2]));
        }
    }

    #[test]
    fn flate_data_may_lie_in_pieces_and_end_early() {
        let plain: Vec<u8> = (0..200_000_u32).map(|i| (i / 7 % 251) as u8 ^ (i / 900) as u8).collect();
        let data = miniz_oxide::deflate::compress_to_vec_zlib(&plain, 6);
        for piece in [1, 7, 1000, data.len()] {
            assert_eq!(decoded(Some(b"/Fl"), None, &data, piece).as_ref(), Ok(&plain));
        }
        let cut = decoded(Some(b"/Fl"), None, &data[..data.len() / 2], 999).unwrap();
        assert!(!cut.is_empty() && plain.starts_with(&cut));
        let refused = Error::Unsupported { reason: "a stream that is not in Flate format" };
        assert_eq!(decoded(Some(b"/Fl"), None, b"no Flate", 3), Err(refused));
    }

    #[test]
    fn a_bomb_is_refused() {
        let zeros = vec![0; limits::OBJECT as usize + 1];
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&zeros, 6);
        let refused = Error::Unsupported { reason: "a stream larger than 64 MiB" };
        assert_eq!(decoded(Some(b"/FlateDecode"), None, &bomb, 1 << 16), Err(refused));
    }
}
