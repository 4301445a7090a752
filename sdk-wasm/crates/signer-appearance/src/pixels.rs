//! Pixels, as a PDF has them: colours, and apart from them the alpha.

use crate::colour::Space;

/// A picture, row by row from the top.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pixels {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) space: Space,
    pub(crate) colours: Vec<u8>,
    /// `None` where nothing shines through.
    pub(crate) alpha: Option<Vec<u8>>,
}

impl Pixels {
    /// Without transparency.
    pub(crate) fn on_white(mut self) -> Self {
        let channels = usize::from(self.space.channels());
        for (pixel, alpha) in
            self.colours.chunks_exact_mut(channels).zip(self.alpha.take().unwrap_or_default())
        {
            for channel in pixel {
                let sum = u32::from(*channel) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
                *channel = rounded(sum, 255);
            }
        }
        self
    }

    /// Without a mask that masks nothing, without colours where all is grey; what is not seen becomes white.
    pub(crate) fn simplified(mut self) -> Self {
        self.alpha = self.alpha.filter(|alpha| alpha.iter().any(|alpha| *alpha != 255));
        let channels = usize::from(self.space.channels());
        for (pixel, alpha) in self.colours.chunks_exact_mut(channels).zip(self.alpha.iter().flatten()) {
            if *alpha == 0 {
                pixel.fill(255);
            }
        }
        let pixels = self.colours.as_chunks::<3>().0;
        if self.space == Space::Rgb && pixels.iter().all(|[red, green, blue]| red == green && green == blue) {
            self.colours = pixels.iter().map(|[grey, ..]| *grey).collect();
            self.space = Space::Grey;
        }
        self
    }

    /// With no more pixels than a printer shows in a place of `width` by `height` points.
    pub(crate) fn reduced(self, width: f64, height: f64) -> Self {
        let factor = |pixels: u32, points: f64| f64::from(pixels) / (points / 72.0 * RESOLUTION);
        let most = factor(self.width, width).min(factor(self.height, height));
        let by = (2_u8..=255).take_while(|by| f64::from(*by) <= most).last();
        by.map_or_else(|| self.clone(), |by| self.averaged(by.into()))
    }

    /// Squares of `by` pixels become one, weighted by what is seen of each; a rest at the edges counts as a square.
    fn averaged(&self, by: u32) -> Self {
        let mut to = Self {
            width: self.width.div_ceil(by),
            height: self.height.div_ceil(by),
            space: self.space,
            colours: Vec::new(),
            alpha: self.alpha.is_some().then(Vec::new),
        };
        for top in (0..self.height).step_by(index(by)) {
            for left in (0..self.width).step_by(index(by)) {
                self.average(left, top, by, &mut to);
            }
        }
        to
    }

    fn average(&self, left: u32, top: u32, by: u32, to: &mut Self) {
        let channels = usize::from(self.space.channels());
        let (mut sums, mut seen, mut count) = ([0_u32; 3], 0_u32, 0_u32);
        for row in top..(top + by).min(self.height) {
            for column in left..(left + by).min(self.width) {
                let at = index(row) * index(self.width) + index(column);
                let alpha =
                    self.alpha.as_ref().map_or(Some(&255), |alpha| alpha.get(at)).copied().unwrap_or(0);
                let pixel = self.colours.get(at * channels..(at + 1) * channels).unwrap_or_default();
                for (sum, channel) in sums.iter_mut().zip(pixel) {
                    *sum += u32::from(*channel) * u32::from(alpha);
                }
                seen += u32::from(alpha);
                count += 1;
            }
        }
        let colour = sums.map(|sum| if seen == 0 { 255 } else { rounded(sum, seen) });
        to.colours.extend(colour.iter().take(channels));
        if let Some(alpha) = &mut to.alpha {
            alpha.push(rounded(seen, count.max(1)));
        }
    }
}

fn rounded(sum: u32, by: u32) -> u8 {
    u8::try_from((sum + by / 2) / by).unwrap_or(255)
}

/// Index of a pixel; one that is held in memory has one.
pub(crate) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Dots per inch.
const RESOLUTION: f64 = 600.0;
