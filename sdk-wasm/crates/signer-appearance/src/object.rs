//! The objects that a drawing is handed over as.

/// An object of the appearance, spelled in the syntax of PDF.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AppearanceObject {
    /// The value; of a stream its dictionary without `/Length`.
    pub value: Vec<u8>,
    /// The data of a stream, encoded as `value` says.
    pub data: Option<Vec<u8>>,
}
