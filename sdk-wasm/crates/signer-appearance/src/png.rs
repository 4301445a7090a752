//! Pixels of a PNG (ISO/IEC 15948): every colour type, depth and interlace, at 8 bits a channel.

use std::io::{Cursor, ErrorKind};

use png::{ColorType, Decoder, DecodingError, Limits, Reader, Transformations};

use crate::colour::Space;
use crate::dimensions::check_size;
use crate::error::{Error, Result};
use crate::pixels::Pixels;

/// The pixels, with the alpha apart, or laid on white.
pub(crate) fn read(file: &[u8], opaque: bool) -> Result<Pixels> {
    let pixels = decoded(file)?;
    Ok(if opaque { pixels.on_white() } else { pixels }.simplified())
}

/// The decoder, past the header, which says nothing that is refused.
fn opened(file: &[u8]) -> Result<Reader<Cursor<&[u8]>>> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: MOST_UNPACKED });
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info().map_err(refusal)?;
    check_size(header.width, header.height)?;
    if header.raw_bytes() > MOST_UNPACKED {
        return Err(TOO_LARGE);
    }
    decoder.read_info().map_err(refusal)
}

fn decoded(file: &[u8]) -> Result<Pixels> {
    let mut reader = opened(file)?;
    let mut data = vec![0; reader.output_buffer_size().ok_or(TOO_LARGE)?];
    let frame = reader.next_frame(&mut data).map_err(refusal)?;
    // Chunks behind the pixels have to be whole as well, to the end of the file.
    reader.finish().map_err(refusal)?;
    data.truncate(frame.buffer_size());
    let (space, (colours, alpha)) = match frame.color_type {
        ColorType::Grayscale => (Space::Grey, (data, None)),
        ColorType::GrayscaleAlpha => (Space::Grey, split(&data, Space::Grey)),
        ColorType::Rgb => (Space::Rgb, (data, None)),
        ColorType::Rgba => (Space::Rgb, split(&data, Space::Rgb)),
        ColorType::Indexed => return Err(DAMAGED),
    };
    Ok(Pixels { width: frame.width, height: frame.height, space, colours, alpha })
}

/// Colours and alpha, which a PDF has apart.
fn split(data: &[u8], space: Space) -> (Vec<u8>, Option<Vec<u8>>) {
    let channels = usize::from(space.channels()) + 1;
    let count = data.len() / channels;
    let (mut colours, mut alpha) = (Vec::with_capacity(data.len() - count), Vec::with_capacity(count));
    for (own, colour) in data.chunks_exact(channels).filter_map(<[u8]>::split_last) {
        colours.extend_from_slice(colour);
        alpha.push(*own);
    }
    (colours, Some(alpha))
}

fn refusal(error: DecodingError) -> Error {
    match error {
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => CUT_OFF,
        DecodingError::LimitsExceeded => TOO_LARGE,
        _ => DAMAGED,
    }
}

const CUT_OFF: Error = Error::Image("a PNG that is cut off");
const DAMAGED: Error = Error::Image("a PNG that is damaged");
const TOO_LARGE: Error = Error::Image("more than 64 MiB when unpacked");
const MOST_UNPACKED: usize = 64 << 20;

#[cfg(test)]
mod tests;
