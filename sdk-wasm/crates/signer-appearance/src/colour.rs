//! Colour spaces tied to CIE XYZ, so that no OutputIntent has to explain them (ISO 32000-2, 8.6.5; ISO 19005-1, 6.2.3).

/// CalGray (8.6.5.2) with the white of D65 and the tone curve that screens have.
pub(crate) const GREY: &str = "[/CalGray<</WhitePoint[.9505 1 1.089]/Gamma 2.2>>]";

/// CalRGB (8.6.5.3) with the primaries of sRGB.
pub(crate) const RGB: &str = "[/CalRGB<</WhitePoint[.9505 1 1.089]/Gamma[2.2 2.2 2.2]\
/Matrix[.4124 .2126 .0193 .3576 .7152 .1192 .1805 .0722 .9505]>>]";

/// The name.
pub(crate) const INK: f64 = 0.1;
/// All other lines.
pub(crate) const DARK: f64 = 0.27;
/// What stands before the name.
pub(crate) const LABEL: f64 = 0.45;
/// Border and rule.
pub(crate) const HAIR: f64 = 0.78;
pub(crate) const WHITE: f64 = 1.0;
