//! The standard security handler: from a password to the key of the file (ISO 32000-2, 7.6.4).

use sha2::{Digest, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use crate::file::encryption::cipher::{BLOCK, aes_decrypt, aes_encrypt, md5, rc4};

/// A key, or a step on the way to one.
pub(crate) type Key = Zeroizing<Vec<u8>>;

/// Entries of the handler in the encryption dictionary (ISO 32000-2, table 21).
#[derive(Debug, Default)]
pub(crate) struct Standard {
    /// `/R`.
    pub(crate) revision: u64,
    /// Lengths that the key may have, in bytes: files often state a wrong one, and a key of the
    /// wrong length does not open them.
    pub(crate) key_lengths: Vec<usize>,
    /// `/O`.
    pub(crate) owner: Vec<u8>,
    /// `/U`.
    pub(crate) user: Vec<u8>,
    /// `/OE`.
    pub(crate) owner_key: Vec<u8>,
    /// `/UE`.
    pub(crate) user_key: Vec<u8>,
    /// `/P`, low byte first.
    pub(crate) permissions: [u8; 4],
    /// `/EncryptMetadata`.
    pub(crate) encrypts_metadata: bool,
    /// The first part of the document's `/ID`.
    pub(crate) identifier: Vec<u8>,
}

impl Standard {
    /// The key that the password opens, as that of a user or of the owner.
    pub(crate) fn key(&self, password: &[u8]) -> Option<Key> {
        if self.revision >= 5 {
            return self.aes256_key(password);
        }
        let padded = pad(password);
        let as_owner = |len: &usize| self.user_password_key(&self.user_password(&padded, *len), *len);
        let as_user = |len: &usize| self.user_password_key(&padded, *len);
        let lengths = || self.key_lengths.iter();
        lengths().find_map(as_user).or_else(|| lengths().find_map(as_owner))
    }

    /// Algorithms 2 and 6 (revisions 2 to 4): the key, if `/U` says that it is the right one.
    fn user_password_key(&self, padded: &[u8], len: usize) -> Option<Key> {
        let no_metadata: &[u8] = if self.revision >= 4 && !self.encrypts_metadata { &[0xff; 4] } else { b"" };
        let key = md5(&[padded, self.owner.get(..32)?, &self.permissions, &self.identifier, no_metadata]);
        let key = self.stretched(key, len, len);
        let (expected, compared) = match self.revision {
            2 => (rc4(&key, &PADDING), PADDING.len()),
            _ => (rc4_often(&key, md5(&[&PADDING, &self.identifier]).to_vec(), 0..20), BLOCK),
        };
        (self.user.get(..compared)? == expected).then_some(key)
    }

    /// Algorithm 7 (revisions 2 to 4): the padded user password that the owner's password opens.
    fn user_password(&self, padded: &[u8], len: usize) -> Key {
        let key = self.stretched(md5(&[padded]), BLOCK, len);
        Zeroizing::new(match self.revision {
            2 => rc4(&key, &self.owner),
            _ => rc4_often(&key, self.owner.clone(), (0..20).rev()),
        })
    }

    /// From revision 3 on MD5 goes 50 times over the first `taken` bytes.
    fn stretched(&self, mut key: Key, taken: usize, len: usize) -> Key {
        if self.revision >= 3 {
            for _ in 0..50 {
                key.truncate(taken);
                key = md5(&[&key]);
            }
        }
        key.truncate(len);
        key
    }

    /// Algorithm 2.A (revisions 5 and 6): hash, validation salt and key salt are in `/U` and `/O`.
    fn aes256_key(&self, password: &[u8]) -> Option<Key> {
        let password = password.get(..LONGEST).unwrap_or(password);
        let user = self.user.get(..48)?;
        self.unlocked(password, user, b"", &self.user_key)
            .or_else(|| self.unlocked(password, self.owner.get(..48)?, user, &self.owner_key))
    }

    fn unlocked(&self, password: &[u8], entry: &[u8], user: &[u8], locked: &[u8]) -> Option<Key> {
        let (hash, salts) = entry.split_at_checked(32)?;
        let (validation, key_salt) = salts.split_at_checked(8)?;
        if self.hash(password, validation, user)?.as_slice() != hash {
            return None;
        }
        let key = self.hash(password, key_salt, user)?;
        aes_decrypt(&key, &[0; BLOCK], locked.get(..32)?).map(Zeroizing::new)
    }

    fn hash(&self, password: &[u8], salt: &[u8], user: &[u8]) -> Option<Key> {
        let first = Sha256::new().chain_update(password).chain_update(salt).chain_update(user);
        let first = Zeroizing::new(first.finalize().to_vec());
        if self.revision == 5 { Some(first) } else { hardened(first, password, user) }
    }

    /// The strings are as long as they have to be; some writers fill them up with zeros.
    pub(crate) fn has_its_entries(&self) -> bool {
        let (entry, key) = if self.revision >= 5 { (48, 32) } else { (32, 0) };
        self.owner.len() >= entry
            && self.user.len() >= entry
            && self.owner_key.len() >= key
            && self.user_key.len() >= key
            && (self.revision >= 5 || !self.key_lengths.is_empty())
    }

    /// `/Perms` says the same as `/P` and `/EncryptMetadata` (ISO 32000-2, 7.6.4.4.12, algorithm 13).
    pub(crate) fn are_permissions(&self, key: &[u8], encrypted: &[u8]) -> bool {
        let block = encrypted.get(..BLOCK).and_then(|block| aes_decrypt(key, &[0; BLOCK], block));
        let Some(plain) = block.map(Zeroizing::new) else { return false };
        let metadata = if self.encrypts_metadata { b'T' } else { b'F' };
        plain.starts_with(&self.permissions) && plain.get(8..12) == Some(&[metadata, b'a', b'd', b'b'])
    }
}

/// Algorithm 2.B (revision 6).
fn hardened(mut key: Key, password: &[u8], user: &[u8]) -> Option<Key> {
    // The last byte ends it, at the latest after 64 and another 255 rounds.
    for round in 0..=64 + 255 {
        let repeated = [password, &key, user].concat().repeat(64);
        let (aes_key, vector) = key.get(..32)?.split_at(BLOCK);
        let encrypted = Zeroizing::new(aes_encrypt(aes_key, vector, repeated)?);
        let remainder = encrypted.get(..BLOCK)?.iter().map(|byte| u32::from(*byte)).sum::<u32>() % 3;
        key = Zeroizing::new(match remainder {
            0 => Sha256::digest(&*encrypted).to_vec(),
            1 => Sha384::digest(&*encrypted).to_vec(),
            _ => Sha512::digest(&*encrypted).to_vec(),
        });
        if round >= 63 && u32::from(*encrypted.last()?) <= round - 31 {
            break;
        }
    }
    key.truncate(32);
    Some(key)
}

/// RC4 with the key, each of its bytes changed by the number of the round.
fn rc4_often(key: &[u8], data: Vec<u8>, rounds: impl Iterator<Item = u8>) -> Vec<u8> {
    rounds.fold(data, |data, round| {
        let key: Key = Zeroizing::new(key.iter().map(|byte| byte ^ round).collect());
        rc4(&key, &data)
    })
}

/// A password of revisions 2 to 4 has 32 bytes, cut off or filled up.
fn pad(password: &[u8]) -> Key {
    Zeroizing::new(password.iter().chain(&PADDING).copied().take(PADDING.len()).collect())
}

/// ISO 32000-2, 7.6.4.3.2.
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e,
    0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];
/// Bytes of a password that count in revisions 5 and 6.
const LONGEST: usize = 127;
