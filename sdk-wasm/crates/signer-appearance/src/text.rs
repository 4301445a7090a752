//! Fits the lines into their place: as large as they can be, broken where they must, cut off where nothing else helps.

use crate::area::Area;
use crate::colour::{DARK, INK, LABEL};
use crate::error::{Error, Result};
use crate::font::Font;
use crate::line::{Line, Style};
use crate::wrap::{Breaking, Letter, fitting, width, wrap};

/// A line whose characters the font has.
#[derive(Clone, Debug)]
pub(crate) struct Paragraph {
    letters: Vec<Letter>,
    style: Style,
}

/// A row of text in its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub text: Vec<char>,
    pub size: f64,
    pub grey: f64,
    pub x: f64,
    pub baseline: f64,
}

/// The characters of the lines in this font. Those that show nothing by themselves (controls, joiners, selectors of
/// variants) are left out; a character without glyph is an error.
pub(crate) fn paragraphs(lines: &[Line], font: &Font<'_>) -> Result<Vec<Paragraph>> {
    if lines.iter().map(|line| line.text.len()).sum::<usize>() > LONGEST {
        return Err(Error::Text("longer than 4096 bytes"));
    }
    let all = lines.iter().map(|line| {
        let characters = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = characters.chars().filter(|character| !is_invisible(*character));
        let letters = letters.map(|character| letter(character, font)).collect::<Result<_>>()?;
        Ok(Paragraph { letters, style: line.style })
    });
    all.filter(|paragraph| !matches!(paragraph, Ok(paragraph) if paragraph.letters.is_empty())).collect()
}

fn letter(character: char, font: &Font<'_>) -> Result<Letter> {
    if is_right_to_left(character) {
        return Err(Error::Text("scripts written from right to left are not supported"));
    }
    let glyph = font.glyph(character).ok_or(Error::CharacterMissing(character))?;
    Ok(Letter { character, advance: font.advance(glyph) })
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}')
}

/// Hebrew, Arabic and their neighbours: reordering and joining is more than this crate does.
fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The rows of `paragraphs` in `area`, in the middle of its height.
pub(crate) fn fit(paragraphs: &[Paragraph], font: &Font<'_>, area: Area, centred: bool) -> Vec<Row> {
    let setting = Setting {
        units: f64::from(font.units),
        cap: f64::from(font.cap_height()) / 1000.0,
        area,
        alignment: if centred { 0.5 } else { 0.0 },
    };
    let unlabelled: Vec<Paragraph> =
        paragraphs.iter().filter(|paragraph| paragraph.style != Style::Label).cloned().collect();
    setting
        .largest(paragraphs)
        .or_else(|| setting.largest(&unlabelled))
        .unwrap_or_else(|| setting.cut_off(&unlabelled, font))
}

struct Setting {
    units: f64,
    /// Height of a capital, in ems.
    cap: f64,
    area: Area,
    /// Where rows stand in what is wider: 0 left, 0.5 in the middle.
    alignment: f64,
}

/// A row before it has its place.
#[derive(Clone, Copy)]
struct Piece<'a> {
    letters: &'a [Letter],
    style: Style,
    size: f64,
}

impl Setting {
    /// Whole lines if they need not be small for it, side by side if there is room; then broken lines.
    fn largest(&self, paragraphs: &[Paragraph]) -> Option<Vec<Row>> {
        let column = |breaking| move |size| self.column(paragraphs, size, breaking);
        sizes(LARGEST, 6.5)
            .find_map(column(Breaking::Nowhere))
            .or_else(|| sizes(LARGEST, 5.5).find_map(|size| self.columns(paragraphs, size)))
            .or_else(|| sizes(LARGEST, 4.5).find_map(column(Breaking::Spaces)))
            .or_else(|| sizes(6.0, SMALLEST).find_map(column(Breaking::Anywhere)))
    }

    fn column(&self, paragraphs: &[Paragraph], size: f64, breaking: Breaking) -> Option<Vec<Row>> {
        let pieces = self.pieces(paragraphs, size, breaking)?;
        (height(&pieces) <= self.area.height).then(|| self.place(&pieces, self.area))
    }

    /// Whole lines, as many above each other as there is room for.
    fn columns(&self, paragraphs: &[Paragraph], size: f64) -> Option<Vec<Row>> {
        let (mut rows, mut area) = (Vec::new(), self.area);
        let pieces = self.pieces(paragraphs, size, Breaking::Nowhere)?;
        let mut rest = &pieces[..];
        while !rest.is_empty() {
            let (column, after) = rest.split_at_checked(self.fill(rest)?)?;
            let width = column.iter().map(|piece| self.width(*piece)).fold(0.0, f64::max);
            if width > area.width {
                return None;
            }
            rows.extend(self.place(column, Area { width, ..area }));
            let used = width + size * GAP;
            area = Area { x: area.x + used, width: area.width - used, ..area };
            rest = after;
        }
        Some(rows)
    }

    /// How many of the pieces one column takes; a label stays with its line.
    fn fill(&self, pieces: &[Piece<'_>]) -> Option<usize> {
        let fits =
            |count: &usize| pieces.get(..*count).is_some_and(|column| height(column) <= self.area.height);
        let most = (1..=pieces.len()).take_while(fits).last()?;
        let labels = pieces.get(..most)?.iter().rev().take_while(|piece| piece.style == Style::Label).count();
        let count = if most == pieces.len() { most } else { most - labels };
        (count > 0).then_some(count)
    }

    fn pieces<'a>(
        &self,
        paragraphs: &'a [Paragraph],
        size: f64,
        breaking: Breaking,
    ) -> Option<Vec<Piece<'a>>> {
        let mut pieces = Vec::new();
        for Paragraph { letters, style } in paragraphs {
            let size = size_of(*style, size);
            for row in wrap(letters, self.area.width / size * self.units, breaking)? {
                pieces.push(Piece { letters: letters.get(row)?, style: *style, size });
            }
        }
        Some(pieces)
    }

    fn width(&self, piece: Piece<'_>) -> f64 {
        width(piece.letters) / self.units * piece.size
    }

    fn place(&self, pieces: &[Piece<'_>], area: Area) -> Vec<Row> {
        let mut top = area.y + (area.height + height(pieces)) / 2.0;
        let mut rows = Vec::new();
        for piece in pieces {
            top -= piece.size * LEADING;
            rows.push(Row {
                text: piece.letters.iter().map(|letter| letter.character).collect(),
                size: piece.size,
                grey: grey(piece.style),
                x: area.x + (area.width - self.width(*piece)) * self.alignment,
                baseline: top + piece.size * (LEADING - self.cap) / 2.0,
            });
        }
        rows
    }

    /// As many rows of the smallest size as there is room for; the last one ends with an ellipsis.
    fn cut_off(&self, paragraphs: &[Paragraph], font: &Font<'_>) -> Vec<Row> {
        let Some(pieces) = self.pieces(paragraphs, SMALLEST, Breaking::Anywhere) else { return Vec::new() };
        let mut room = self.area.height;
        let fits = |piece: &&Piece<'_>| {
            room -= piece.size * LEADING;
            room >= 0.0
        };
        let mut kept: Vec<Piece<'_>> =
            pieces.iter().take_while(fits).map(|piece| Piece { ..*piece }).collect();
        let Some(last) = kept.pop() else { return Vec::new() };
        let shortened = self.shortened(&last, font);
        kept.push(Piece { letters: &shortened, ..last });
        self.place(&kept, self.area)
    }

    fn shortened(&self, piece: &Piece<'_>, font: &Font<'_>) -> Vec<Letter> {
        let Ok(ellipsis) = letter('…', font) else { return piece.letters.to_vec() };
        let room = self.area.width / piece.size * self.units - f64::from(ellipsis.advance);
        let kept = piece.letters.get(..fitting(piece.letters, room)).unwrap_or_default();
        [kept, &[ellipsis]].concat()
    }
}

/// From the largest down.
fn sizes(largest: f64, smallest: f64) -> impl Iterator<Item = f64> {
    (0_u8..).map(move |step| largest - f64::from(step) * STEP).take_while(move |size| *size >= smallest)
}

fn height(pieces: &[Piece<'_>]) -> f64 {
    pieces.iter().map(|piece| piece.size * LEADING).sum()
}

/// Of a line of this style, where plain ones have `size`.
fn size_of(style: Style, size: f64) -> f64 {
    match style {
        Style::Label => (size * 0.85).max(SMALLEST),
        Style::Name => size * 4.0 / 3.0,
        Style::Plain => size,
    }
}

const fn grey(style: Style) -> f64 {
    match style {
        Style::Label => LABEL,
        Style::Name => INK,
        Style::Plain => DARK,
    }
}

/// In bytes; nobody reads a signature of two pages.
const LONGEST: usize = 4096;
/// Of plain lines, in points: names have 12.
const LARGEST: f64 = 9.0;
const SMALLEST: f64 = 4.0;
const STEP: f64 = 0.25;
/// From baseline to baseline, in ems.
const LEADING: f64 = 1.25;
/// Between columns, in ems.
const GAP: f64 = 1.6;
