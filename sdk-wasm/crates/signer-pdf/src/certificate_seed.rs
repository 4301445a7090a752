//! What the author of a field asks of whoever signs it: digest, time-stamp, certificate
//! (ISO 32000-2, tables 237 and 238).

use crate::dictionary::Dictionary;
use crate::error::Result;
use crate::reader::{Reader, Value};
use crate::request::{Credentials, SignatureRequest};
use crate::seed_value::{self, Seed, any, cannot};
use crate::{text, value};

impl Reader {
    /// Holds the signer against the seed value; `true` where there is something to hold against and no
    /// signer yet.
    pub(crate) fn check_signer(&mut self, seed: Seed<'_>, request: &SignatureRequest) -> Result<bool> {
        let digests = match seed.requires(seed_value::DIGEST_METHOD) {
            true => self.values(seed.dictionary, b"DigestMethod")?,
            false => None,
        };
        let timestamp = self.requires_timestamp(seed.dictionary)?;
        let certificate = self.dictionary(seed.dictionary, b"Cert")?;
        let certificate = match certificate.as_ref().and_then(Value::dictionary) {
            Some(dictionary) => {
                Some(Seed { dictionary, flags: self.integer(dictionary, b"Ff")?.unwrap_or(0) })
            }
            None => None,
        };
        let certificate = certificate.filter(|certificate| certificate.flags != 0);
        let Some(signer) = &request.credentials else {
            return Ok(digests.is_some() || timestamp || certificate.is_some());
        };
        if !any(digests.as_deref(), &|name| is_digest(name, signer.digest_method)) {
            return cannot("the field asks for another digest algorithm (/SV /DigestMethod)");
        }
        if timestamp && !signer.timestamp {
            return cannot("the field asks for a time-stamp (/SV /TimeStamp)");
        }
        match certificate {
            Some(certificate) => self.check_certificate(certificate, signer).map(|()| false),
            None => Ok(false),
        }
    }

    fn requires_timestamp(&mut self, seed: Dictionary<'_>) -> Result<bool> {
        let timestamp = self.dictionary(seed, b"TimeStamp")?;
        match timestamp.as_ref().and_then(Value::dictionary) {
            Some(timestamp) => Ok(self.integer(timestamp, b"Ff")?.is_some_and(|flags| flags & 1 != 0)),
            None => Ok(false),
        }
    }

    fn check_certificate(&mut self, seed: Seed<'_>, signer: &Credentials) -> Result<()> {
        if seed.flags & !KNOWN != 0 {
            return cannot("the field asks for a certificate in a way not known here (/SV /Cert)");
        }
        let (own, issuers) = match signer.certificates.split_first() {
            Some((own, issuers)) => (Some(own), issuers),
            None => (None, [].as_slice()),
        };
        let is_own = |certificate: &[u8]| text::bytes(certificate).as_ref() == own && own.is_some();
        let is_issuer =
            |certificate: &[u8]| text::bytes(certificate).is_some_and(|one| issuers.contains(&one));
        let has_usage =
            |usage: &[u8]| text::bytes(usage).is_some_and(|usage| is_usage(&usage, &signer.key_usage));
        let has_name = |name: &[u8]| Dictionary::parse(name).is_some_and(|name| is_named(name, signer));
        let checks: [(i64, &[u8], seed_value::Fits<'_>, &'static str); 4] = [
            (SUBJECT, b"Subject", &is_own, "the field asks for another certificate (/SV /Cert /Subject)"),
            (
                ISSUER,
                b"Issuer",
                &is_issuer,
                "the field asks for a certificate of another issuer (/SV /Cert /Issuer)",
            ),
            (SUBJECT_DN, b"SubjectDN", &has_name, "the field asks for another signer (/SV /Cert /SubjectDN)"),
            (
                KEY_USAGE,
                b"KeyUsage",
                &has_usage,
                "the field asks for another key usage (/SV /Cert /KeyUsage)",
            ),
        ];
        for (flag, key, fits, reason) in checks {
            if seed.requires(flag) && !any(self.values(seed.dictionary, key)?.as_deref(), fits) {
                return cannot(reason);
            }
        }
        Ok(())
    }
}

/// `SHA256` in seed values, `SHA-256` elsewhere.
fn is_digest(name: &[u8], digest: &str) -> bool {
    let name = text::bytes(name).unwrap_or_default();
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

/// Whether the signer's name has all attributes asked for, and perhaps more.
fn is_named(asked: Dictionary<'_>, signer: &Credentials) -> bool {
    asked.entries().all(|(key, text)| {
        let name: Vec<u8> = value::name_bytes(key.get(1..).unwrap_or_default()).collect();
        let known = ATTRIBUTES.iter().find(|(short, _)| short.as_bytes().eq_ignore_ascii_case(&name));
        let kind = known.map_or(name.as_slice(), |(_, identifier)| identifier.as_bytes());
        let text = text::read(text);
        signer.subject.iter().any(|(own, value)| own.as_bytes() == kind && Some(value) == text.as_ref())
    })
}

/// Flags of the certificate seed value dictionary (ISO 32000-2, table 238).
const SUBJECT: i64 = 1;
const ISSUER: i64 = 1 << 1;
const SUBJECT_DN: i64 = 1 << 3;
const KEY_USAGE: i64 = 1 << 5;
/// `URL` says where another certificate can be had.
const URL: i64 = 1 << 6;
const KNOWN: i64 = SUBJECT | ISSUER | SUBJECT_DN | KEY_USAGE | URL;
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
