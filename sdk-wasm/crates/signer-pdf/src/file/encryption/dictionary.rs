//! The encryption dictionary and its crypt filters (ISO 32000-2, tables 20, 21 and 25).

use zeroize::Zeroizing;

use super::Encryption;
use super::cipher::{BLOCK, Cipher, aes_decrypt};
use super::password;
use super::standard::{Key, Standard};
use crate::error::{Error, Result};
use crate::file::reader::{Reader, Value};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value;

impl Reader {
    /// How the document is encrypted, opened with the password that was given or else with the empty one.
    pub(crate) fn read_encryption(&mut self) -> Result<Encryption> {
        let trailer = self.cross_reference()?.trailer.clone();
        let malformed = self.cross_reference()?.malformed("the encryption dictionary is not well formed");
        let trailer = Dictionary::parse(&trailer).ok_or(malformed.clone())?;
        let Some(value) = self.resolve(trailer.get(b"Encrypt"))? else { return Ok(Encryption::none()) };
        let dictionary = value.dictionary().ok_or(malformed.clone())?;
        if trailer.get(b"AuthCode").is_some() {
            // An update would need a message authentication code of its own (ISO/TS 32004).
            return Err(Error::Encrypted);
        }
        let (strings, streams) = self.ciphers(dictionary)?;
        if strings == Cipher::Identity && streams == Cipher::Identity {
            return Ok(Encryption::none());
        }
        let standard = self.standard(dictionary, trailer)?.ok_or(malformed.clone())?;
        let key = self.key(&standard)?;
        let permissions = self.string(dictionary, b"Perms")?;
        if standard.revision >= 5 && !standard.are_permissions(&key, &permissions) {
            return Err(malformed);
        }
        let encrypts_metadata = standard.encrypts_metadata;
        Ok(Encryption { encrypts_metadata, ..Encryption::new(key, strings, streams) })
    }

    /// How strings and streams are encrypted; [`Error::Encrypted`] for what is not read.
    fn ciphers(&mut self, dictionary: Dictionary<'_>) -> Result<(Cipher, Cipher)> {
        let filter = self.resolve(dictionary.get(b"Filter"))?;
        if !filter.is_some_and(|filter| value::is_name(filter.bytes(), b"Standard")) {
            return Err(Error::Encrypted);
        }
        match self.number(dictionary, b"V")? {
            Some(1..=2) => Ok((Cipher::Rc4, Cipher::Rc4)),
            Some(4..=5) => {
                Ok((self.crypt_filter(dictionary, b"StrF")?, self.crypt_filter(dictionary, b"StmF")?))
            }
            _ => Err(Error::Encrypted),
        }
    }

    /// The crypt filter that is named under `key`: `Identity`, or one in `/CF`.
    fn crypt_filter(&mut self, dictionary: Dictionary<'_>, key: &[u8]) -> Result<Cipher> {
        let Some(name) = self.resolve(dictionary.get(key))? else { return Ok(Cipher::Identity) };
        if value::is_name(name.bytes(), b"Identity") {
            return Ok(Cipher::Identity);
        }
        let name: Vec<u8> = value::name_bytes(name.bytes().get(1..).unwrap_or_default()).collect();
        let filters = self.dictionary(dictionary, b"CF")?;
        let filters = filters.as_ref().and_then(Value::dictionary).ok_or(Error::Encrypted)?;
        let filter = self.dictionary(filters, &name)?;
        let filter = filter.as_ref().and_then(Value::dictionary).ok_or(Error::Encrypted)?;
        let method = self.resolve(filter.get(b"CFM"))?.ok_or(Error::Encrypted)?;
        let is = |name| value::is_name(method.bytes(), name);
        let version = self.number(dictionary, b"V")?;
        match version {
            Some(4) if is(b"V2") => Ok(Cipher::Rc4),
            Some(4) if is(b"AESV2") => Ok(Cipher::Aes128),
            Some(5) if is(b"AESV3") => Ok(Cipher::Aes256),
            _ => Err(Error::Encrypted),
        }
    }

    /// What the standard security handler needs; `None` where an entry is missing or of another type.
    fn standard(&mut self, dictionary: Dictionary<'_>, trailer: Dictionary<'_>) -> Result<Option<Standard>> {
        let revision = self.number(dictionary, b"R")?;
        let is_version_5 = self.number(dictionary, b"V")? == Some(5);
        let revision = match revision.and_then(|revision| u64::try_from(revision).ok()) {
            Some(revision @ 2..=4) if !is_version_5 => revision,
            Some(revision @ 5..=6) if is_version_5 => revision,
            _ => return Err(Error::Encrypted),
        };
        let Some(permissions) = self.number(dictionary, b"P")? else { return Ok(None) };
        let [a, b, c, d, ..] = permissions.to_le_bytes();
        let encrypts_metadata = self.resolve(dictionary.get(b"EncryptMetadata"))?;
        let standard = Standard {
            revision,
            key_lengths: self.key_lengths(dictionary)?,
            owner: self.string(dictionary, b"O")?,
            user: self.string(dictionary, b"U")?,
            owner_key: self.string(dictionary, b"OE")?,
            user_key: self.string(dictionary, b"UE")?,
            permissions: [a, b, c, d],
            encrypts_metadata: encrypts_metadata.is_none_or(|value| value.bytes() != b"false"),
            identifier: self.identifier(trailer)?,
        };
        Ok(standard.has_its_entries().then_some(standard))
    }

    /// `/Length` in bits, or in bytes as some writers have it. With crypt filters it is 128 bits, whatever
    /// the file says.
    fn key_lengths(&mut self, dictionary: Dictionary<'_>) -> Result<Vec<usize>> {
        let stated = self.number(dictionary, b"Length")?.and_then(|length| usize::try_from(length).ok());
        let lengths = match (self.number(dictionary, b"V")?, stated) {
            (Some(4), _) => [16, 0],
            (_, None) => [5, 0],
            (Some(1), Some(length)) => [5, length / 8],
            (_, Some(length)) => [length / 8, length],
        };
        Ok(lengths.into_iter().filter(|length| (5..=16).contains(length)).collect())
    }

    /// The first part of `/ID`; where there is none, nothing (pyHanko, qpdf and poppler agree in that).
    fn identifier(&mut self, trailer: Dictionary<'_>) -> Result<Vec<u8>> {
        let identifiers = self.array(trailer, b"ID")?;
        let first = self.resolve(identifiers.as_ref().and_then(|parts| parts.items().next()))?;
        Ok(first.and_then(|first| text::bytes(first.bytes())).unwrap_or_default())
    }

    fn number(&mut self, dictionary: Dictionary<'_>, key: &[u8]) -> Result<Option<i64>> {
        Ok(self.resolve(dictionary.get(key))?.and_then(|number| value::integer(number.bytes())))
    }

    fn string(&mut self, dictionary: Dictionary<'_>, key: &[u8]) -> Result<Vec<u8>> {
        let string = self.resolve(dictionary.get(key))?;
        Ok(string.and_then(|string| text::bytes(string.bytes())).unwrap_or_default())
    }

    fn key(&self, standard: &Standard) -> Result<Key> {
        let Some(given) = &self.opening.password else {
            return standard.key(b"").ok_or(Error::Encrypted);
        };
        let normalized = self.opening.normalized_password.as_ref().unwrap_or(given);
        let spellings = match standard.revision {
            2..=4 => password::for_rc4_and_aes128(given),
            _ => password::for_aes256(given, normalized),
        };
        spellings.iter().find_map(|password| standard.key(password)).ok_or(Error::PasswordIncorrect)
    }
}

impl Standard {
    /// Whether the strings are as long as they have to be; some writers fill them up with zeros.
    fn has_its_entries(&self) -> bool {
        let (entry, key) = if self.revision >= 5 { (48, 32) } else { (32, 0) };
        self.owner.len() >= entry
            && self.user.len() >= entry
            && self.owner_key.len() >= key
            && self.user_key.len() >= key
    }

    /// Whether `/Perms` says the same as `/P` and `/EncryptMetadata` (ISO 32000-2, 7.6.4.4.12, algorithm 13).
    fn are_permissions(&self, key: &[u8], encrypted: &[u8]) -> bool {
        let block = encrypted.get(..BLOCK).and_then(|block| aes_decrypt(key, &[0; BLOCK], block));
        let Some(plain) = block.map(Zeroizing::new) else { return false };
        let metadata = if self.encrypts_metadata { b'T' } else { b'F' };
        plain.starts_with(&self.permissions) && plain.get(8..12) == Some(&[metadata, b'a', b'd', b'b'])
    }
}
