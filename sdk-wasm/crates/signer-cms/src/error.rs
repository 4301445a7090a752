//! Why a signature or its attributes were refused.

use std::fmt;

/// The result of everything here.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a signature or its attributes were refused.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Error {
    /// They name another certificate than the one that is to sign.
    CertificateMismatch,
    /// The bytes are not what they should be.
    Malformed {
        /// The structure that was being read.
        what: &'static str,
    },
    /// They are longer than any real ones.
    TooLong {
        /// The most octets that are allowed.
        limit: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CertificateMismatch => f.write_str("the signed attributes name another certificate"),
            Self::Malformed { what } => write!(f, "{what} is malformed"),
            Self::TooLong { limit } => write!(f, "the signed attributes have more than {limit} bytes"),
        }
    }
}

impl std::error::Error for Error {}

impl From<Box<signer_pki::Error>> for Error {
    fn from(error: Box<signer_pki::Error>) -> Self {
        match *error {
            signer_pki::Error::Malformed { what } => Self::Malformed { what },
            _ => Self::Malformed { what: "the signature" },
        }
    }
}
