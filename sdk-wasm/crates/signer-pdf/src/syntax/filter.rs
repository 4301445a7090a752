//! Decodes the streams a reader needs (ISO 32000-2, 7.4): Flate with its predictors a piece at a time, the older
//! filters whole.

use signer_rows::{Fault, Pieces, Predictor, Sink};

use crate::error::{Error, Result};
use crate::limits;
use crate::syntax::coding;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value;

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
        return Err(Error::unsupported("a stream with more than eight filters"));
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
        return Err(Error::unsupported("a stream filter that holds no objects"));
    }
    Ok(())
}

fn inflate(data: Pieces<'_, '_>, out: Sink<'_>) -> Result<()> {
    let reason = |fault| match fault {
        Fault::NotFlate => "a stream that is not in Flate format",
        Fault::TooLarge => "a stream larger than 64 MiB",
    };
    signer_rows::inflate(data, limits::OBJECT, out).map_err(|fault| Error::unsupported(reason(fault)))
}

/// The predictor that the parameters name, if it changes anything.
fn predictor(parms: Option<&[u8]>) -> Result<Option<Predictor>> {
    let Some(parms) = parms.filter(|parms| !value::is_null(parms)) else { return Ok(None) };
    let parms = Dictionary::parse(parms)
        .ok_or_else(|| Error::unsupported("decode parameters that are not a direct dictionary"))?;
    let number = |key, default| parms.unsigned(key).unwrap_or(default);
    match number(b"Predictor", 1) {
        0 | 1 => return Ok(None),
        2 if number(b"BitsPerComponent", 8) == 8 => {}
        10..=15 => {}
        _ => return Err(Error::unsupported("a predictor that is not read")),
    }
    let pixel_bits = number(b"Colors", 1).saturating_mul(number(b"BitsPerComponent", 8));
    let row_bytes = number(b"Columns", 1).saturating_mul(pixel_bits).div_ceil(8);
    let too_wide = || Error::unsupported("a predictor row larger than 64 MiB");
    let row = usize::try_from(row_bytes).ok().filter(|_| row_bytes < limits::OBJECT).ok_or_else(too_wide)?;
    let mut predictor = Predictor::new(row.max(1), usize::try_from(pixel_bits / 8).unwrap_or(1).max(1));
    predictor.is_tiff = number(b"Predictor", 1) == 2;
    Ok(Some(predictor))
}

/// Filters of one stream.
const FILTERS: usize = 8;
#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(filter: Option<&[u8]>, parms: Option<&[u8]>, data: &[u8], piece: usize) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        decode(filter, parms, &mut data.chunks(piece), &mut |bytes| out.extend_from_slice(bytes))?;
        Ok(out)
    }

    #[test]
    fn filters_are_undone_one_after_the_other() {
        let deflated = miniz_oxide::deflate::compress_to_vec_zlib(&[1, 1, 1, 5, 0, 255], 6);
        let digits: String = deflated.iter().map(|byte| format!("{byte:02x} ")).collect();
        let parms = Some(&b"[null <</Predictor 2/Columns 3>>]"[..]);
        let found = decoded(Some(b"[/AHx /FlateDecode]"), parms, digits.as_bytes(), 3);
        assert_eq!(found, Ok(vec![1, 2, 3, 5, 5, 4]));
        let refused = Error::unsupported("a stream filter that holds no objects");
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
        let refused = Error::unsupported("a stream that is not in Flate format");
        assert_eq!(decoded(Some(b"/Fl"), None, b"no Flate", 3), Err(refused));
    }

    #[test]
    fn a_bomb_is_refused() {
        let zeros = vec![0; limits::OBJECT as usize + 1];
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&zeros, 6);
        let refused = Error::unsupported("a stream larger than 64 MiB");
        assert_eq!(decoded(Some(b"/FlateDecode"), None, &bomb, 1 << 16), Err(refused));
    }
}
