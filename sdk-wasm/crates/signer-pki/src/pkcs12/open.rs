//! The way from a file and its password to the key.

use zeroize::Zeroizing;

use super::{
    armour::unarmoured,
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

/// Opens a file, in DER or BER, or in base64 with or without PEM's lines.
///
/// What cannot be read in it is passed over, as long as a key and its certificate are left.
pub fn open(pfx: &[u8], password: &str) -> Result<Opened> {
    let unarmoured = unarmoured(pfx);
    let mut pfx = Reader::ber(unarmoured.as_ref().map_or(pfx, |octets| octets.as_slice())).sequence(PFX)?;
    pfx.small_integer(PFX)?;
    let contents = data(&mut pfx)?;
    let (mut effort, mut password) = (Effort::of_one_file(), Password::new(password));
    if !pfx.is_empty() {
        Mac::read(&mut pfx)?.verify(&contents, &mut password, &mut effort)?;
    }
    let mut bags = Bags::default();
    let mut safes = Reader::ber(&contents).sequence(PFX)?;
    while !safes.is_empty() {
        bags.read_safe(&mut safes.sequence(PFX)?, &password, &mut effort)?;
    }
    bags.opened()
}

/// ContentInfo ::= SEQUENCE { contentType id-data, content \[0\] EXPLICIT OCTET STRING } (RFC 5652, 3 and 4)
fn data(reader: &mut Reader<'_>) -> Result<Zeroizing<Vec<u8>>> {
    let mut content_info = reader.sequence(PFX)?;
    match content_info.object_identifier(PFX)? {
        oid::DATA => content_info.tagged(0xa0, PFX)?.inside().octet_string(PFX),
        _ => Err(Error::unsupported("a content type other than data")),
    }
}
