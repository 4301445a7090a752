//! Colours that no OutputIntent has to explain (ISO 32000-2, 8.6.5.5; ISO 19005-1, 6.2.3), and the greys of the drawing.

use crate::object::AppearanceObject;
use crate::syntax::compressed;

/// The colour spaces of the drawing, as profiles: viewers show CalGray and CalRGB with a tint of their own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Space {
    Grey,
    Rgb,
}

impl Space {
    pub(crate) const fn channels(self) -> u8 {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
        }
    }

    /// The stream of an `ICCBased` colour space.
    pub(crate) fn profile(self) -> AppearanceObject {
        match self {
            Self::Grey => compressed(b"/N 1", GREY_PROFILE),
            Self::Rgb => compressed(b"/N 3", RGB_PROFILE),
        }
    }
}

/// Made by `profiles/make.py`.
const GREY_PROFILE: &[u8] = include_bytes!("../profiles/grey.icc");
const RGB_PROFILE: &[u8] = include_bytes!("../profiles/srgb.icc");

/// The name.
pub(crate) const INK: f64 = 0.1;
/// All other lines.
pub(crate) const DARK: f64 = 0.27;
/// Labels before the name.
pub(crate) const LABEL: f64 = 0.45;
/// Border and rule.
pub(crate) const HAIR: f64 = 0.78;
pub(crate) const BLACK: f64 = 0.0;
pub(crate) const WHITE: f64 = 1.0;
