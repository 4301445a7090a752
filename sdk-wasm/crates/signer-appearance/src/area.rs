//! Which part of the box picture, text and QR code get.

/// A rectangle in points, from the lower left corner of the box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub(crate) fn inset(self, by: f64) -> Self {
        let by = by.min(self.width / 2.0).min(self.height / 2.0);
        Self { x: self.x + by, y: self.y + by, width: self.width - 2.0 * by, height: self.height - 2.0 * by }
    }

    /// The largest rectangle of this proportion (width by height), in the middle.
    pub(crate) fn fit(self, ratio: f64) -> Self {
        let width = self.width.min(self.height * ratio);
        let height = width / ratio;
        let (x, y) = (self.x + (self.width - width) / 2.0, self.y + (self.height - height) / 2.0);
        Self { x, y, width, height }
    }

    fn cut_left(&mut self, width: f64) -> Self {
        let cut = Self { width, ..*self };
        self.x += width;
        self.width = (self.width - width).max(0.0);
        cut
    }

    fn cut_right(&mut self, width: f64) -> Self {
        let cut = Self { x: self.x + self.width - width, width, ..*self };
        self.width = (self.width - width).max(0.0);
        cut
    }

    fn cut_top(&mut self, height: f64) -> Self {
        let cut = Self { y: self.y + self.height - height, height, ..*self };
        self.height = (self.height - height).max(0.0);
        cut
    }

    fn cut_bottom(&mut self, height: f64) -> Self {
        let cut = Self { height, ..*self };
        self.y += height;
        self.height = (self.height - height).max(0.0);
        cut
    }
}

/// The parts that are to be placed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parts {
    /// Width by height of the picture.
    pub image: Option<f64>,
    pub text: bool,
    pub qr: bool,
}

/// Where everything is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Arrangement {
    pub image: Area,
    pub text: Area,
    /// A square, its quiet zone included.
    pub qr: Area,
    /// Where a hairline between picture and text stands.
    pub rule: Option<f64>,
    /// One above the other: the text is centred.
    pub stacked: bool,
}

/// Side by side in a wide box, one above the other in a tall one.
pub(crate) fn arrange(width: f64, height: f64, parts: Parts) -> Arrangement {
    let padding = (width.min(height) * 0.09).clamp(0.75, 8.0);
    let whole = Area { x: 0.0, y: 0.0, width, height };
    match (parts.image, parts.text || parts.qr) {
        (Some(ratio), false) => {
            Arrangement { image: whole.inset(padding).fit(ratio), ..Arrangement::default() }
        }
        _ if width >= height * WIDE => side_by_side(whole, padding, parts),
        _ => stacked(whole, padding, parts),
    }
}

fn side_by_side(whole: Area, padding: f64, parts: Parts) -> Arrangement {
    let mut rest = whole.inset(padding);
    let mut to = Arrangement::default();
    if parts.qr {
        let most = if parts.text || parts.image.is_some() { whole.width * QR_SHARE } else { whole.width };
        let side = whole.inset(EDGE).height.min(most).min(QR_LARGEST);
        // The quiet zone does for a margin: the square may stand in the padding.
        to.qr = whole.inset(EDGE).cut_right(side).fit(1.0);
        rest.cut_right((side + EDGE - padding).max(0.0));
    }
    if let Some(ratio) = parts.image {
        let most = if parts.text { rest.width * image_share(parts) } else { rest.width };
        to.image = rest.cut_left(most.min(rest.height * ratio)).fit(ratio);
        rest.cut_left(padding.max(GAP));
        to.rule = parts.text.then_some(rest.x);
        rest.cut_left(padding.max(GAP));
    }
    Arrangement { text: rest, ..to }
}

fn stacked(whole: Area, padding: f64, parts: Parts) -> Arrangement {
    let mut rest = whole.inset(padding);
    let mut to = Arrangement { stacked: true, ..Arrangement::default() };
    if parts.qr {
        let most = if parts.text || parts.image.is_some() { whole.height * QR_SHARE } else { whole.height };
        let side = whole.inset(EDGE).width.min(most).min(QR_LARGEST);
        to.qr = whole.inset(EDGE).cut_bottom(side).fit(1.0);
        rest.cut_bottom((side + EDGE - padding).max(0.0));
    }
    if let Some(ratio) = parts.image {
        let most = if parts.text { rest.height * image_share(parts) } else { rest.height };
        to.image = rest.cut_top(most.min(rest.width / ratio)).fit(ratio);
        rest.cut_top(padding.max(GAP));
    }
    Arrangement { text: rest, ..to }
}

const fn image_share(parts: Parts) -> f64 {
    if parts.qr { IMAGE_SHARE_BESIDE_QR } else { IMAGE_SHARE }
}

/// From this proportion on, things stand side by side.
const WIDE: f64 = 1.4;
/// The line of the border, and some air.
const EDGE: f64 = 1.5;
/// At least so much, twice, between the picture and the text.
const GAP: f64 = 1.5;
/// Of the box, beside text.
const QR_SHARE: f64 = 0.42;
/// Of what is left, beside text.
const IMAGE_SHARE: f64 = 0.38;
/// The same, where a QR code has taken its part.
const IMAGE_SHARE_BESIDE_QR: f64 = 0.3;
const QR_LARGEST: f64 = 144.0;
