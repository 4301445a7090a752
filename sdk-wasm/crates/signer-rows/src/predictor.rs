//! Undoes what makes rows compress well (ISO 32000-2, 7.4.4.4).

use crate::Sink;

/// Undoes the prediction of each row (PNG, 9.2).
#[derive(Debug)]
pub struct Predictor {
    pixel: usize,
    /// Each byte counts from the one of the pixel before, and no row says so (TIFF 6.0, section 14).
    pub is_tiff: bool,
    above: Vec<u8>,
    /// The kind of the filter, once it came.
    kind: Option<u8>,
    row: Vec<u8>,
}

impl Predictor {
    /// Rows of `row_len` bytes, pixels of `pixel` bytes; neither is zero.
    #[must_use]
    pub fn new(row_len: usize, pixel: usize) -> Self {
        Self { pixel, is_tiff: false, above: vec![0; row_len], kind: None, row: Vec::with_capacity(row_len) }
    }

    /// Takes the next bytes and gives the rows that they complete.
    ///
    /// Rows are mostly a few bytes long and whole: those are undone where they lie, because to copy so few
    /// bytes takes longer than to add them.
    pub fn push(&mut self, mut bytes: &[u8], out: Sink<'_>) {
        let len = self.above.len();
        while let Some((&first, after)) = bytes.split_first() {
            if self.kind.is_none() {
                (self.kind, bytes) = if self.is_tiff { (Some(LEFT), bytes) } else { (Some(first), after) };
                if let (Some(UP), Some((row, rest))) = (self.kind, bytes.split_at_checked(len)) {
                    self.above.iter_mut().zip(row).for_each(|(up, byte)| *up = up.wrapping_add(*byte));
                    out(&self.above);
                    (self.kind, bytes) = (None, rest);
                    continue;
                }
            }
            let (head, after) = bytes.split_at(bytes.len().min(len - self.row.len()));
            self.row.extend_from_slice(head);
            bytes = after;
            if self.row.len() == len {
                self.finish(out);
            }
        }
    }

    /// Gives the row; what an incomplete one lacks counts as zeros.
    pub fn finish(&mut self, out: Sink<'_>) {
        let Some(kind) = self.kind.take() else { return };
        undo(kind, &mut self.row, &self.above, self.pixel);
        self.row.resize(self.above.len(), 0);
        out(&self.row);
        std::mem::swap(&mut self.above, &mut self.row);
        self.row.clear();
    }
}

fn undo(kind: u8, row: &mut [u8], above: &[u8], pixel: usize) {
    for column in 0..row.len() {
        let near = |row: &[u8]| column.checked_sub(pixel).and_then(|i| row.get(i).copied()).unwrap_or(0);
        let up = above.get(column).copied().unwrap_or(0);
        let prediction = predicted(kind, near(row), up, near(above));
        if let Some(byte) = row.get_mut(column) {
            *byte = byte.wrapping_add(prediction);
        }
    }
}

fn predicted(kind: u8, left: u8, up: u8, up_left: u8) -> u8 {
    match kind {
        LEFT => left,
        UP => up,
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

/// The filter that counts from the byte to the left.
const LEFT: u8 = 1;
/// The filter that counts from the byte above.
const UP: u8 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_png_filter_is_undone_however_the_bytes_come() {
        let rows = [0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1, 2, 9];
        let plain = [1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5, 12, 0, 0];
        for piece in 1..=rows.len() {
            let (mut predictor, mut out) = (Predictor::new(3, 1), Vec::new());
            for bytes in rows.chunks(piece) {
                predictor.push(bytes, &mut |row| out.extend_from_slice(row));
            }
            predictor.finish(&mut |row| out.extend_from_slice(row));
            assert_eq!(out, plain, "pieces of {piece}");
        }
    }
}
