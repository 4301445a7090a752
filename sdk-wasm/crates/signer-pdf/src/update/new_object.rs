//! A new or changed object before it is written (ISO 32000-2, 7.3.8 and 7.3.10).

use crate::error::{Error, Result};
use crate::file::encryption::Encryption;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::Reference;

/// An object in the clear.
#[derive(Debug)]
pub(crate) enum NewObject {
    /// `dictionary` comes without `/Length`, `data` encoded as it says.
    Stream {
        dictionary: Vec<u8>,
        data: Vec<u8>,
    },
    Value(Vec<u8>),
}

impl NewObject {
    /// The object as it is written under the number `own`: value, and data of a stream, both encrypted
    /// where the document is. `entropy` goes into the initialisation vectors.
    pub(crate) fn close(
        &self,
        own: Reference,
        encryption: &Encryption,
        entropy: &[u8; 32],
    ) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
        let (value, data) = match self {
            Self::Stream { dictionary, data } => {
                let head =
                    Dictionary::parse(dictionary).ok_or_else(|| Error::malformed(0, "not a dictionary"))?;
                let data = encryption.close_data(own, head, data, entropy)?;
                (head.put(b"Length", data.len().to_string().as_bytes()), Some(data))
            }
            Self::Value(value) => (value.clone(), None),
        };
        Ok((encryption.close(own, value, entropy)?, data))
    }
}
