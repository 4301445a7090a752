//! The markers of a JPEG (ITU-T T.81, annex B): it goes into the file as it is, but for what it says of its making.

use crate::bytes::u16_at;
use crate::colour::Space;
use crate::dimensions::check_size;
use crate::error::{Error, Result};

/// A baseline or progressive JPEG of grey or YCbCr.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Jpeg {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) space: Space,
    /// Exif's: 1 upright, from 5 on lying.
    pub(crate) orientation: u16,
    pub(crate) data: Vec<u8>,
}

pub(crate) fn read(file: &[u8]) -> Result<Jpeg> {
    let mut jpeg = Jpeg {
        width: 0,
        height: 0,
        space: Space::Grey,
        orientation: 1,
        data: file.get(..2).ok_or(CUT_OFF)?.to_vec(),
    };
    let (mut rest, mut scans) = (file.get(2..).ok_or(CUT_OFF)?, 0);
    loop {
        let (marker, segment, after) = segment(rest)?;
        let scan = if marker == SCAN { entropy_coded(after)? } else { 0 };
        match marker {
            END if scans > 0 => {
                jpeg.data.extend_from_slice(&[0xff, END]);
                return Ok(jpeg);
            }
            END => return Err(CUT_OFF),
            SCAN if jpeg.width == 0 || scans == MOST_SCANS => return Err(DAMAGED),
            SCAN => scans += 1,
            0xc0..=0xc2 if jpeg.width == 0 => jpeg.frame(segment)?,
            0xc4 | 0xdb | 0xdd => {}
            0xc0..=0xcf => return Err(Error::Image("neither a baseline nor a progressive JPEG")),
            0xe1 => jpeg.orientation = orientation(segment).unwrap_or(jpeg.orientation),
            0xe0..=0xef | 0xfe => {}
            _ => return Err(DAMAGED),
        }
        if is_kept(marker) {
            jpeg.data.extend_from_slice(&[0xff, marker]);
            let length = rest.len() - after.len() - segment.len() - 2;
            let from = rest.get(length..rest.len() - after.len() + scan).ok_or(CUT_OFF)?;
            jpeg.data.extend_from_slice(from);
        }
        rest = after.get(scan..).ok_or(CUT_OFF)?;
    }
}

/// Marker, content and what comes after; any number of `FF` may come before.
fn segment(rest: &[u8]) -> Result<(u8, &[u8], &[u8])> {
    let fill = rest.iter().take_while(|byte| **byte == 0xff).count();
    let marker = *rest.get(fill).ok_or(CUT_OFF)?;
    if fill == 0 {
        return Err(DAMAGED);
    }
    let rest = rest.get(fill + 1..).ok_or(CUT_OFF)?;
    if marker == END {
        return Ok((marker, &[], rest));
    }
    let length = usize::from(u16_at(rest, 0).ok_or(CUT_OFF)?);
    let segment = rest.get(2..length.max(2)).filter(|_| length >= 2).ok_or(CUT_OFF)?;
    Ok((marker, segment, rest.get(length..).ok_or(CUT_OFF)?))
}

/// How long the data of a scan are: to the next marker that is no restart.
fn entropy_coded(data: &[u8]) -> Result<usize> {
    let ends = |pair: &[u8]| matches!(pair, [0xff, 0x01..=0xcf | 0xd8..=0xfe]);
    data.windows(2).position(ends).ok_or(CUT_OFF)
}

impl Jpeg {
    fn frame(&mut self, segment: &[u8]) -> Result<()> {
        let [precision, h1, h0, w1, w0, components, ..] = *segment else { return Err(CUT_OFF) };
        self.height = u16::from_be_bytes([h1, h0]).into();
        self.width = u16::from_be_bytes([w1, w0]).into();
        self.space = match (precision, components) {
            (8, 1) => Space::Grey,
            (8, 3) => Space::Rgb,
            (8, 4) => return Err(Error::Image("a JPEG for printing (CMYK); RGB or grey is wanted")),
            _ => return Err(Error::Image("a JPEG of unusual depth; 8 bits are wanted")),
        };
        check_size(self.width, self.height)
    }
}

/// JFIF and Adobe say how the colours are meant; other applications' segments hold places, cameras and thumbnails.
const fn is_kept(marker: u8) -> bool {
    !matches!(marker, 0xe1..=0xed | 0xef | 0xfe)
}

/// `Orientation` of the first directory of Exif (JEITA CP-3451, 4.6.4).
fn orientation(segment: &[u8]) -> Option<u16> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II");
    let u16 = |at: usize| u16_at(tiff, at).map(|value| if little { value.swap_bytes() } else { value });
    let (first, second) = (u16(4)?, u16(6)?);
    let directory = usize::from(if little { first } else { second });
    let entries = (0..usize::from(u16(directory)?)).map(|index| directory + 2 + index * 12);
    let entry = entries.into_iter().find(|at| u16(*at) == Some(0x0112))?;
    u16(entry + 8).filter(|orientation| (1..=8).contains(orientation))
}

const CUT_OFF: Error = Error::Image("a JPEG that is cut off");
const DAMAGED: Error = Error::Image("a JPEG that is damaged");
/// SOS.
const SCAN: u8 = 0xda;
/// EOI.
const END: u8 = 0xd9;
/// A file of more scans has no end but to keep viewers busy.
const MOST_SCANS: u32 = 128;
