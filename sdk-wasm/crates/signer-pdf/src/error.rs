//! Reasons why a document cannot be signed, with the facts as fields.

use std::fmt;
use std::ops::Range;

/// The reason why a signature cannot be prepared or finished.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Error {
    /// The document can be read, but nothing valid can be appended to it.
    CannotAppend {
        /// The obstacle.
        reason: &'static str,
    },
    /// The document opens with a password, and none was given (ISO 32000-2, 7.6).
    Encrypted,
    /// The CMS does not fit into the hole that was reserved for it.
    HoleTooSmall {
        /// Bytes of the CMS.
        needed: usize,
        /// Bytes the hole takes.
        reserved: usize,
    },
    /// An earlier signature forbids the change (ISO 32000-2, 12.8.2.2 and table 236).
    Locked {
        /// The promise that would be broken.
        reason: &'static str,
    },
    /// The bytes at `offset` are not what the format asks for.
    Malformed {
        /// The place in the document, counted from its first byte.
        offset: u64,
        /// The fault there.
        what: &'static str,
    },
    /// Bytes of the document that are needed to go on: insert them and call again.
    Missing(Range<u64>),
    /// The document opens with a password, and the one that was given is not it.
    PasswordIncorrect,
    /// The request asks for what cannot be.
    Request {
        /// The part at fault.
        part: RequestPart,
        /// The fault.
        reason: &'static str,
    },
    /// Sound by the standard, but beyond what this crate reads or its limits.
    Unsupported {
        /// The feature that is not read, or the limit.
        reason: &'static str,
    },
}

/// A part of a request; whoever made it knows by which option.
///
/// As wide as a word, so that an error is copied in words: a byte made the module 2 kB larger.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum RequestPart {
    /// The appearance as a whole (ISO 32000-2, 12.5.5).
    Appearance,
    /// The objects of the appearance.
    AppearanceObjects,
    /// The certification (ISO 32000-2, 12.8.2.2).
    Certification,
    /// The field that carries the signature (ISO 32000-2, 12.7.5.5).
    Field,
    /// Entries of the document information dictionary (ISO 32000-2, 14.3.3).
    Information,
    /// The page of a new field.
    Page,
    /// The prepared signature that is to be finished.
    Prepared,
    /// `/Reason` (ISO 32000-2, table 255).
    Reason,
    /// `/Rect` of a new field (ISO 32000-2, table 166).
    Rectangle,
}

impl RequestPart {
    const fn name(self) -> &'static str {
        match self {
            Self::Appearance => "appearance",
            Self::AppearanceObjects => "objects of the appearance",
            Self::Certification => "certification",
            Self::Field => "signature field",
            Self::Information => "document information",
            Self::Page => "page",
            Self::Prepared => "prepared signature",
            Self::Reason => "reason",
            Self::Rectangle => "rectangle",
        }
    }
}

impl fmt::Display for RequestPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CannotAppend { reason } => write!(f, "cannot append: {reason}"),
            Self::Encrypted => f.write_str("the document is encrypted"),
            Self::HoleTooSmall { needed, reserved } => {
                write!(f, "hole too small: {needed} bytes needed, {reserved} reserved")
            }
            Self::Locked { reason } => write!(f, "locked: {reason}"),
            Self::Malformed { offset, what } => write!(f, "malformed at byte {offset}: {what}"),
            Self::Missing(range) => {
                write!(f, "bytes {} to {} are missing", range.start, range.end)
            }
            Self::PasswordIncorrect => f.write_str("the password does not open the document"),
            Self::Request { part, reason } => write!(f, "{part}: {reason}"),
            Self::Unsupported { reason } => write!(f, "unsupported: {reason}"),
        }
    }
}

impl std::error::Error for Error {}

/// One constructor for each, out of line: the faults are many, and rarely met.
impl Error {
    #[cold]
    #[inline(never)]
    pub(crate) fn cannot_append(reason: &'static str) -> Box<Self> {
        Box::new(Self::CannotAppend { reason })
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn encrypted() -> Box<Self> {
        Box::new(Self::Encrypted)
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn locked(reason: &'static str) -> Box<Self> {
        Box::new(Self::Locked { reason })
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn malformed(offset: u64, what: &'static str) -> Box<Self> {
        Box::new(Self::Malformed { offset, what })
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn request(part: RequestPart, reason: &'static str) -> Box<Self> {
        Box::new(Self::Request { part, reason })
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn unsupported(reason: &'static str) -> Box<Self> {
        Box::new(Self::Unsupported { reason })
    }

    /// The bytes to insert before the same question is asked again.
    #[must_use]
    pub fn missing(&self) -> Option<Range<u64>> {
        if let Self::Missing(range) = self { Some(range.clone()) } else { None }
    }

    /// True where bytes are missing, and a fault may yet be found.
    pub(crate) const fn is_missing(&self) -> bool {
        matches!(self, Self::Missing(_))
    }

    /// The fault is in the bytes, or beyond what is read.
    pub(crate) const fn is_fault(&self) -> bool {
        matches!(self, Self::Malformed { .. } | Self::Unsupported { .. })
    }

    /// The fault is in the bytes.
    pub(crate) const fn is_malformed(&self) -> bool {
        matches!(self, Self::Malformed { .. })
    }
}

/// The result of everything in this crate that can fail. An error is a word long: results are copied at each `?`, and with the
/// facts in them that was 9 kB of the module.
pub type Result<T> = std::result::Result<T, Box<Error>>;
