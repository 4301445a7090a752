//! A new field on its page as it is shown (ISO 32000-2, 8.3.2.3 and 12.5.5).

use crate::document::page::PageChoice;
use crate::document::view::{Rectangle, View};
use crate::error::{Error, RequestPart, Result};
use crate::syntax::decimal::{self, ONE};

/// The place of a new field, on the page as it is shown: turned by `/Rotate`, cut to its `/CropBox`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Placement {
    /// The page.
    pub page: PageChoice,
    /// Place on it.
    pub position: Position,
}

/// A rectangle on a page, in points of 1/72 inch (`/UserUnit` is taken into account).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Position {
    /// A box of this size, at this distance from the edges of the page as it is shown; on a page that is
    /// too small for it, what fits.
    Anchored {
        /// The corner, edge or centre.
        anchor: Anchor,
        /// Points.
        width: f64,
        /// Points.
        height: f64,
        /// Points.
        margin: f64,
    },
    /// From the lower left corner of the page as it is shown; the page holds it all.
    Rectangle {
        /// Points from the left edge.
        x: f64,
        /// Points from the lower edge.
        y: f64,
        /// Points.
        width: f64,
        /// Points.
        height: f64,
    },
}

/// A corner of the page, the middle of an edge, or its centre.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Anchor {
    TopLeft,
    Top,
    TopRight,
    Left,
    Center,
    Right,
    BottomLeft,
    Bottom,
    #[default]
    BottomRight,
}

impl Default for Position {
    fn default() -> Self {
        Self::Anchored { anchor: Anchor::default(), width: 220.0, height: 70.0, margin: 24.0 }
    }
}

/// `/Rect` of a new widget.
pub(crate) fn rectangle(view: View, position: Position) -> Result<Rectangle> {
    shown(view, position).map(|shown| view.to_user_space(shown))
}

/// The box at `position`, in points from the lower left corner of the page as it is shown.
fn shown(view: View, position: Position) -> Result<Rectangle> {
    match position {
        Position::Anchored { anchor, width, height, margin } => {
            let numbers = [width, height, margin].map(decimal::from_float);
            match numbers {
                [Some(width @ 1..), Some(height @ 1..), Some(margin @ 0..)] => {
                    Ok(anchored(view, anchor, (width, height), margin))
                }
                _ => Err(no_size(RequestPart::Appearance)),
            }
        }
        Position::Rectangle { x, y, width, height } => {
            let numbers = [x, y, width, height].map(decimal::from_float);
            match numbers {
                [Some(x), Some(y), Some(width @ 1..), Some(height @ 1..)] => {
                    within(view, Rectangle { left: x, bottom: y, right: x + width, top: y + height })
                }
                _ => Err(no_size(RequestPart::Rectangle)),
            }
        }
    }
}

/// A box that is larger than the page is cut to it, and a margin that has no room gives way.
fn anchored(view: View, anchor: Anchor, wanted: (i64, i64), margin: i64) -> Rectangle {
    let (page_width, page_height) = view.size();
    let (width, height) = (wanted.0.min(page_width), wanted.1.min(page_height));
    let (right, top) = (page_width - width, page_height - height);
    let at = |side: Side, room: i64| match side {
        Side::Low => margin.min(room / 2),
        Side::Middle => room / 2,
        Side::High => room - margin.min(room / 2),
    };
    let (horizontal, vertical) = sides(anchor);
    let (left, bottom) = (at(horizontal, right), at(vertical, top));
    Rectangle { left, bottom, right: left + width, top: bottom + height }
}

/// A size that was rounded may reach over the edge by less than half a point.
fn within(view: View, wanted: Rectangle) -> Result<Rectangle> {
    let (right, top) = view.size();
    let is_over = wanted.left < -TOLERANCE
        || wanted.bottom < -TOLERANCE
        || wanted.right > right + TOLERANCE
        || wanted.top > top + TOLERANCE;
    let cut = wanted.intersection(Rectangle { left: 0, bottom: 0, right, top });
    cut.filter(|_| !is_over).ok_or_else(outside)
}

#[derive(Clone, Copy)]
enum Side {
    Low,
    Middle,
    High,
}

fn sides(anchor: Anchor) -> (Side, Side) {
    match anchor {
        Anchor::TopLeft => (Side::Low, Side::High),
        Anchor::Top => (Side::Middle, Side::High),
        Anchor::TopRight => (Side::High, Side::High),
        Anchor::Left => (Side::Low, Side::Middle),
        Anchor::Center => (Side::Middle, Side::Middle),
        Anchor::Right => (Side::High, Side::Middle),
        Anchor::BottomLeft => (Side::Low, Side::Low),
        Anchor::Bottom => (Side::Middle, Side::Low),
        Anchor::BottomRight => (Side::High, Side::Low),
    }
}

/// Half a point.
const TOLERANCE: i64 = ONE / 2;

fn no_size(part: RequestPart) -> Box<Error> {
    Error::request(part, "not a rectangle with width and height")
}

fn outside() -> Box<Error> {
    Error::request(RequestPart::Rectangle, "the rectangle is not within the page")
}
