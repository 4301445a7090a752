//! RC4 and AES-CBC, with a key for each object (ISO 32000-2, 7.6.3).

use md5::{Digest, Md5};
use zeroize::Zeroizing;

use crate::syntax::value::Reference;

/// Bytes of an initialisation vector, in front of what is encrypted with AES.
pub(crate) const BLOCK: usize = 16;

/// `/CFM` of a crypt filter (ISO 32000-2, table 25), and the filter `Identity`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cipher {
    Identity,
    /// `V2`.
    Rc4,
    /// `AESV2`.
    Aes128,
    /// `AESV3`.
    Aes256,
}

impl Cipher {
    /// The data in the clear; `None` if it is nothing that this cipher made.
    pub(crate) fn decrypt(self, key: &[u8], owner: Reference, data: &[u8]) -> Option<Vec<u8>> {
        let key = self.object_key(key, owner);
        match self {
            Self::Identity => Some(data.to_vec()),
            Self::Rc4 => Some(rc4(&key, data)),
            Self::Aes128 | Self::Aes256 => {
                let (vector, blocks) = data.split_at_checked(BLOCK)?;
                let mut plain = aes_decrypt(&key, vector, blocks)?;
                let padding = plain.last().copied().filter(|len| (1..=16).contains(len))?;
                plain.truncate(plain.len().checked_sub(padding.into())?);
                Some(plain)
            }
        }
    }

    /// The data as it is written; `vector` begins it where the cipher takes one.
    pub(crate) fn encrypt(self, key: &[u8], owner: Reference, vector: &[u8], data: &[u8]) -> Option<Vec<u8>> {
        let key = self.object_key(key, owner);
        match self {
            Self::Identity => Some(data.to_vec()),
            Self::Rc4 => Some(rc4(&key, data)),
            Self::Aes128 | Self::Aes256 => {
                let padding = BLOCK - data.len() % BLOCK;
                let mut padded = data.to_vec();
                padded.resize(data.len() + padding, padding as u8);
                Some([vector, &aes_encrypt(&key, vector, padded)?].concat())
            }
        }
    }

    /// Algorithm 1: number and generation of the object make the key; AES-256 takes it as it is.
    fn object_key(self, key: &[u8], owner: Reference) -> Zeroizing<Vec<u8>> {
        let salt: &[u8] = match self {
            Self::Identity | Self::Aes256 => return Zeroizing::new(key.to_vec()),
            Self::Rc4 => b"",
            Self::Aes128 => b"sAlT",
        };
        let [a, b, c, _] = owner.number.to_le_bytes();
        let mut own = md5(&[key, &[a, b, c], &owner.generation.to_le_bytes(), salt]);
        own.truncate(key.len().saturating_add(5));
        own
    }
}

pub(crate) fn md5(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let mut digest = Md5::new();
    parts.iter().for_each(|part| digest.update(part));
    Zeroizing::new(digest.finalize().to_vec())
}

/// RC4 both ways; no cipher takes an empty key, and then the data stays.
pub(crate) fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut data = data.to_vec();
    signer_ciphers::rc4(key, &mut data);
    data
}

/// AES-CBC without padding; `None` for anything but whole blocks and a key of AES.
pub(crate) fn aes_decrypt(key: &[u8], vector: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let mut data = data.to_vec();
    signer_ciphers::aes_decrypt(key, vector, &mut data).map(|()| data)
}

/// The same the other way.
pub(crate) fn aes_encrypt(key: &[u8], vector: &[u8], mut data: Vec<u8>) -> Option<Vec<u8>> {
    signer_ciphers::aes_encrypt(key, vector, &mut data).map(|()| data)
}
