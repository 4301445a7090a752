//! The way from a file and its password to the key.

use zeroize::Zeroizing;

use super::{
    bags::Bags,
    derivation::Effort,
    mac::Mac,
    opened::{Opened, PFX},
    password::Password,
};
use crate::{
    der::Reader,
    error::{Error, Result},
    oid,
};

/// Opens a file. Of several keys it is the first that has a certificate.
pub fn open(pfx: &[u8], password: &str) -> Result<Opened> {
    let mut pfx = Reader::ber(pfx).sequence(PFX)?;
    pfx.small_integer(PFX)?;
    let contents = data(&mut pfx)?;
    let mac = if pfx.is_empty() { None } else { Some(Mac::read(&mut pfx)?) };
    let mut effort = Effort::of_one_file();
    for password in Password::forms(password) {
        match open_with(&contents, mac.as_ref(), &password, &mut effort) {
            Err(error) if *error == Error::PasswordIncorrect => {}
            outcome => return outcome,
        }
    }
    Err(Error::PasswordIncorrect.into())
}

fn open_with(
    contents: &[u8],
    mac: Option<&Mac>,
    password: &Password<'_>,
    effort: &mut Effort,
) -> Result<Opened> {
    if let Some(mac) = mac {
        mac.verify(contents, password, effort)?;
    }
    let mut bags = Bags::default();
    let mut safes = Reader::ber(contents).sequence(PFX)?;
    while !safes.is_empty() {
        bags.read_safe(&mut safes, password, effort)?;
    }
    bags.choose()
}

/// ContentInfo ::= SEQUENCE { contentType id-data, content \[0\] EXPLICIT OCTET STRING } (RFC 5652, 3 and 4)
fn data(reader: &mut Reader<'_>) -> Result<Zeroizing<Vec<u8>>> {
    let mut content_info = reader.sequence(PFX)?;
    match content_info.object_identifier(PFX)? {
        oid::DATA => content_info.tagged(0xa0, PFX)?.inside().octet_string(PFX),
        _ => Err(Error::unsupported("a content type other than data")),
    }
}
