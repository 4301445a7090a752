//! The encryption dictionary and its crypt filters (ISO 32000-2, tables 20, 21 and 25).

use crate::error::{Error, Result};
use crate::file::encryption::Encryption;
use crate::file::encryption::cipher::Cipher;
use crate::file::encryption::password;
use crate::file::encryption::standard::{Key, Standard};
use crate::file::objects::{File, Value};
use crate::file::opening::Opening;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value;

/// The encryption of the document, opened with the password that was given or else with the empty one.
pub(crate) fn read(file: &mut File, opening: &Opening) -> Result<Encryption> {
    let trailer = file.cross_reference()?.trailer.clone();
    let offset = file.cross_reference()?.trailer_offset();
    let malformed = || Error::malformed(offset, "the encryption dictionary is not well formed");
    let trailer = Dictionary::parse(&trailer).ok_or_else(malformed)?;
    let Some(value) = file.resolve(trailer.get(b"Encrypt"))? else { return Ok(Encryption::none()) };
    let dictionary = value.dictionary().ok_or_else(malformed)?;
    if trailer.get(b"AuthCode").is_some() {
        // An update would need a message authentication code of its own (ISO/TS 32004).
        return Err(unknown());
    }
    let (strings, streams) = ciphers(file, dictionary)?;
    if strings == Cipher::Identity && streams == Cipher::Identity {
        return Ok(Encryption::none());
    }
    let standard = standard(file, dictionary, trailer)?.ok_or_else(malformed)?;
    let key = key(opening, &standard)?;
    let permissions = string(file, dictionary, b"Perms")?;
    if standard.revision >= 5 && !standard.are_permissions(&key, &permissions) {
        return Err(malformed());
    }
    Ok(Encryption::new(key, strings, streams, standard.encrypts_metadata))
}

/// The ciphers of strings and of streams; an error for what no password opens here.
fn ciphers(file: &mut File, dictionary: Dictionary<'_>) -> Result<(Cipher, Cipher)> {
    let filter = file.resolve(dictionary.get(b"Filter"))?;
    if !filter.is_some_and(|filter| value::is_name(filter.bytes(), b"Standard")) {
        return Err(unknown());
    }
    match file.integer(dictionary, b"V")? {
        Some(1..=2) => Ok((Cipher::Rc4, Cipher::Rc4)),
        Some(4..=5) => {
            Ok((crypt_filter(file, dictionary, b"StrF")?, crypt_filter(file, dictionary, b"StmF")?))
        }
        _ => Err(unknown()),
    }
}

/// The crypt filter that is named under `key`: `Identity`, or one in `/CF`.
fn crypt_filter(file: &mut File, dictionary: Dictionary<'_>, key: &[u8]) -> Result<Cipher> {
    let Some(name) = file.resolve(dictionary.get(key))? else { return Ok(Cipher::Identity) };
    if value::is_name(name.bytes(), b"Identity") {
        return Ok(Cipher::Identity);
    }
    let name: Vec<u8> = value::name_bytes(name.bytes().get(1..).unwrap_or_default()).collect();
    let filters = file.dictionary(dictionary, b"CF")?;
    let filters = filters.as_ref().and_then(Value::dictionary).ok_or_else(unknown)?;
    let filter = file.dictionary(filters, &name)?;
    let filter = filter.as_ref().and_then(Value::dictionary).ok_or_else(unknown)?;
    let method = file.resolve(filter.get(b"CFM"))?.ok_or_else(unknown)?;
    let is = |name| value::is_name(method.bytes(), name);
    let version = file.integer(dictionary, b"V")?;
    match version {
        Some(4) if is(b"V2") => Ok(Cipher::Rc4),
        Some(4) if is(b"AESV2") => Ok(Cipher::Aes128),
        Some(5) if is(b"AESV3") => Ok(Cipher::Aes256),
        _ => Err(unknown()),
    }
}

/// Entries for the standard security handler; `None` where one is missing or of another type.
fn standard(
    file: &mut File,
    dictionary: Dictionary<'_>,
    trailer: Dictionary<'_>,
) -> Result<Option<Standard>> {
    let revision = file.integer(dictionary, b"R")?;
    let is_version_5 = file.integer(dictionary, b"V")? == Some(5);
    let revision = match revision.and_then(|revision| u64::try_from(revision).ok()) {
        Some(revision @ 2..=4) if !is_version_5 => revision,
        Some(revision @ 5..=6) if is_version_5 => revision,
        _ => return Err(unknown()),
    };
    let Some(permissions) = file.integer(dictionary, b"P")? else { return Ok(None) };
    let [a, b, c, d, ..] = permissions.to_le_bytes();
    let encrypts_metadata = file.resolve(dictionary.get(b"EncryptMetadata"))?;
    let standard = Standard {
        revision,
        key_lengths: key_lengths(file, dictionary)?,
        owner: string(file, dictionary, b"O")?,
        user: string(file, dictionary, b"U")?,
        owner_key: string(file, dictionary, b"OE")?,
        user_key: string(file, dictionary, b"UE")?,
        permissions: [a, b, c, d],
        encrypts_metadata: encrypts_metadata.is_none_or(|value| value.bytes() != b"false"),
        identifier: identifier(file, trailer)?,
    };
    Ok(standard.has_its_entries().then_some(standard))
}

/// `/Length` in bits, or in bytes as some writers have it. With crypt filters it is 128 bits, whatever
/// the file says.
fn key_lengths(file: &mut File, dictionary: Dictionary<'_>) -> Result<Vec<usize>> {
    let stated = file.integer(dictionary, b"Length")?.and_then(|length| usize::try_from(length).ok());
    let lengths = match (file.integer(dictionary, b"V")?, stated) {
        (Some(4), _) => [16, 0],
        (_, None) => [5, 0],
        (Some(1), Some(length)) => [5, length / 8],
        (_, Some(length)) => [length / 8, length],
    };
    Ok(lengths.into_iter().filter(|length| (5..=16).contains(length)).collect())
}

/// The first part of `/ID`; where there is none, nothing (pyHanko, qpdf and poppler agree in that).
fn identifier(file: &mut File, trailer: Dictionary<'_>) -> Result<Vec<u8>> {
    let identifiers = file.array(trailer, b"ID")?;
    let first = file.resolve(identifiers.as_ref().and_then(|parts| parts.items().next()))?;
    Ok(first.and_then(|first| text::bytes(first.bytes())).unwrap_or_default())
}

fn string(file: &mut File, dictionary: Dictionary<'_>, key: &[u8]) -> Result<Vec<u8>> {
    let string = file.resolve(dictionary.get(key))?;
    Ok(string.and_then(|string| text::bytes(string.bytes())).unwrap_or_default())
}

fn key(opening: &Opening, standard: &Standard) -> Result<Key> {
    let Some(given) = &opening.password else {
        return standard.key(b"").ok_or(Error::encrypted());
    };
    let normalized = opening.normalized_password.as_ref().unwrap_or(given);
    let spellings = match standard.revision {
        2..=4 => password::for_rc4_and_aes128(given),
        _ => password::for_aes256(given, normalized),
    };
    spellings
        .iter()
        .find_map(|password| standard.key(password))
        .ok_or_else(|| Error::PasswordIncorrect.into())
}

fn unknown() -> Box<Error> {
    Error::unsupported("an encryption other than by a password, or of a later version")
}
