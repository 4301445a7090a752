//! The parts of a seed value that ask for a certain signer: digest, time-stamp, certificate
//! (ISO 32000-2, tables 237 and 238).

use crate::error::Result;
use crate::file::objects::{File, Value};
use crate::sign::request::{Credentials, SignatureRequest};
use crate::sign::seed::seed_value::{Constraint, Seed, cannot, hold, word};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value;

/// Holds the signer against the seed value; `true` where there is something to hold against and no
/// signer yet.
pub(crate) fn check(file: &mut File, seed: Seed<'_>, request: &SignatureRequest) -> Result<bool> {
    let timestamp = requires_timestamp(file, seed.dictionary)?;
    let certificate = file.dictionary(seed.dictionary, b"Cert")?;
    let dictionary = certificate.as_ref().and_then(Value::dictionary).unwrap_or_default();
    let certificate = Seed { dictionary, flags: file.integer(dictionary, b"Ff")?.unwrap_or(0) };
    let Some(signer) = &request.credentials else {
        return Ok(seed.requires(DIGEST_METHOD.flag) || timestamp || certificate.flags != 0);
    };
    hold(file, seed, DIGEST_METHOD, &|name| is_digest(name, signer.digest_method))?;
    if timestamp && !signer.timestamp {
        return cannot("/SV /TimeStamp asks for a time-stamp");
    }
    check_certificate(file, certificate, signer)?;
    Ok(false)
}

fn requires_timestamp(file: &mut File, seed: Dictionary<'_>) -> Result<bool> {
    let timestamp = file.dictionary(seed, b"TimeStamp")?;
    let timestamp = timestamp.as_ref().and_then(Value::dictionary).unwrap_or_default();
    Ok(file.integer(timestamp, b"Ff")?.is_some_and(|flags| flags & 1 != 0))
}

fn check_certificate(file: &mut File, seed: Seed<'_>, signer: &Credentials) -> Result<()> {
    if seed.flags & !KNOWN != 0 {
        return cannot("/SV /Cert /Ff asks for more than is known here");
    }
    let is_one_of =
        |certificates: &[Vec<u8>], one: &[u8]| certificates.iter().any(|known| known.as_slice() == one);
    let (own, issuers) = signer.certificates.split_at(signer.certificates.len().min(1));
    let has_name = |name: &[u8]| Dictionary::parse(name).is_some_and(|name| is_named(name, signer));
    hold(file, seed, SUBJECT, &|one| is_one_of(own, one))?;
    hold(file, seed, ISSUER, &|one| is_one_of(issuers, one))?;
    hold(file, seed, SUBJECT_DN, &has_name)?;
    hold(file, seed, KEY_USAGE, &|usage| is_usage(usage, &signer.key_usage))
}

/// `SHA256` in seed values, `SHA-256` elsewhere.
fn is_digest(name: &[u8], digest: &str) -> bool {
    let digest = digest.bytes().filter(|byte| *byte != b'-');
    !name.is_empty() && digest.eq(name.iter().map(u8::to_ascii_uppercase))
}

/// `1` must be set, `0` must not, `X` may (ISO 32000-2, table 238, `KeyUsage`).
fn is_usage(asked: &[u8], usage: &[bool]) -> bool {
    let fits = |(place, bit): (usize, &u8)| match bit {
        b'0' | b'1' => usage.get(place).copied().unwrap_or(false) == (*bit == b'1'),
        _ => true,
    };
    asked.iter().enumerate().all(fits)
}

/// The signer's name has all attributes asked for, and perhaps more.
fn is_named(asked: Dictionary<'_>, signer: &Credentials) -> bool {
    asked.entries().all(|(key, text)| {
        let name: Vec<u8> = value::name_bytes(key.get(1..).unwrap_or_default()).collect();
        let known = ATTRIBUTES.iter().find(|(short, _)| short.as_bytes().eq_ignore_ascii_case(&name));
        let kind = known.map_or(name.as_slice(), |(_, identifier)| identifier.as_bytes());
        let text = text::decode(&word(text));
        signer.subject.iter().any(|(own, value)| own.as_bytes() == kind && Some(value) == text.as_ref())
    })
}

/// ISO 32000-2, table 237.
const DIGEST_METHOD: Constraint = Constraint {
    flag: 1 << 6,
    key: b"DigestMethod",
    reason: "/SV /DigestMethod asks for another digest algorithm",
};
const SUBJECT: Constraint =
    Constraint { flag: 1, key: b"Subject", reason: "/SV /Cert /Subject asks for another certificate" };
const ISSUER: Constraint =
    Constraint { flag: 1 << 1, key: b"Issuer", reason: "/SV /Cert /Issuer asks for another issuer" };
const SUBJECT_DN: Constraint =
    Constraint { flag: 1 << 3, key: b"SubjectDN", reason: "/SV /Cert /SubjectDN asks for another name" };
const KEY_USAGE: Constraint =
    Constraint { flag: 1 << 5, key: b"KeyUsage", reason: "/SV /Cert /KeyUsage asks for another key usage" };
/// A place where another certificate can be had, which is no constraint.
const URL: i64 = 1 << 6;
/// Flags of the certificate seed value dictionary that are known (ISO 32000-2, table 238).
const KNOWN: i64 = SUBJECT.flag | ISSUER.flag | SUBJECT_DN.flag | KEY_USAGE.flag | URL;
/// Short names of attributes (RFC 4519).
const ATTRIBUTES: [(&str, &str); 9] = [
    ("C", "2.5.4.6"),
    ("CN", "2.5.4.3"),
    ("DC", "0.9.2342.19200300.100.1.25"),
    ("E", "1.2.840.113549.1.9.1"),
    ("L", "2.5.4.7"),
    ("O", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("serialNumber", "2.5.4.5"),
    ("ST", "2.5.4.8"),
];
