//! Why something could not be read or used.

use std::fmt;

/// The result of everything here. An error is a word long: each `?` copies it.
pub type Result<T> = std::result::Result<T, Box<Error>>;

/// Why something could not be read or used. Holds facts, never a key or a password.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Error {
    /// The key of a PKCS#12 file has no certificate in it.
    CertificateNotFound,
    /// The certificate's validity is over.
    Expired {
        /// Its last second, since 1970.
        not_after: i64,
    },
    /// A PKCS#12 file has no private key in it.
    KeyNotFound,
    /// The bytes are not what they should be.
    Malformed {
        /// The structure that was being read.
        what: &'static str,
    },
    /// The certificate's validity has not begun.
    NotYetValid {
        /// Its first second, since 1970.
        not_before: i64,
    },
    /// The password does not open the file.
    PasswordIncorrect,
    /// A file asks for more rounds of key derivation than one can wait for.
    TooManyIterations {
        /// The most that is allowed for one file.
        limit: u32,
    },
    /// The certificate cannot sign.
    Unsuitable {
        /// Why.
        reason: &'static str,
    },
    /// A form or an algorithm that is not read here.
    Unsupported {
        /// The form or algorithm.
        what: &'static str,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CertificateNotFound => f.write_str("the file holds no certificate for its key"),
            Self::Expired { .. } => f.write_str("the certificate's validity is over"),
            Self::KeyNotFound => f.write_str("the file holds no private key"),
            Self::Malformed { what } => write!(f, "{what} is malformed"),
            Self::NotYetValid { .. } => f.write_str("the certificate's validity has not begun"),
            Self::PasswordIncorrect => f.write_str("the password does not open the file"),
            Self::TooManyIterations { .. } => {
                f.write_str("the file asks for too many iterations of its key derivation")
            }
            Self::Unsuitable { reason } => write!(f, "the certificate cannot sign: {reason}"),
            Self::Unsupported { what } => write!(f, "{what} is not supported"),
        }
    }
}

impl std::error::Error for Error {}

/// Constructors of those that many places give, out of line: their code is there once.
impl Error {
    #[cold]
    #[inline(never)]
    pub(crate) fn malformed(what: &'static str) -> Box<Self> {
        Box::new(Self::Malformed { what })
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn unsuitable(reason: &'static str) -> Box<Self> {
        Box::new(Self::Unsuitable { reason })
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn unsupported(what: &'static str) -> Box<Self> {
        Box::new(Self::Unsupported { what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_was_found() {
        let messages = [
            (Error::Malformed { what: "a name" }, "a name is malformed"),
            (Error::Unsupported { what: "MD5" }, "MD5 is not supported"),
            (Error::Unsuitable { reason: "too short" }, "the certificate cannot sign: too short"),
            (Error::PasswordIncorrect, "the password does not open the file"),
        ];
        for (error, message) in messages {
            assert_eq!(error.to_string(), message);
        }
    }
}
