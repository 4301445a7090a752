//! Reads what is needed of a TrueType font (ISO/IEC 14496-22): character map, advances, outlines and metrics.

use crate::bytes::{i16_at, offset_at, u16_at, u32_at};
use crate::error::{Error, Result};

/// A font with `glyf` outlines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Font<'a> {
    file: &'a [u8],
    cmap: &'a [u8],
    glyf: &'a [u8],
    pub(crate) head: &'a [u8],
    pub(crate) hhea: &'a [u8],
    hmtx: &'a [u8],
    loca: &'a [u8],
    pub(crate) maxp: &'a [u8],
    /// Of the em square.
    pub(crate) units: u16,
}

impl<'a> Font<'a> {
    pub(crate) fn read(file: &'a [u8]) -> Result<Self> {
        if !matches!(u32_at(file, 0), Some(0x0001_0000 | 0x7472_7565)) {
            return Err(Error::Font("not a TrueType font with glyf outlines"));
        }
        let font = Self::tables(file).ok_or(Error::Font("a table of the font is missing or cut off"))?;
        if font.restricted() {
            return Err(Error::Font("the licence of the font forbids to embed it (OS/2 fsType)"));
        }
        Ok(font)
    }

    fn tables(file: &'a [u8]) -> Option<Self> {
        let head = table(file, *b"head").filter(|head| head.len() >= 54)?;
        Some(Self {
            file,
            cmap: characters(table(file, *b"cmap")?)?,
            glyf: table(file, *b"glyf")?,
            head,
            hhea: table(file, *b"hhea").filter(|hhea| hhea.len() >= 36)?,
            hmtx: table(file, *b"hmtx")?,
            loca: table(file, *b"loca")?,
            maxp: table(file, *b"maxp").filter(|maxp| maxp.len() >= 32)?,
            units: u16_at(head, 18).filter(|units| *units > 0)?,
        })
    }

    /// Restricted License embedding, and no other permission beside it (OS/2, `fsType`).
    fn restricted(&self) -> bool {
        let rights = table(self.file, *b"OS/2").and_then(|os2| u16_at(os2, 8));
        rights.is_some_and(|rights| rights & 0xe == 2)
    }

    /// The glyph of a character; `None` where there is but `.notdef`.
    pub(crate) fn glyph(&self, character: char) -> Option<u16> {
        let code = u32::from(character);
        match u16_at(self.cmap, 0)? {
            4 => segment(self.cmap, u16::try_from(code).ok()?),
            _ => group(self.cmap, code),
        }
        .filter(|glyph| *glyph != 0)
    }

    /// The advance in units of the em square; the last one holds for all glyphs after it (`hmtx`).
    pub(crate) fn advance(&self, glyph: u16) -> u16 {
        let last = u16_at(self.hhea, 34).unwrap_or(1).saturating_sub(1);
        u16_at(self.hmtx, usize::from(glyph.min(last)) * 4).unwrap_or(0)
    }

    pub(crate) fn left_side_bearing(&self, glyph: u16) -> i16 {
        let full = u16_at(self.hhea, 34).unwrap_or(1);
        let at = match glyph.checked_sub(full) {
            None => usize::from(glyph) * 4 + 2,
            Some(over) => usize::from(full) * 4 + usize::from(over) * 2,
        };
        i16_at(self.hmtx, at).unwrap_or(0)
    }

    /// The outline (`glyf`), empty for a space.
    pub(crate) fn outline(&self, glyph: u16) -> Option<&'a [u8]> {
        let at = usize::from(glyph);
        let (start, end) = match u16_at(self.head, 50)? {
            0 => {
                (usize::from(u16_at(self.loca, at * 2)?) * 2, usize::from(u16_at(self.loca, at * 2 + 2)?) * 2)
            }
            _ => (offset_at(self.loca, at * 4)?, offset_at(self.loca, at * 4 + 4)?),
        };
        self.glyf.get(start..end)
    }

    /// In thousandths of the em, as PDF wants it.
    pub(crate) fn thousandths(&self, units: i16) -> i32 {
        let size = i32::from(self.units);
        (i32::from(units) * 2000 + size * i32::from(units.signum())) / (2 * size)
    }

    pub(crate) fn ascent(&self) -> i32 {
        self.thousandths(i16_at(self.hhea, 4).unwrap_or(0))
    }

    pub(crate) fn descent(&self) -> i32 {
        self.thousandths(i16_at(self.hhea, 6).unwrap_or(0))
    }

    /// `sCapHeight` (OS/2 from version 2 on), else what most fonts have.
    pub(crate) fn cap_height(&self) -> i32 {
        let os2 = table(self.file, *b"OS/2").filter(|os2| u16_at(os2, 0) >= Some(2));
        let height = os2.and_then(|os2| i16_at(os2, 88)).filter(|height| *height > 0);
        height.map_or(700, |height| self.thousandths(height))
    }

    /// Of the upright stems; fonts do not say it, so it is told from the weight (OS/2, `usWeightClass`).
    pub(crate) fn stem(&self) -> u16 {
        let weight = table(self.file, *b"OS/2").and_then(|os2| u16_at(os2, 4)).unwrap_or(400);
        10 + weight.clamp(100, 900) / 5
    }

    /// Whole degrees, leaning right is negative (`post`).
    pub(crate) fn italic_angle(&self) -> i16 {
        table(self.file, *b"post").and_then(|post| i16_at(post, 4)).unwrap_or(0)
    }

    /// The PostScript name (`name`, 6), of the characters that need no escape in PDF.
    pub(crate) fn name(&self) -> Vec<u8> {
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        let name = table(self.file, *b"name").and_then(postscript_name).unwrap_or_default();
        let name: Vec<u8> = name.iter().copied().filter(allowed).take(63).collect();
        if name.is_empty() { b"Font".to_vec() } else { name }
    }
}

fn table(file: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let count = usize::from(u16_at(file, 4)?);
    let record =
        (0..count).map(|index| 12 + index * 16).find(|at| file.get(*at..at + 4) == Some(&tag[..]))?;
    let start = offset_at(file, record + 8)?;
    file.get(start..start.checked_add(offset_at(file, record + 12)?)?)
}

/// The sub-table for Unicode: the whole of it (format 12), else the first plane (format 4).
fn characters(cmap: &[u8]) -> Option<&[u8]> {
    let count = usize::from(u16_at(cmap, 2)?);
    let tables = (0..count).filter_map(|index| {
        let at = 4 + index * 8;
        let unicode = matches!((u16_at(cmap, at)?, u16_at(cmap, at + 2)?), (0, _) | (3, 1 | 10));
        cmap.get(offset_at(cmap, at + 4)?..).filter(|_| unicode)
    });
    tables.filter(|table| matches!(u16_at(table, 0), Some(4 | 12))).max_by_key(|table| u16_at(table, 0))
}

/// Format 4: segments with a delta or a list of glyphs.
fn segment(cmap: &[u8], code: u16) -> Option<u16> {
    let twice = usize::from(u16_at(cmap, 6)?);
    let ends = (0..twice / 2).map(|index| 14 + index * 2);
    let end = ends.into_iter().find(|at| u16_at(cmap, *at).is_some_and(|end| end >= code))?;
    let start = end + twice + 2;
    let first = u16_at(cmap, start)?;
    let (delta, range) = (u16_at(cmap, start + twice)?, start + 2 * twice);
    let within = code.checked_sub(first)?;
    match u16_at(cmap, range)? {
        0 => Some(code.wrapping_add(delta)),
        by => {
            let glyph = u16_at(cmap, range + usize::from(by) + usize::from(within) * 2)?;
            (glyph != 0).then(|| glyph.wrapping_add(delta))
        }
    }
}

/// Format 12: groups of consecutive glyphs.
fn group(cmap: &[u8], code: u32) -> Option<u16> {
    let count = offset_at(cmap, 12)?;
    let groups = cmap.get(16..)?.as_chunks::<12>().0;
    let group = groups.iter().take(count).find(|group| u32_at(*group, 4) >= Some(code))?;
    let within = code.checked_sub(u32_at(group, 0)?)?;
    u16::try_from(u32_at(group, 8)?.checked_add(within)?).ok()
}

/// From the records of Windows (UTF-16) or the Macintosh (one byte a character).
fn postscript_name(name: &[u8]) -> Option<Vec<u8>> {
    let storage = usize::from(u16_at(name, 4)?);
    let records = (0..usize::from(u16_at(name, 2)?)).map(|index| 6 + index * 12);
    let at = records.into_iter().find(|at| u16_at(name, at + 6) == Some(6))?;
    let start = storage + usize::from(u16_at(name, at + 10)?);
    let text = name.get(start..start + usize::from(u16_at(name, at + 8)?))?;
    Some(text.iter().copied().filter(|byte| *byte != 0).collect())
}
