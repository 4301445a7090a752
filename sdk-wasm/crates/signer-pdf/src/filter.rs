//! Decodes the streams a reader needs: Flate with PNG predictors (ISO 32000-2, 7.4.4).

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::{limits, value};

/// Decodes `data` as `/Filter` and `/DecodeParms` say; both given as direct values.
pub(crate) fn decode(filter: Option<&[u8]>, parms: Option<&[u8]>, data: Vec<u8>) -> Result<Vec<u8>> {
    let Some(filter) = only(filter)? else { return Ok(data) };
    if !value::is_name(filter, b"FlateDecode") && !value::is_name(filter, b"Fl") {
        return Err(Error::Unsupported { reason: "a stream filter other than FlateDecode" });
    }
    let plain = inflate(&data)?;
    match only(parms)?.filter(|parms| !value::is_null(parms)) {
        Some(parms) => unpredict(parms, plain),
        None => Ok(plain),
    }
}

/// The one value, or the one value of an array.
fn only(value: Option<&[u8]>) -> Result<Option<&[u8]>> {
    let Some(array) = value.filter(|value| value::is_array(value)) else { return Ok(value) };
    let mut items = value::items(array);
    let first = items.next();
    match items.next() {
        Some(_) => Err(Error::Unsupported { reason: "a stream with more than one filter" }),
        None => Ok(first),
    }
}

/// A stream cut short or with a wrong check sum still gives what it holds: each object that is read
/// from it has to prove itself by its number.
fn inflate(data: &[u8]) -> Result<Vec<u8>> {
    decompress_to_vec_zlib_with_limit(data, limits::OBJECT as usize).or_else(|failed| match failed.status {
        TINFLStatus::HasMoreOutput => Err(Error::Unsupported { reason: "a stream larger than 64 MiB" }),
        _ if failed.output.is_empty() => {
            Err(Error::Unsupported { reason: "a stream that is not in Flate format" })
        }
        _ => Ok(failed.output),
    })
}

fn unpredict(parms: &[u8], data: Vec<u8>) -> Result<Vec<u8>> {
    let parms = Dictionary::parse(parms)
        .ok_or(Error::Unsupported { reason: "decode parameters that are not a direct dictionary" })?;
    let number = |key, default| parms.unsigned(key).unwrap_or(default);
    match number(b"Predictor", 1) {
        0 | 1 => return Ok(data),
        10..=15 => {}
        _ => return Err(Error::Unsupported { reason: "the TIFF predictor" }),
    }
    let pixel_bits = number(b"Colors", 1).saturating_mul(number(b"BitsPerComponent", 8));
    let row_bytes = number(b"Columns", 1).saturating_mul(pixel_bits).div_ceil(8);
    let too_wide = Error::Unsupported { reason: "a predictor row larger than 64 MiB" };
    let row = usize::try_from(row_bytes).ok().filter(|_| row_bytes < limits::OBJECT).ok_or(too_wide)?;
    Ok(undo_rows(&data, row.max(1), usize::try_from(pixel_bits / 8).unwrap_or(1).max(1)))
}

/// Undoes the PNG filter of each row (PNG, 9.2); an incomplete last row counts as filled with zeros.
fn undo_rows(data: &[u8], row_len: usize, pixel: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut above: Vec<u8> = vec![0; row_len];
    let mut row: Vec<u8> = Vec::with_capacity(row_len);
    for filtered in data.chunks(row_len + 1) {
        let Some((kind, bytes)) = filtered.split_first() else { break };
        row.clear();
        for (column, byte) in bytes.iter().enumerate() {
            let near = |row: &[u8]| column.checked_sub(pixel).and_then(|i| row.get(i).copied()).unwrap_or(0);
            let up = above.get(column).copied().unwrap_or(0);
            row.push(byte.wrapping_add(predicted(*kind, near(&row), up, near(&above))));
        }
        row.resize(row_len, 0);
        out.extend_from_slice(&row);
        std::mem::swap(&mut above, &mut row);
    }
    out
}

fn predicted(kind: u8, left: u8, up: u8, up_left: u8) -> u8 {
    match kind {
        1 => left,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_png_filter_is_undone() {
        let rows = [0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1];
        let plain = [1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5];
        assert_eq!(undo_rows(&rows, 3, 1), plain);
    }

    #[test]
    fn no_filter_null_and_empty_arrays_leave_the_data() {
        for filter in [None, Some(&b"[]"[..])] {
            assert_eq!(decode(filter, None, vec![1, 2]), Ok(vec![1, 2]));
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let zeros = vec![0; limits::OBJECT as usize + 1];
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&zeros, 6);
        let refused = Error::Unsupported { reason: "a stream larger than 64 MiB" };
        assert_eq!(decode(Some(b"/FlateDecode"), None, bomb), Err(refused));
    }
}
