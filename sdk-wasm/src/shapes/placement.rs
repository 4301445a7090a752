//! The place of a signature that is seen.

use signer_flow::{Anchor, AppearanceWanted, Error, PageChoice, Placement, Position};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Field, rectangle or anchor, whichever is there.
    pub(super) type PlainPlacement;

    #[wasm_bindgen(method, getter)]
    fn field(this: &PlainPlacement) -> Option<String>;

    /// Counted from 1; 0 is the last one.
    #[wasm_bindgen(method, getter)]
    fn page(this: &PlainPlacement) -> u32;

    /// x, y, width, height in points.
    #[wasm_bindgen(method, getter)]
    fn rect(this: &PlainPlacement) -> Option<Vec<f64>>;

    /// An index into [`ANCHORS`].
    #[wasm_bindgen(method, getter)]
    fn anchor(this: &PlainPlacement) -> Option<u8>;

    /// Width, height, margin in points.
    #[wasm_bindgen(method, getter)]
    fn size(this: &PlainPlacement) -> Option<Vec<f64>>;

    #[wasm_bindgen(method, getter)]
    fn drawn(this: &PlainPlacement) -> bool;
}

impl PlainPlacement {
    pub(super) fn read(&self) -> signer_flow::Result<AppearanceWanted> {
        let page = match self.page() {
            0 => PageChoice::Last,
            number => PageChoice::Number(number),
        };
        let placement = Placement { page, position: self.position()? };
        Ok(AppearanceWanted { field: self.field(), placement, drawn: self.drawn() })
    }

    fn position(&self) -> signer_flow::Result<Position> {
        if let Some(&[x, y, width, height]) = self.rect().as_deref() {
            return Ok(Position::Rectangle { x, y, width, height });
        }
        let anchor = self.anchor().and_then(|index| ANCHORS.get(usize::from(index)).copied());
        match (anchor, self.size().as_deref()) {
            (Some(anchor), Some(&[width, height, margin])) => {
                Ok(Position::Anchored { anchor, width, height, margin })
            }
            _ if self.field().is_some() => Ok(Position::default()),
            _ => Err(Error::invalid("appearance.position")),
        }
    }
}

/// In the order of `POSITIONS` in `js/src/options/appearance.ts`.
const ANCHORS: [Anchor; 9] = [
    Anchor::TopLeft,
    Anchor::Top,
    Anchor::TopRight,
    Anchor::Left,
    Anchor::Center,
    Anchor::Right,
    Anchor::BottomLeft,
    Anchor::Bottom,
    Anchor::BottomRight,
];
