//! Reads a PNG (ISO/IEC 15948): every colour type, depth and interlace, to 8 bits a channel.
//!
//! Written here because it is a quarter of what the usual decoder adds to the module.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use crate::bytes::{offset_at, u16_at, u32_at};
use crate::colour::Space;
use crate::image::check_size;
use crate::pixels::{Pixels, index};
use crate::{Error, Result};

/// The pixels, with the alpha apart, or laid on white.
pub(crate) fn read(file: &[u8], opaque: bool) -> Result<Pixels> {
    let parts = Parts::read(file)?;
    let pixels = parts.pixels()?;
    Ok(if opaque { pixels.on_white() } else { pixels }.simplified())
}

/// What the chunks say.
#[derive(Debug, Default)]
struct Parts<'a> {
    width: u32,
    height: u32,
    depth: u8,
    colour: u8,
    interlaced: bool,
    /// `PLTE`.
    palette: &'a [u8],
    /// `tRNS`.
    transparency: &'a [u8],
    /// `IDAT`, put together.
    data: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn read(file: &'a [u8]) -> Result<Self> {
        let mut parts = Self::default();
        let mut rest = file.strip_prefix(b"\x89PNG\r\n\x1a\n").ok_or(DAMAGED)?;
        loop {
            let (kind, content, after) = chunk(rest).ok_or(CUT_OFF)?;
            match kind {
                b"IHDR" if parts.width == 0 => parts.header(content)?,
                _ if parts.width == 0 => return Err(DAMAGED),
                b"PLTE" => parts.palette = content,
                b"tRNS" => parts.transparency = content,
                b"IDAT" => parts.data.extend_from_slice(content),
                b"IEND" => return Ok(parts),
                // A small first letter: may be passed over (5.4).
                [first, ..] if first.is_ascii_lowercase() => {}
                _ => return Err(DAMAGED),
            }
            rest = after;
        }
    }

    fn header(&mut self, content: &[u8]) -> Result<()> {
        let &[_, _, _, _, _, _, _, _, depth, colour, 0, 0, interlace @ 0..=1] = content else {
            return Err(DAMAGED);
        };
        let known = match colour {
            GREY => matches!(depth, 1 | 2 | 4 | 8 | 16),
            INDEXED => matches!(depth, 1 | 2 | 4 | 8),
            RGB | GREY_ALPHA | RGB_ALPHA => matches!(depth, 8 | 16),
            _ => false,
        };
        let (width, height) = (u32_at(content, 0).ok_or(DAMAGED)?, u32_at(content, 4).ok_or(DAMAGED)?);
        check_size(width, height)?;
        *self = Self { width, height, depth, colour, interlaced: interlace == 1, ..Self::default() };
        if known { Ok(()) } else { Err(DAMAGED) }
    }

    const fn samples(&self) -> usize {
        match self.colour {
            RGB => 3,
            GREY_ALPHA => 2,
            RGB_ALPHA => 4,
            _ => 1,
        }
    }

    /// Bytes of a row of `width` pixels.
    fn row_length(&self, width: usize) -> usize {
        (width * self.samples() * usize::from(self.depth)).div_ceil(8)
    }

    const fn space(&self) -> Space {
        if matches!(self.colour, GREY | GREY_ALPHA) { Space::Grey } else { Space::Rgb }
    }

    fn pixels(&self) -> Result<Pixels> {
        let count = index(self.width) * index(self.height);
        let has_alpha = matches!(self.colour, GREY_ALPHA | RGB_ALPHA) || !self.transparency.is_empty();
        let mut to = Pixels {
            width: self.width,
            height: self.height,
            space: self.space(),
            colours: vec![0; count * usize::from(self.space().channels())],
            alpha: has_alpha.then(|| vec![255; count]),
        };
        let mut data = self.unpacked()?;
        let mut rest = &mut data[..];
        for pass in self.passes() {
            let (columns, rows) = (pass.columns(self.width), pass.rows(self.height));
            let length = self.row_length(columns) + 1;
            let (own, after) = rest.split_at_mut_checked(pass.length(self)).ok_or(CUT_OFF)?;
            unfilter(own, length, self.row_length(1).max(1)).ok_or(DAMAGED)?;
            for (row, line) in own.chunks_exact(length).take(rows).enumerate() {
                let place = Place { pass: *pass, row, columns };
                self.expand(line.get(1..).unwrap_or_default(), place, &mut to);
            }
            rest = after;
        }
        Ok(to)
    }

    const fn passes(&self) -> &'static [Pass] {
        if self.interlaced { &ADAM7 } else { &WHOLE }
    }

    /// Not a byte more than the picture has: a bomb does not go off.
    fn unpacked(&self) -> Result<Vec<u8>> {
        let wanted: usize = self.passes().iter().map(|pass| pass.length(self)).sum();
        if wanted > MOST_UNPACKED {
            return Err(Error::Image("more than 64 MiB when unpacked"));
        }
        match decompress_to_vec_zlib_with_limit(&self.data, wanted) {
            Ok(data) => Ok(data),
            Err(error) if error.status == TINFLStatus::HasMoreOutput => Ok(error.output),
            Err(_) => Err(DAMAGED),
        }
    }

    fn expand(&self, line: &[u8], place: Place, to: &mut Pixels) {
        let channels = usize::from(to.space.channels());
        let usual = self.depth == 8 && self.colour != INDEXED && self.transparency.is_empty();
        for column in 0..place.columns {
            let at = place.index(column, self.width);
            let own = line.get(column * self.samples()..(column + 1) * self.samples()).filter(|_| usual);
            let ((colour, alpha), buffer);
            match own.and_then(|own| own.split_at_checked(channels)) {
                Some((own, rest)) => (colour, alpha) = (own, rest.first().copied().unwrap_or(255)),
                None => {
                    (buffer, alpha) = self.pixel(line, column);
                    colour = buffer.get(..channels).unwrap_or_default();
                }
            }
            if let Some(pixel) = to.colours.get_mut(at * channels..(at + 1) * channels) {
                pixel.copy_from_slice(colour);
            }
            if let Some(seen) = to.alpha.as_mut().and_then(|all| all.get_mut(at)) {
                *seen = alpha;
            }
        }
    }

    /// Colour and alpha of a pixel.
    fn pixel(&self, line: &[u8], column: usize) -> ([u8; 3], u8) {
        let sample = |number: usize| sample(line, column * self.samples() + number, self.depth);
        let [first, second, third] =
            [0, 1, 2].map(|number| if number < self.samples() { sample(number) } else { 0 });
        let byte = |value: u16| scaled(value, self.depth);
        match self.colour {
            INDEXED => {
                let entry = self.palette.get(usize::from(first) * 3..).and_then(|rest| rest.first_chunk());
                let alpha = self.transparency.get(usize::from(first));
                (entry.copied().unwrap_or_default(), alpha.copied().unwrap_or(255))
            }
            GREY => ([byte(first); 3], self.alpha_of([first, first, first])),
            GREY_ALPHA => ([byte(first); 3], byte(second)),
            RGB => ([byte(first), byte(second), byte(third)], self.alpha_of([first, second, third])),
            _ => ([byte(first), byte(second), byte(third)], byte(sample(3))),
        }
    }

    /// One colour may be declared transparent.
    fn alpha_of(&self, colour: [u16; 3]) -> u8 {
        let same = |number: usize, value: u16| u16_at(self.transparency, number * 2) == Some(value);
        let transparent = match colour {
            [grey, ..] if self.colour == GREY => same(0, grey),
            [red, green, blue] => same(0, red) && same(1, green) && same(2, blue),
        };
        if transparent { 0 } else { 255 }
    }
}

/// Kind, content and what comes after. The sums of other chunks than these are not looked at: what is packed has its own.
fn chunk(rest: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let length = offset_at(rest, 0)?;
    let kind: &[u8; 4] = rest.get(4..8)?.try_into().ok()?;
    let end = length.checked_add(8)?;
    let content = rest.get(8..end)?;
    let summed = matches!(kind, b"IHDR" | b"PLTE" | b"tRNS");
    let whole = !summed || u32_at(rest, end)? == cyclic_redundancy(rest.get(4..end)?);
    Some((kind, content, rest.get(end.checked_add(4)?..)?)).filter(|_| whole)
}

/// CRC-32 (annex D), without a table: it is small chunks that it serves.
fn cyclic_redundancy(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

/// Takes the filters (9.2) off rows of `length` bytes, of which the first names the filter.
fn unfilter(data: &mut [u8], length: usize, pixel: usize) -> Option<()> {
    let mut above = vec![0; length];
    for row in data.chunks_exact_mut(length) {
        match *row.first()? {
            0 => {}
            2 => row.iter_mut().zip(&above).skip(1).for_each(|(byte, up)| *byte = byte.wrapping_add(*up)),
            filter @ (1 | 3 | 4) => unfilter_row(row, &above, filter, pixel)?,
            _ => return None,
        }
        above.copy_from_slice(row);
    }
    Some(())
}

fn unfilter_row(row: &mut [u8], above: &[u8], filter: u8, pixel: usize) -> Option<()> {
    for at in 1..row.len() {
        let before = at.checked_sub(pixel).filter(|before| *before > 0);
        let left = before.and_then(|before| row.get(before)).copied().unwrap_or(0);
        let corner = before.and_then(|before| above.get(before)).copied().unwrap_or(0);
        let up = *above.get(at)?;
        let byte = row.get_mut(at)?;
        *byte = byte.wrapping_add(predicted(filter, left, up, corner));
    }
    Some(())
}

fn predicted(filter: u8, left: u8, up: u8, corner: u8) -> u8 {
    match filter {
        1 => left,
        3 => left.midpoint(up),
        _ => paeth(left, up, corner),
    }
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |byte: u8| (estimate - i16::from(byte)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

/// The sample `number` of a row; the first is in the highest bits.
fn sample(line: &[u8], number: usize, depth: u8) -> u16 {
    let byte = |at: usize| line.get(at).copied().unwrap_or(0);
    match depth {
        16 => u16_at(line, number * 2).unwrap_or(0),
        8 => byte(number).into(),
        _ => {
            let bit = number * usize::from(depth);
            let shift = 8 - usize::from(depth) - bit % 8;
            u16::from(byte(bit / 8) >> shift) & ((1 << depth) - 1)
        }
    }
}

/// As 8 bits; of 16 the upper ones.
fn scaled(value: u16, depth: u8) -> u8 {
    let [high, low] = value.to_be_bytes();
    match depth {
        16 => high,
        8 => low,
        4 => low.wrapping_mul(17),
        2 => low.wrapping_mul(85),
        _ => low.wrapping_mul(255),
    }
}

/// Which pixels a pass brings: the first column and row, and how far it is to the next.
#[derive(Clone, Copy, Debug)]
struct Pass {
    left: usize,
    top: usize,
    right: usize,
    down: usize,
}

impl Pass {
    const fn new(left: usize, top: usize, right: usize, down: usize) -> Self {
        Self { left, top, right, down }
    }

    fn columns(&self, width: u32) -> usize {
        index(width).saturating_sub(self.left).div_ceil(self.right)
    }

    fn rows(&self, height: u32) -> usize {
        index(height).saturating_sub(self.top).div_ceil(self.down)
    }

    /// Bytes, filters included; a pass without columns has none.
    fn length(&self, parts: &Parts<'_>) -> usize {
        match self.columns(parts.width) {
            0 => 0,
            columns => (parts.row_length(columns) + 1) * self.rows(parts.height),
        }
    }
}

/// A row of a pass.
#[derive(Clone, Copy)]
struct Place {
    pass: Pass,
    row: usize,
    columns: usize,
}

impl Place {
    fn index(&self, column: usize, width: u32) -> usize {
        let Pass { left, top, right, down } = self.pass;
        (top + self.row * down) * index(width) + left + column * right
    }
}

const WHOLE: [Pass; 1] = [Pass::new(0, 0, 1, 1)];
/// 8.2.
const ADAM7: [Pass; 7] = [
    Pass::new(0, 0, 8, 8),
    Pass::new(4, 0, 8, 8),
    Pass::new(0, 4, 4, 8),
    Pass::new(2, 0, 4, 4),
    Pass::new(0, 2, 2, 4),
    Pass::new(1, 0, 2, 2),
    Pass::new(0, 1, 1, 2),
];

const GREY: u8 = 0;
const RGB: u8 = 2;
const INDEXED: u8 = 3;
const GREY_ALPHA: u8 = 4;
const RGB_ALPHA: u8 = 6;

const CUT_OFF: Error = Error::Image("a PNG that is cut off");
const DAMAGED: Error = Error::Image("a PNG that is damaged");
const MOST_UNPACKED: usize = 64 << 20;

#[cfg(test)]
mod tests;
