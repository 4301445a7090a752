//! A font of just the glyphs that are used (ISO 32000-2, 9.9.2; ISO/IEC 14496-22).

use crate::bytes::{i16_at, put, u16_at};
use crate::error::{Error, Result};
use crate::font::Font;

/// Glyph 0 is `.notdef`, glyph n the one of the n-th character, and then come the components of composite glyphs.
///
/// A glyph that shows two characters is there twice, so that each code stands for one character (`/ToUnicode`).
#[derive(Debug)]
pub(crate) struct Subset {
    pub(crate) file: Vec<u8>,
    /// How many glyphs.
    pub(crate) glyphs: u16,
    /// The advance of each, in units of the em square.
    pub(crate) advances: Vec<u16>,
}

impl Subset {
    pub(crate) fn of(font: &Font<'_>, glyphs: &[u16]) -> Result<Self> {
        build(font, glyphs).ok_or(Error::Font("a glyph of the font is cut off"))
    }
}

fn build(font: &Font<'_>, glyphs: &[u16]) -> Option<Subset> {
    let mut slots = [&[0], glyphs].concat();
    let own = slots.len();
    let (mut glyf, mut loca) = (Vec::new(), vec![0_u8; 4]);
    let mut next = 0;
    while let Some(glyph) = slots.get(next).copied() {
        let outline = renumbered(font.outline(glyph)?, own, &mut slots)?;
        glyf.extend_from_slice(&outline);
        glyf.resize(glyf.len().next_multiple_of(4), 0);
        loca.extend_from_slice(&u32::try_from(glyf.len()).ok()?.to_be_bytes());
        next += 1;
    }
    let count = u16::try_from(slots.len()).ok()?;
    let advances: Vec<u16> = slots.iter().map(|glyph| font.advance(*glyph)).collect();
    let tables = [
        (*b"glyf", glyf),
        (*b"head", head(font)),
        (*b"hhea", with(font.hhea, 34, count)),
        (*b"hmtx", metrics(font, &slots)),
        (*b"loca", loca),
        (*b"maxp", limits(font, count)),
    ];
    Some(Subset { file: assemble(&tables), glyphs: count, advances })
}

/// The outline without its instructions, its components renumbered; a component that is new gets a slot.
fn renumbered(outline: &[u8], own: usize, slots: &mut Vec<u16>) -> Option<Vec<u8>> {
    match i16_at(outline, 0) {
        None => Some(Vec::new()),
        Some(contours) if contours >= 0 => simple(outline, usize::from(contours.unsigned_abs())),
        Some(_) => composite(outline, own, slots),
    }
}

fn simple(outline: &[u8], contours: usize) -> Option<Vec<u8>> {
    let at = 10 + contours * 2;
    let instructions = usize::from(u16_at(outline, at)?);
    Some([outline.get(..at)?, &[0, 0], outline.get(at + 2 + instructions..)?].concat())
}

fn composite(outline: &[u8], own: usize, slots: &mut Vec<u16>) -> Option<Vec<u8>> {
    let mut to = outline.to_vec();
    let mut at = 10;
    loop {
        let flags = u16_at(outline, at)?;
        put(&mut to, at, &(flags & !WE_HAVE_INSTRUCTIONS).to_be_bytes());
        put(&mut to, at + 2, &slot(u16_at(outline, at + 2)?, own, slots)?.to_be_bytes());
        at += 4 + arguments(flags);
        if flags & MORE_COMPONENTS == 0 {
            to.truncate(at);
            return (to.len() == at).then_some(to);
        }
    }
}

/// Components stand behind the glyphs of the characters, each once.
fn slot(glyph: u16, own: usize, slots: &mut Vec<u16>) -> Option<u16> {
    let known = slots.iter().skip(own).position(|known| *known == glyph);
    let slot = known.map_or(slots.len(), |index| own + index);
    if known.is_none() {
        slots.push(glyph);
    }
    u16::try_from(slot).ok()
}

fn arguments(flags: u16) -> usize {
    let offsets = if flags & ARGUMENTS_ARE_WORDS == 0 { 2 } else { 4 };
    let scale = match flags & (ONE_SCALE | TWO_SCALES | MATRIX) {
        0 => 0,
        ONE_SCALE => 2,
        TWO_SCALES => 4,
        _ => 8,
    };
    offsets + scale
}

/// With offsets of 32 bits in `loca`, and the checksum still to come.
fn head(font: &Font<'_>) -> Vec<u8> {
    let mut head = with(font.head, 50, 1);
    put(&mut head, 8, &[0; 4]);
    head
}

/// Nothing is instructed any more (`maxp` from `maxZones` on).
fn limits(font: &Font<'_>, count: u16) -> Vec<u8> {
    let mut maxp = with(font.maxp, 4, count);
    put(&mut maxp, 14, &[0, 1]);
    put(&mut maxp, 16, &[0; 12]);
    maxp
}

fn metrics(font: &Font<'_>, slots: &[u16]) -> Vec<u8> {
    let each = |glyph: &u16| {
        let [a, b] = font.advance(*glyph).to_be_bytes();
        let [c, d] = font.left_side_bearing(*glyph).to_be_bytes();
        [a, b, c, d]
    };
    slots.iter().flat_map(each).collect()
}

fn with(table: &[u8], at: usize, value: u16) -> Vec<u8> {
    let mut table = table.to_vec();
    put(&mut table, at, &value.to_be_bytes());
    table
}

/// Table directory and tables; `checkSumAdjustment` makes the sum of the whole file what it has to be.
fn assemble(tables: &[([u8; 4], Vec<u8>); 6]) -> Vec<u8> {
    // Six tables: searchRange 64, entrySelector 2, rangeShift 32.
    let mut file = vec![0, 1, 0, 0, 0, 6, 0, 64, 0, 2, 0, 32];
    let mut start = file.len() + tables.len() * 16;
    for (tag, data) in tables {
        file.extend_from_slice(tag);
        for value in [checksum(data), length(start), length(data.len())] {
            file.extend_from_slice(&value.to_be_bytes());
        }
        start += data.len().next_multiple_of(4);
    }
    let mut adjustment = 0;
    for (tag, data) in tables {
        if tag == b"head" {
            adjustment = file.len() + 8;
        }
        file.extend_from_slice(data);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    let sum = 0xb1b0_afba_u32.wrapping_sub(checksum(&file));
    put(&mut file, adjustment, &sum.to_be_bytes());
    file
}

fn checksum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0, |sum, chunk| {
        let mut word = [0; 4];
        put(&mut word, 0, chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

/// A subset is never larger than what `loca` can say: `build` has looked.
fn length(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

const ARGUMENTS_ARE_WORDS: u16 = 1;
const ONE_SCALE: u16 = 1 << 3;
const MORE_COMPONENTS: u16 = 1 << 5;
const TWO_SCALES: u16 = 1 << 6;
const MATRIX: u16 = 1 << 7;
const WE_HAVE_INSTRUCTIONS: u16 = 1 << 8;
