//! Everything that is to be signed is read here before a key comes near it.

use agent_protocol::{Algorithm, Item, Kind, MAX_TO_BE_SIGNED};
use base64::{Engine, prelude::BASE64_STANDARD};
use signer_cms::{ReadSignedAttributes, SignedAttributes};
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
    /// When the signature will say to have been made, in seconds since 1970.
    pub(crate) signing_time: Option<i64>,
    /// The dotted object identifier of the signature policy.
    pub(crate) policy: Option<String>,
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
        let ReadSignedAttributes { message_digest, signing_time, policy, .. } =
            attributes(&to_be_signed, certificate, algorithm)?;
        let (id, name) = (item.id.clone(), item.document.name.clone());
        Ok(Self { id, name, to_be_signed, signing_time, policy, message_digest })
    }

    /// Enough of the document's digest to compare by eye: 8 octets as four groups of hexadecimal digits.
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

/// Reads SignedAttributes.
///
/// The DER must be SignedAttributes (RFC 5652, 5.3) of data, name `certificate` as the one that signs, and carry a digest that
/// goes with the algorithm. A login challenge, a TLS transcript or a bare digest is none of that. An attribute that is not looked
/// into (a commitment, a role, a place) is refused: a person cannot judge an object identifier, and would sign it unseen.
fn attributes(to_be_signed: &[u8], certificate: &[u8], algorithm: Algorithm) -> Result<ReadSignedAttributes> {
    let certificate = Certificate::from_der(certificate).map_err(|error| internal(error.to_string()))?;
    let read =
        SignedAttributes::read(to_be_signed, &certificate).map_err(|error| invalid(error.to_string()))?;
    if read.content_type != ID_DATA {
        return Err(invalid("the content type is not data"));
    }
    if read.message_digest.len() != digest_algorithm(algorithm).len() {
        return Err(invalid("the message digest does not go with the algorithm"));
    }
    if let Some(unknown) = read.others.first() {
        return Err(invalid(format!("this agent does not sign the attribute {unknown}")));
    }
    if read.policy.as_ref().is_some_and(|policy| policy.len() > LONGEST_POLICY) {
        return Err(invalid("the identifier of the signature policy is too long to be shown"));
    }
    Ok(read)
}

/// id-data (RFC 5652, 4).
const ID_DATA: &str = "1.2.840.113549.1.7.1";
const LONGEST_POLICY: usize = 48;

#[cfg(test)]
mod tests;
