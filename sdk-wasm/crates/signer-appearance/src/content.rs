//! The content stream of the form (ISO 32000-2, 7.8.2): hairlines, text, rectangles, pictures.

use crate::area::Area;
use crate::syntax::{hex, number};
use crate::text::Row;

/// Operators, written one after the other.
#[derive(Debug, Default)]
pub(crate) struct Content {
    bytes: Vec<u8>,
}

impl Content {
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn operator(&mut self, operands: &[f64], operator: &str) {
        for operand in operands {
            number(&mut self.bytes, *operand);
            self.bytes.push(b' ');
        }
        self.bytes.extend_from_slice(operator.as_bytes());
        self.bytes.push(b'\n');
    }

    pub(crate) fn fill_grey(&mut self, grey: f64) {
        self.operator(&[], "/G cs");
        self.operator(&[grey], "sc");
    }

    fn stroke_grey(&mut self, grey: f64) {
        self.operator(&[], "/G CS");
        self.operator(&[grey], "SC");
    }

    pub(crate) fn rectangle(&mut self, area: Area) {
        self.operator(&[area.x, area.y, area.width, area.height], "re");
    }

    pub(crate) fn fill(&mut self) {
        self.operator(&[], "f");
    }

    pub(crate) fn save(&mut self) {
        self.operator(&[], "q");
    }

    pub(crate) fn restore(&mut self) {
        self.operator(&[], "Q");
    }

    pub(crate) fn transform(&mut self, matrix: [f64; 6]) {
        self.operator(&matrix, "cm");
    }

    /// The image of the resources, in the unit square that `matrix` makes.
    pub(crate) fn image(&mut self, matrix: [f64; 6]) {
        self.save();
        self.transform(matrix);
        self.operator(&[], "/I Do");
        self.restore();
    }

    /// A vertical hairline.
    pub(crate) fn rule(&mut self, x: f64, bottom: f64, top: f64, grey: f64) {
        self.stroke_grey(grey);
        self.operator(&[HAIRLINE], "w");
        self.operator(&[x, bottom], "m");
        self.operator(&[x, top], "l");
        self.operator(&[], "S");
    }

    /// A rectangle with round corners, drawn as a hairline.
    pub(crate) fn frame(&mut self, area: Area, grey: f64) {
        let Area { x, y, width, height } = area;
        let radius = (width.min(height) / 8.0).min(3.0);
        // How far the control points of a quarter circle are from its corner.
        let near = radius * 0.4477;
        let (right, top) = (x + width, y + height);
        self.stroke_grey(grey);
        self.operator(&[HAIRLINE], "w");
        self.operator(&[x + radius, y], "m");
        self.operator(&[right - radius, y], "l");
        self.operator(&[right - near, y, right, y + near, right, y + radius], "c");
        self.operator(&[right, top - radius], "l");
        self.operator(&[right, top - near, right - near, top, right - radius, top], "c");
        self.operator(&[x + radius, top], "l");
        self.operator(&[x + near, top, x, top - near, x, top - radius], "c");
        self.operator(&[x, y + radius], "l");
        self.operator(&[x, y + near, x + near, y, x + radius, y], "c");
        self.operator(&[], "s");
    }

    /// Rows whose characters have the codes 1, 2, … in the order of `characters`.
    pub(crate) fn text(&mut self, rows: &[Row], characters: &[char]) {
        self.operator(&[], "BT");
        for row in rows {
            self.fill_grey(row.grey);
            self.bytes.extend_from_slice(b"/F ");
            self.operator(&[row.size], "Tf");
            self.operator(&[1.0, 0.0, 0.0, 1.0, row.x, row.baseline], "Tm");
            self.bytes.push(b'<');
            for character in &row.text {
                let index = characters.binary_search(character).map_or(0, |index| index + 1);
                hex(&mut self.bytes, &u16::try_from(index).unwrap_or(0).to_be_bytes());
            }
            self.operator(&[], "> Tj");
        }
        self.operator(&[], "ET");
    }
}

/// In points.
pub(crate) const HAIRLINE: f64 = 0.5;
