//! Where a widget goes on its page: from the page as it is shown to default user space (ISO 32000-2, 8.3.2.3 and 12.5.5).

use crate::document::page::Page;
use crate::error::{Error, RequestPart, Result};
use crate::file::reader::{Reader, Value};
use crate::sign::request::{Anchor, Position};
use crate::syntax::decimal::{self, ONE};

/// A rectangle in ten-thousandths of a unit (ISO 32000-2, 7.9.5).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Rectangle {
    pub(crate) left: i64,
    pub(crate) bottom: i64,
    pub(crate) right: i64,
    pub(crate) top: i64,
}

impl Rectangle {
    /// Of four numbers for any two opposite corners; `None` without size.
    fn of(numbers: &[i64]) -> Option<Self> {
        let [x, y, other_x, other_y] = *numbers else { return None };
        let found =
            Self { left: x.min(other_x), bottom: y.min(other_y), right: x.max(other_x), top: y.max(other_y) };
        (found.width() > 0 && found.height() > 0).then_some(found)
    }

    pub(crate) fn width(self) -> i64 {
        self.right.saturating_sub(self.left)
    }

    pub(crate) fn height(self) -> i64 {
        self.top.saturating_sub(self.bottom)
    }

    fn intersection(self, other: Self) -> Option<Self> {
        let both = Self {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        };
        (both.width() > 0 && both.height() > 0).then_some(both)
    }

    pub(crate) fn spelled(self) -> String {
        let [a, b, c, d] = [self.left, self.bottom, self.right, self.top].map(decimal::spell);
        ["[", &a, " ", &b, " ", &c, " ", &d, "]"].concat()
    }
}

/// How a page is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct View {
    /// What is shown of default user space.
    pub(crate) shown: Rectangle,
    /// Degrees clockwise: 0, 90, 180 or 270.
    pub(crate) rotate: i64,
    /// Points of one unit of user space, in ten-thousandths.
    pub(crate) unit: i64,
}

impl View {
    /// Width and height of the page as it is shown, in points.
    fn size(self) -> (i64, i64) {
        let (width, height) = (self.points(self.shown.width()), self.points(self.shown.height()));
        if self.rotate % 180 == 0 { (width, height) } else { (height, width) }
    }

    fn points(self, units: i64) -> i64 {
        units.saturating_mul(self.unit) / ONE
    }

    fn units(self, points: i64) -> i64 {
        points.saturating_mul(ONE) / self.unit.max(1)
    }

    /// The box at `position`, in points from the lower left corner of the page as it is shown.
    fn place(self, position: Position) -> Result<Rectangle> {
        match position {
            Position::Anchored { anchor, width, height, margin } => {
                let length = |number| decimal::from_float(number).filter(|length| *length > 0);
                let wanted = (length(width).ok_or(NO_SIZE)?, length(height).ok_or(NO_SIZE)?);
                let margin = decimal::from_float(margin).filter(|margin| *margin >= 0).ok_or(NO_SIZE)?;
                Ok(self.anchored(anchor, wanted, margin))
            }
            Position::Rectangle { x, y, width, height } => {
                let numbers = [x, y, width, height].map(decimal::from_float);
                let [Some(x), Some(y), Some(width), Some(height)] = numbers else { return Err(NO_SIZE) };
                if width <= 0 || height <= 0 {
                    return Err(NO_SIZE);
                }
                self.within(Rectangle { left: x, bottom: y, right: x + width, top: y + height })
            }
        }
    }

    /// A box that is larger than the page is cut to it, and a margin that has no room gives way.
    fn anchored(self, anchor: Anchor, wanted: (i64, i64), margin: i64) -> Rectangle {
        let (page_width, page_height) = self.size();
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
    fn within(self, wanted: Rectangle) -> Result<Rectangle> {
        let (right, top) = self.size();
        let is_over = wanted.left < -TOLERANCE
            || wanted.bottom < -TOLERANCE
            || wanted.right > right + TOLERANCE
            || wanted.top > top + TOLERANCE;
        let cut = wanted.intersection(Rectangle { left: 0, bottom: 0, right, top });
        cut.filter(|_| !is_over).ok_or(OUTSIDE)
    }

    /// The same box in default user space.
    fn to_user_space(self, shown: Rectangle) -> Rectangle {
        let Rectangle { left, bottom, right, top } = Rectangle {
            left: self.units(shown.left),
            bottom: self.units(shown.bottom),
            right: self.units(shown.right),
            top: self.units(shown.top),
        };
        let page = self.shown;
        let [x, y, other_x, other_y] = match self.rotate {
            90 => [page.right - top, page.bottom + left, page.right - bottom, page.bottom + right],
            180 => [page.right - right, page.top - top, page.right - left, page.top - bottom],
            270 => [page.left + bottom, page.top - right, page.left + top, page.top - left],
            _ => [page.left + left, page.bottom + bottom, page.left + right, page.bottom + top],
        };
        Rectangle { left: x, bottom: y, right: other_x, top: other_y }
    }

    /// `/Rect` of a new widget.
    pub(crate) fn rectangle(self, position: Position) -> Result<Rectangle> {
        self.place(position).map(|shown| self.to_user_space(shown))
    }

    /// Width and height, in points, of what is drawn into a widget whose content is turned by `rotate` degrees
    /// against user space.
    pub(crate) fn drawn(self, rectangle: Rectangle, rotate: i64) -> (i64, i64) {
        let (width, height) = (self.points(rectangle.width()), self.points(rectangle.height()));
        if rotate % 180 == 0 { (width, height) } else { (height, width) }
    }
}

impl Reader {
    /// How the page is shown: what of it, which way up, how large.
    pub(crate) fn view(&mut self, page: &Page) -> Result<View> {
        let media = self.inherited(page, b"MediaBox")?;
        let media = self.rectangle(media.as_ref())?.unwrap_or(LETTER);
        let crop = self.inherited(page, b"CropBox")?;
        let crop = self.rectangle(crop.as_ref())?.and_then(|crop| crop.intersection(media));
        let rotate = self.inherited(page, b"Rotate")?;
        let unit = self.resolve(page.object.dictionary()?.get(b"UserUnit"))?;
        let unit = unit.and_then(|unit| decimal::parse(unit.bytes()));
        Ok(View {
            shown: crop.unwrap_or(media),
            rotate: quarter_turns(rotate.as_ref()).unwrap_or(0),
            unit: unit.filter(|unit| (1..=LARGEST_UNIT).contains(unit)).unwrap_or(ONE),
        })
    }

    /// The rectangle that the array spells, if it has a size.
    pub(crate) fn rectangle(&mut self, array: Option<&Value>) -> Result<Option<Rectangle>> {
        let mut numbers = Vec::new();
        for item in array.iter().flat_map(|array| array.items()).take(4) {
            let number = self.resolve(Some(item))?;
            numbers.extend(number.and_then(|number| decimal::parse(number.bytes())));
        }
        Ok(Rectangle::of(&numbers))
    }
}

/// Degrees from 0 to 270; `None` for what is no quarter turn.
pub(crate) fn quarter_turns(degrees: Option<&Value>) -> Option<i64> {
    let degrees = decimal::parse(degrees?.bytes())?;
    (degrees % (90 * ONE) == 0).then_some((degrees / ONE).rem_euclid(360))
}

/// `/Matrix` of a form XObject that is to stand upright in a widget turned by `rotate` degrees
/// counterclockwise. It only turns: where the content lands and how large is a matter of `/Rect`
/// (ISO 32000-2, 12.5.5, algorithm 8).
pub(crate) fn matrix(rotate: i64) -> Option<&'static [u8]> {
    match rotate {
        90 => Some(b"[0 1 -1 0 0 0]"),
        180 => Some(b"[-1 0 0 -1 0 0]"),
        270 => Some(b"[0 -1 1 0 0 0]"),
        _ => None,
    }
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

const NO_SIZE: Error =
    Error::Request { part: RequestPart::Rectangle, reason: "not a rectangle with width and height" };
const OUTSIDE: Error =
    Error::Request { part: RequestPart::Rectangle, reason: "the rectangle is not within the page" };
/// Half a point.
const TOLERANCE: i64 = ONE / 2;
/// What a page without `/MediaBox` gets from readers.
const LETTER: Rectangle = Rectangle { left: 0, bottom: 0, right: 612 * ONE, top: 792 * ONE };
/// The largest `/UserUnit` (ISO 32000-1, table C.1).
const LARGEST_UNIT: i64 = 75_000 * ONE;
