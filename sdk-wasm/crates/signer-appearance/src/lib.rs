//! Draws a visible signature: text, picture and QR code into one form XObject and what it needs.
//!
//! The objects are spelled in the syntax of PDF with local references: the first is `1 0 R`, the form XObject
//! (ISO 32000-2, 8.10), the others follow in order. The drawing is allowed in PDF/A whatever the file's
//! OutputIntent: fonts embedded, colours with a profile, and with `opaque` no transparency.

mod appearance;
mod area;
mod bytes;
mod colour;
mod content;
mod dimensions;
mod embed;
mod error;
mod font;
mod image;
mod jpeg;
mod line;
mod object;
mod pixels;
mod png;
mod qr;
mod subset;
mod syntax;
mod text;
mod wrap;

pub use appearance::Appearance;
pub use error::{Error, Result};
pub use line::{Line, Style};
pub use object::AppearanceObject;
