//! A new or changed object before it is written (ISO 32000-2, 7.3.8 and 7.3.10).

use crate::error::{Error, Result};
use crate::file::encryption::Encryption;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::Reference;

#[derive(Debug)]
pub(crate) enum NewObject {
    /// `dictionary` comes without `/Length` as long as it is in the clear, `data` encoded as it says.
    Stream {
        dictionary: Vec<u8>,
        data: Vec<u8>,
    },
    Value(Vec<u8>),
}

impl NewObject {
    /// The object as it is written under the number `own`: its strings and data encrypted where the
    /// document is. `entropy` goes into the initialisation vectors.
    pub(crate) fn close(&self, own: Reference, encryption: &Encryption, entropy: &[u8; 32]) -> Result<Self> {
        match self {
            Self::Stream { dictionary, data } => {
                let head = Dictionary::parse(dictionary).ok_or(NOT_A_DICTIONARY)?;
                let data = encryption.close_data(own, head, data, entropy)?;
                let head = head.put(b"Length", data.len().to_string().as_bytes());
                Ok(Self::Stream { dictionary: encryption.close(own, &head, entropy)?, data })
            }
            Self::Value(value) => Ok(Self::Value(encryption.close(own, value, entropy)?)),
        }
    }
}

const NOT_A_DICTIONARY: Error = Error::Malformed { offset: 0, what: "a new stream without dictionary" };
