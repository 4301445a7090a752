//! Password and repair: the wishes of a caller for one document.

use zeroize::Zeroizing;

/// The wishes for how a document is opened.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// The user or the owner password of an encrypted document.
    pub password: Option<Zeroizing<String>>,
    /// The same password in Unicode normalisation form KC, where that is another one: SASLprep, which
    /// AES-256 asks for, begins with it, and its tables are at hand in the host.
    pub normalized_password: Option<Zeroizing<String>>,
    /// Read a damaged document through what can be found in it, and append a complete new cross-reference.
    pub repair: bool,
}
