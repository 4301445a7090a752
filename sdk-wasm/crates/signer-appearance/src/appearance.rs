//! The wish, and the objects that fulfil it.

use crate::area::{Area, Arrangement, Parts, arrange};
use crate::colour::{HAIR, Space};
use crate::content::{Content, HAIRLINE};
use crate::embed::font_objects;
use crate::error::{Error, Result};
use crate::font::Font;
use crate::image::Image;
use crate::line::Line;
use crate::object::AppearanceObject;
use crate::qr;
use crate::subset::Subset;
use crate::syntax::{compressed, number};
use crate::text::{Row, fit, paragraphs};

/// The wish: all that shall be seen of a signature.
#[derive(Clone, Debug, Default)]
pub struct Appearance<'a> {
    /// Of the box as it is shown, in points.
    pub width: f64,
    /// Of the box as it is shown, in points.
    pub height: f64,
    /// From top to bottom.
    pub lines: Vec<Line>,
    /// A TrueType font with `glyf` outlines; unused without lines.
    pub font: &'a [u8],
    /// PNG or JPEG.
    pub image: Option<&'a [u8]>,
    /// The text of the QR code.
    pub qr: Option<&'a str>,
    /// No transparency, for PDF/A-1: the picture is laid on white.
    pub opaque: bool,
    /// A hairline around the box.
    pub border: bool,
}

impl Appearance<'_> {
    /// The form XObject (`/BBox [0 0 width height]`) and what it refers to, by numbers that begin with 1.
    pub fn render(&self) -> Result<Vec<AppearanceObject>> {
        let whole = self.whole()?;
        let image = self.image.map(|file| Image::read(file, self.opaque)).transpose()?;
        let parts = Parts {
            image: image.as_ref().map(Image::ratio),
            text: !self.lines.is_empty(),
            qr: self.qr.is_some(),
        };
        let places = arrange(self.width, self.height, parts);
        let mut drawing = Drawing::default();
        if let Some(image) = image {
            drawing.image(image, places.image);
        }
        if let Some(x) = places.rule {
            drawing.content.rule(x, places.text.y, places.text.y + places.text.height, HAIR);
        }
        self.text(&places, &mut drawing)?;
        if let Some(text) = self.qr {
            qr::draw(&qr::encode(text, places.qr.width)?, places.qr, &mut drawing.content);
        }
        if self.border {
            drawing.content.frame(whole.inset(HAIRLINE), HAIR);
        }
        Ok(drawing.finish(whole))
    }

    fn text(&self, places: &Arrangement, drawing: &mut Drawing) -> Result<()> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let font = Font::read(self.font)?;
        let rows = fit(&paragraphs(&self.lines, &font)?, &font, places.text, places.stacked);
        drawing.text(&rows, &font)
    }

    fn whole(&self) -> Result<Area> {
        let fits = |size: f64| size > 0.0 && size <= LARGEST_BOX;
        if !fits(self.width) || !fits(self.height) {
            return Err(Error::Box("width and height are to be more than 0 and at most 14400 points"));
        }
        Ok(Area { x: 0.0, y: 0.0, width: self.width, height: self.height })
    }
}

/// Objects after the form, and the resources of its content stream.
#[derive(Debug)]
struct Drawing {
    content: Content,
    objects: Vec<AppearanceObject>,
    /// Entries of the resource dictionary (ISO 32000-2, 7.8.3).
    resources: String,
}

impl Default for Drawing {
    /// All that is drawn has greys: their profile is always there, as object 2.
    fn default() -> Self {
        let resources = "/ColorSpace<</G[/ICCBased 2 0 R]>>".to_owned();
        Self { content: Content::default(), objects: vec![Space::Grey.profile()], resources }
    }
}

impl Drawing {
    /// The number of the next object; 1 is the form.
    fn next(&self) -> usize {
        self.objects.len() + 2
    }

    fn image(&mut self, image: Image, area: Area) {
        let profile = if image.space() == Space::Grey { 2 } else { self.next() };
        if profile != 2 {
            self.objects.push(image.space().profile());
        }
        let number = self.next();
        self.content.image(image.matrix(area));
        self.objects.extend(image.objects(area, number, profile));
        self.resource("/XObject<</I ", number);
    }

    fn text(&mut self, rows: &[Row], font: &Font<'_>) -> Result<()> {
        let mut characters: Vec<char> = rows.iter().flat_map(|row| row.text.iter().copied()).collect();
        characters.sort_unstable();
        characters.dedup();
        if characters.is_empty() {
            return Ok(());
        }
        let glyphs: Vec<u16> =
            characters.iter().map(|character| font.glyph(*character).unwrap_or(0)).collect();
        let number = self.next();
        let subset = Subset::of(font, &glyphs)?;
        self.objects.extend(font_objects(font, &subset, &characters, number));
        self.resource("/Font<</F ", number);
        self.content.text(rows, &characters);
        Ok(())
    }

    fn resource(&mut self, category: &str, number: usize) {
        self.resources += &[category, &number.to_string(), " 0 R>>"].concat();
    }

    fn finish(self, whole: Area) -> Vec<AppearanceObject> {
        let mut dictionary = b"/Type/XObject/Subtype/Form/BBox[0 0 ".to_vec();
        number(&mut dictionary, whole.width);
        dictionary.push(b' ');
        number(&mut dictionary, whole.height);
        dictionary.extend_from_slice(["]/Resources<<", &self.resources, ">>"].concat().as_bytes());
        let mut objects = vec![compressed(&dictionary, &self.content.finish())];
        objects.extend(self.objects);
        objects
    }
}

/// Points: the longest side that viewers allow for a page (ISO 32000-1, annex C), which no box exceeds.
const LARGEST_BOX: f64 = 14400.0;
