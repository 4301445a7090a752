//! Everything that is to be signed is read here before a key comes near it.

use agent_protocol::{Algorithm, Item, Kind, MAX_TO_BE_SIGNED};
use base64::{Engine, prelude::BASE64_STANDARD};
use signer_cms::SignedAttributes;
use signer_pki::Certificate;

use crate::{
    algorithm::digest_algorithm,
    failure::{Result, internal, invalid},
};

/// The kinds of structure that this agent reads, and so signs.
pub(crate) const KINDS: &[Kind] = &[Kind::SignedAttributes];

/// An item that was read: its content and the name that the site gives it.
#[derive(Debug)]
pub(crate) struct Readable {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) to_be_signed: Vec<u8>,
    message_digest: Vec<u8>,
}

impl Readable {
    /// Reads an item for the key of `certificate` (DER) to sign with `algorithm`.
    pub(crate) fn read(item: &Item, certificate: &[u8], algorithm: Algorithm) -> Result<Self> {
        match item.kind {
            Kind::SignedAttributes => Self::attributes(item, certificate, algorithm),
            Kind::Challenge | Kind::FiscalQr | Kind::SignedInfo => {
                Err(invalid(format!("this agent does not sign {}", item.kind.as_str())))
            }
        }
    }

    fn attributes(item: &Item, certificate: &[u8], algorithm: Algorithm) -> Result<Self> {
        let to_be_signed = decode(&item.to_be_signed)?;
        let message_digest = message_digest(&to_be_signed, certificate, algorithm)?;
        Ok(Self { id: item.id.clone(), name: item.document.name.clone(), to_be_signed, message_digest })
    }

    /// Enough of the digest to compare by eye: 8 octets as four groups of hexadecimal digits.
    pub(crate) fn digest_prefix(&self) -> String {
        let pairs = self.message_digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>();
        pairs.chunks(2).map(<[String]>::concat).collect::<Vec<_>>().join(" ")
    }
}

fn decode(to_be_signed: &str) -> Result<Vec<u8>> {
    let bytes = BASE64_STANDARD.decode(to_be_signed).map_err(|error| invalid(error.to_string()))?;
    match bytes.len() {
        length if length > MAX_TO_BE_SIGNED => {
            Err(invalid(format!("{length} bytes to be signed, at most {MAX_TO_BE_SIGNED}")))
        }
        _ => Ok(bytes),
    }
}

/// Reads SignedAttributes and gives the digest of the document that they name.
///
/// The DER must be SignedAttributes (RFC 5652, 5.3) of data, name `certificate` as the one that signs, and carry a digest that
/// goes with the algorithm. A login challenge, a TLS transcript or a bare digest is none of that.
fn message_digest(to_be_signed: &[u8], certificate: &[u8], algorithm: Algorithm) -> Result<Vec<u8>> {
    let certificate = Certificate::from_der(certificate).map_err(|error| internal(error.to_string()))?;
    let read =
        SignedAttributes::read(to_be_signed, &certificate).map_err(|error| invalid(error.to_string()))?;
    if read.content_type != ID_DATA {
        return Err(invalid("the content type is not data"));
    }
    if read.message_digest.len() != digest_algorithm(algorithm).len() {
        return Err(invalid("the message digest does not go with the algorithm"));
    }
    Ok(read.message_digest)
}

/// id-data (RFC 5652, 4).
const ID_DATA: &str = "1.2.840.113549.1.7.1";

#[cfg(test)]
mod tests;
