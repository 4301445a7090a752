//! Why a signature cannot be drawn as asked.

use std::fmt;

/// The result of drawing.
pub type Result<T> = std::result::Result<T, Error>;

/// Which part of the wish cannot be fulfilled, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Error {
    /// The box is no box.
    Box(&'static str),
    /// The font cannot be used.
    Font(&'static str),
    /// The picture cannot be used.
    Image(&'static str),
    /// The QR code cannot be drawn.
    Qr(&'static str),
    /// The text cannot be drawn.
    Text(&'static str),
    /// The font has no picture of this character.
    CharacterMissing(char),
}

impl Error {
    /// The part at fault, in a word.
    const fn part(&self) -> &'static str {
        match self {
            Self::Box(_) => "box",
            Self::Font(_) => "font",
            Self::Image(_) => "image",
            Self::Qr(_) => "QR code",
            Self::Text(_) | Self::CharacterMissing(_) => "text",
        }
    }

    /// The finding and the wish, for a developer.
    pub fn reason(&self) -> String {
        match self {
            Self::Box(reason)
            | Self::Font(reason)
            | Self::Image(reason)
            | Self::Qr(reason)
            | Self::Text(reason) => (*reason).to_owned(),
            Self::CharacterMissing(character) => character_missing(*character),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&[self.part(), ": ", &self.reason()].concat())
    }
}

impl std::error::Error for Error {}

fn character_missing(character: char) -> String {
    let mut code = String::new();
    for shift in [20, 16, 12, 8, 4, 0] {
        let digit = char::from_digit((u32::from(character) >> shift) & 0xf, 16).unwrap_or('0');
        if shift < 16 || !code.is_empty() || digit != '0' {
            code.push(digit.to_ascii_uppercase());
        }
    }
    ["the font has no glyph for U+", &code, " (", character.encode_utf8(&mut [0; 4]), ")"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_character_is_named_by_code_and_shape() {
        assert_eq!(Error::CharacterMissing('漢').reason(), "the font has no glyph for U+6F22 (漢)");
        assert_eq!(Error::CharacterMissing('😀').reason(), "the font has no glyph for U+1F600 (😀)");
        assert_eq!(Error::Qr("too long").to_string(), "QR code: too long");
    }
}
