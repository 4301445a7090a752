//! Rendered pages, and how much two of them differ.

use std::io::Cursor;

use png::{Decoder, Transformations};

#[derive(Clone, PartialEq)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Red, green, blue.
    pub(crate) pixels: Vec<[u8; 3]>,
}

impl Picture {
    pub(crate) fn read(file: &[u8]) -> Self {
        let mut decoder = Decoder::new(Cursor::new(file));
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        let mut data = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut data).unwrap();
        let pixels = match frame.color_type.samples() {
            1 => data.iter().map(|grey| [*grey; 3]).collect(),
            _ => data.as_chunks::<3>().0.to_vec(),
        };
        Self { width: frame.width as usize, height: frame.height as usize, pixels }
    }

    pub(crate) fn grey(&self, x: usize, y: usize) -> u8 {
        let [red, green, blue] = self.pixels[y * self.width + x].map(u16::from);
        u8::try_from((red + green + blue) / 3).unwrap()
    }

    /// Squares of 3 × 3 pixels whose mean differs visibly, of a thousand: edges may be smoothed in another way.
    pub(crate) fn difference(&self, other: &Self) -> usize {
        assert_eq!((self.width, self.height), (other.width, other.height), "another size");
        let squares = |from: &Self| -> Vec<[i32; 3]> {
            let starts = (0..from.height / 3).flat_map(|y| (0..from.width / 3).map(move |x| (3 * x, 3 * y)));
            starts.map(|(x, y)| from.mean(x, y)).collect()
        };
        let (own, others) = (squares(self), squares(other));
        let visibly =
            |(a, b): &(&[i32; 3], &[i32; 3])| a.iter().zip(b.iter()).any(|(a, b)| (a - b).abs() > 40);
        own.iter().zip(&others).filter(visibly).count() * 1000 / own.len()
    }

    fn mean(&self, x: usize, y: usize) -> [i32; 3] {
        let mut sums = [0; 3];
        for row in y..y + 3 {
            for pixel in &self.pixels[row * self.width + x..][..3] {
                sums.iter_mut().zip(pixel).for_each(|(sum, channel)| *sum += i32::from(*channel));
            }
        }
        sums.map(|sum| sum / 9)
    }
}
