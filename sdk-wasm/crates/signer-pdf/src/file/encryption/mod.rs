//! Encrypted documents: strings and streams are opened as they are read and closed as they are written.
//!
//! In between everything is in the clear, so that nothing else has to know which object a string is in
//! (ISO 32000-2, 7.6). A string that nobody changes is written as it was read, byte for byte.

pub(crate) mod cipher;
pub(crate) mod password;
pub(crate) mod standard;
mod strings;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::file::object::Object;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value;
use crate::syntax::value::Reference;
use cipher::Cipher;
use standard::Key;

/// The ciphers of strings and streams, and the key of the file.
#[derive(Debug)]
pub(crate) struct Encryption {
    key: Key,
    strings: Cipher,
    streams: Cipher,
    encrypts_metadata: bool,
    known: Vec<Known>,
}

/// A string of the document: its object, its spelling in the clear and the one in the file.
#[derive(Debug)]
struct Known {
    owner: Reference,
    plain: Vec<u8>,
    spelled: Vec<u8>,
}

impl Encryption {
    /// The encryption of a document without any.
    pub(crate) fn none() -> Self {
        Self::new(Key::default(), Cipher::Identity, Cipher::Identity, true)
    }

    pub(crate) fn new(key: Key, strings: Cipher, streams: Cipher, encrypts_metadata: bool) -> Self {
        Self { key, strings, streams, encrypts_metadata, known: Vec::new() }
    }

    /// Decrypts the strings of an object that stands in the file by itself; those in an object stream
    /// came out of it in the clear (ISO 32000-2, 7.5.7).
    pub(crate) fn open(&mut self, object: &mut Object) {
        if self.strings == Cipher::Identity {
            return;
        }
        let (key, cipher, known, owner) = (&self.key, self.strings, &mut self.known, object.reference);
        object.bytes = strings::replace(&object.bytes, &mut |spelled| {
            let string = text::bytes(spelled)?;
            // A string that was not encrypted, as empty ones often are, stays.
            let plain = cipher.decrypt(key, owner, &string).map(|plain| text::literal(&plain));
            let plain = plain.unwrap_or_else(|| spelled.to_vec());
            known.push(Known { owner, plain: plain.clone(), spelled: spelled.to_vec() });
            Some(plain)
        });
    }

    /// The data of a stream, still encoded by its filters.
    pub(crate) fn open_stream(&self, stream: &Object, data: Vec<u8>) -> Result<Vec<u8>> {
        let plain = self.streams.decrypt(&self.key, stream.reference, &data);
        plain.ok_or_else(|| stream.malformed("the stream does not decrypt"))
    }

    /// The length of a stream's data without the end of line that may stand behind it.
    pub(crate) fn whole_blocks(&self, length: u64) -> u64 {
        match self.streams {
            Cipher::Aes128 | Cipher::Aes256 => length - length % cipher::BLOCK as u64,
            Cipher::Identity | Cipher::Rc4 => length,
        }
    }

    pub(crate) fn has_closed_streams(&self) -> bool {
        self.streams != Cipher::Identity
    }

    /// The data of a new stream as it is written, still encoded by its filters.
    ///
    /// `entropy` makes the initialisation vectors, which nobody may guess.
    pub(crate) fn close_data(
        &self,
        owner: Reference,
        head: Dictionary<'_>,
        data: &[u8],
        entropy: &[u8; 32],
    ) -> Result<Vec<u8>> {
        if !self.covers(head) {
            return Ok(data.to_vec());
        }
        self.streams.encrypt(&self.key, owner, &vector(entropy, owner, data, 0), data).ok_or_else(no_key)
    }

    /// The value as it is written in the object `owner`: its strings encrypted.
    pub(crate) fn close(&self, owner: Reference, value: Vec<u8>, entropy: &[u8; 32]) -> Result<Vec<u8>> {
        if self.strings == Cipher::Identity {
            return Ok(value);
        }
        let (mut count, mut failed) = (0, false);
        let closed = strings::replace(&value, &mut |spelled| {
            count += 1;
            let closed = self.close_string(owner, spelled, entropy, count);
            failed |= closed.is_none();
            closed
        });
        if failed { Err(no_key()) } else { Ok(closed) }
    }

    fn close_string(
        &self,
        owner: Reference,
        spelled: &[u8],
        entropy: &[u8; 32],
        count: u32,
    ) -> Option<Vec<u8>> {
        let is_known = |known: &&Known| known.owner == owner && known.plain == spelled;
        if let Some(known) = self.known.iter().find(is_known) {
            return Some(known.spelled.clone());
        }
        let plain = text::bytes(spelled)?;
        let vector = vector(entropy, owner, &plain, count);
        let closed = self.strings.encrypt(&self.key, owner, &vector, &plain)?;
        Some(hexadecimal(&closed))
    }

    fn covers(&self, head: Dictionary<'_>) -> bool {
        self.streams != Cipher::Identity && (self.encrypts_metadata || !head.is_type(b"Metadata"))
    }
}

/// An initialisation vector of its own for every object, string and content.
fn vector(entropy: &[u8; 32], owner: Reference, plain: &[u8], count: u32) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(entropy);
    digest.update(owner.number.to_be_bytes());
    digest.update(owner.generation.to_be_bytes());
    digest.update(count.to_be_bytes());
    digest.update(plain);
    digest.finalize().iter().copied().take(cipher::BLOCK).collect()
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![b'<'];
    bytes.iter().for_each(|byte| out.extend_from_slice(&value::hexadecimal(*byte)));
    out.push(b'>');
    out
}

/// A key that fits the cipher is what opened the document.
fn no_key() -> Box<Error> {
    Error::malformed(0, "the key does not fit the cipher")
}
