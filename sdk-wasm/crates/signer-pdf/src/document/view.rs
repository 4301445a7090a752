//! A page as it is shown, against default user space (ISO 32000-2, 8.3.2.3 and 14.11.2).

use crate::document::page::Page;
use crate::error::Result;
use crate::file::objects::{File, Value};
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

    pub(crate) fn intersection(self, other: Self) -> Option<Self> {
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

/// A page as it is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct View {
    /// The shown part of default user space.
    pub(crate) shown: Rectangle,
    /// Degrees clockwise: 0, 90, 180 or 270.
    pub(crate) rotate: i64,
    /// Points of one unit of user space, in ten-thousandths.
    pub(crate) unit: i64,
}

impl View {
    /// The view of a page.
    pub(crate) fn of(file: &mut File, page: &Page) -> Result<Self> {
        let media = page.inherited(file, b"MediaBox")?;
        let media = rectangle(file, media.as_ref())?.unwrap_or(LETTER);
        let crop = page.inherited(file, b"CropBox")?;
        let crop = rectangle(file, crop.as_ref())?.and_then(|crop| crop.intersection(media));
        let rotate = page.inherited(file, b"Rotate")?;
        let unit = file.resolve(page.object.dictionary()?.get(b"UserUnit"))?;
        let unit = unit.and_then(|unit| decimal::parse(unit.bytes()));
        Ok(Self {
            shown: crop.unwrap_or(media),
            rotate: quarter_turns(rotate.as_ref()).unwrap_or(0),
            unit: unit.filter(|unit| (1..=LARGEST_UNIT).contains(unit)).unwrap_or(ONE),
        })
    }

    /// Width and height of the page as it is shown, in points.
    pub(crate) fn size(self) -> (i64, i64) {
        let (width, height) = (self.points(self.shown.width()), self.points(self.shown.height()));
        if self.rotate % 180 == 0 { (width, height) } else { (height, width) }
    }

    fn points(self, units: i64) -> i64 {
        units.saturating_mul(self.unit) / ONE
    }

    fn units(self, points: i64) -> i64 {
        points.saturating_mul(ONE) / self.unit.max(1)
    }

    /// The same box in default user space.
    pub(crate) fn to_user_space(self, shown: Rectangle) -> Rectangle {
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

    /// Width and height, in points, of a drawing in a widget whose content is turned by `rotate` degrees
    /// against user space.
    pub(crate) fn drawn(self, rectangle: Rectangle, rotate: i64) -> (i64, i64) {
        let (width, height) = (self.points(rectangle.width()), self.points(rectangle.height()));
        if rotate % 180 == 0 { (width, height) } else { (height, width) }
    }
}

/// The rectangle that the array spells, if it has a size.
pub(crate) fn rectangle(file: &mut File, array: Option<&Value>) -> Result<Option<Rectangle>> {
    let mut numbers = Vec::new();
    for item in array.iter().flat_map(|array| array.items()).take(4) {
        let number = file.resolve(Some(item))?;
        numbers.extend(number.and_then(|number| decimal::parse(number.bytes())));
    }
    Ok(Rectangle::of(&numbers))
}

/// Degrees from 0 to 270; `None` for what is no quarter turn.
pub(crate) fn quarter_turns(degrees: Option<&Value>) -> Option<i64> {
    let degrees = decimal::parse(degrees?.bytes())?;
    (degrees % (90 * ONE) == 0).then_some((degrees / ONE).rem_euclid(360))
}

/// The page that readers make of one without `/MediaBox`.
const LETTER: Rectangle = Rectangle { left: 0, bottom: 0, right: 612 * ONE, top: 792 * ONE };
/// The largest `/UserUnit` (ISO 32000-1, table C.1).
const LARGEST_UNIT: i64 = 75_000 * ONE;
