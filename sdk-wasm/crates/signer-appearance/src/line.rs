//! The text of a visible signature, as it is asked for.

/// How a line of text looks.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Style {
    /// Small and grey: what stands before the name.
    Label,
    /// Larger: who has signed.
    Name,
    /// All else.
    #[default]
    Plain,
}

/// A line of text; it is broken where it does not fit.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Line {
    /// In Unicode's composed form (NFC).
    pub text: String,
    /// How it looks.
    pub style: Style,
}
