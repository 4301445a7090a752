//! A person's proof of who they are to a token.

use std::fmt;

use zeroize::Zeroizing;

/// A PIN as it was typed; wiped when it goes, and never printed.
pub(crate) struct Pin(Zeroizing<String>);

impl Pin {
    /// `None` for an empty one, which is no PIN, and for one that is no UTF-8, which cannot be right (`CK_UTF8CHAR`).
    pub(crate) fn typed(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty())?;
        Some(Self(Zeroizing::new(text.to_owned())))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pin")
    }
}

/// One time that the person is asked for a PIN.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Attempt {
    pub(crate) state: PinState,
    /// The one typed just before was wrong.
    pub(crate) repeated: bool,
    /// Wrong ones in a row that the agent has seen on this token.
    pub(crate) wrong: u32,
}

/// How a token wants to be convinced (`CK_TOKEN_INFO` flags).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct PinState {
    pub(crate) required: bool,
    /// The PIN is typed on the reader.
    pub(crate) on_reader: bool,
    pub(crate) locked: bool,
    pub(crate) last_try: bool,
    pub(crate) some_failed: bool,
}
