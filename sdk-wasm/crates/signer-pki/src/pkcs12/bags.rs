//! The safes of a file and what is in them.

use zeroize::Zeroizing;

use super::{
    decryption::decrypt,
    derivation::Effort,
    key::PrivateKey,
    opened::{Opened, PFX},
    password::Password,
};
use crate::{
    certificate::Certificate,
    der::{Reader, tag},
    error::{Error, Result},
    oid,
};

/// Certificates and keys that were found so far.
#[derive(Default)]
pub(super) struct Bags {
    certificates: Vec<Bag<Certificate>>,
    /// A key that cannot be opened is in nobody's way while there is another one that can.
    keys: Vec<Bag<Result<PrivateKey>>>,
}

struct Bag<T> {
    contents: T,
    /// The octets that a key and its certificate have in common (RFC 2985, 5.5.2).
    local_key_id: Option<Zeroizing<Vec<u8>>>,
}

impl Bags {
    /// Reads one ContentInfo of the AuthenticatedSafe, in the clear or encrypted (RFC 7292, 4.1).
    pub(super) fn read_safe(
        &mut self,
        safes: &mut Reader<'_>,
        password: &Password<'_>,
        effort: &mut Effort,
    ) -> Result<()> {
        let mut content_info = safes.sequence(PFX)?;
        let content = match content_info.object_identifier(PFX)? {
            oid::DATA => content_info.tagged(0xa0, PFX)?.inside().octet_string(PFX)?,
            oid::ENCRYPTED_DATA => {
                encrypted_data(&mut content_info.tagged(0xa0, PFX)?.inside(), password, effort)?
            }
            _ => return Err(Error::unsupported("a content type other than data")),
        };
        self.read_bags(Reader::ber(&content).sequence(PFX)?, NESTING, password, effort)
    }

    fn read_bags(
        &mut self,
        mut bags: Reader<'_>,
        nesting: u8,
        password: &Password<'_>,
        effort: &mut Effort,
    ) -> Result<()> {
        // SafeBag ::= SEQUENCE { bagId, bagValue [0] EXPLICIT ANY, bagAttributes SET OF PKCS12Attribute OPTIONAL }
        while !bags.is_empty() {
            let mut bag = bags.sequence(PFX)?;
            let kind = bag.object_identifier(PFX)?;
            let value = bag.tagged(0xa0, PFX)?;
            let local_key_id = local_key_id(&mut bag)?;
            match kind.strip_prefix(oid::PKCS12_BAG) {
                Some([1]) => {
                    self.keys.push(Bag { contents: PrivateKey::read(value.contents()), local_key_id })
                }
                Some([2]) => {
                    let contents = shrouded_key(&mut value.inside(), password, effort);
                    self.keys.push(Bag { contents, local_key_id });
                }
                Some([3]) => {
                    // A certificate that cannot be read is left out; without it the key may still have its own.
                    let certificate = certificate(&mut value.inside())?;
                    self.certificates.extend(certificate.map(|contents| Bag { contents, local_key_id }));
                }
                Some([6]) if nesting > 0 => {
                    self.read_bags(value.inside().sequence(PFX)?, nesting - 1, password, effort)?;
                }
                // Revocation lists and secrets.
                _ => {}
            }
        }
        Ok(())
    }

    /// The first key that has a certificate.
    pub(super) fn choose(mut self) -> Result<Opened> {
        let mut failure = Box::new(Error::KeyNotFound);
        for bag in std::mem::take(&mut self.keys) {
            let key = match bag.contents {
                Ok(key) => key,
                Err(error) => {
                    failure = error;
                    continue;
                }
            };
            let Some(index) = self.certificate_of(&key, bag.local_key_id.as_deref()) else {
                *failure = Error::CertificateNotFound;
                continue;
            };
            let certificate = self.certificates.remove(index).contents;
            let others = self
                .certificates
                .into_iter()
                .map(|bag| bag.contents)
                .filter(|other| *other != certificate)
                .collect();
            return Ok(Opened { private_key: key.private_key_info(), certificate, others });
        }
        Err(failure)
    }

    /// The certificate with the key's identifier, unless its public key is another one; else the one with its public key;
    /// else, where the private key does not hold the public one, the only end entity's.
    fn certificate_of(&self, key: &PrivateKey, local_key_id: Option<&Vec<u8>>) -> Option<usize> {
        let belongs = |bag: &Bag<Certificate>| key.belongs_to(&bag.contents);
        let same_id =
            |bag: &Bag<Certificate>| local_key_id.is_some() && bag.local_key_id.as_deref() == local_key_id;
        let position = |test: &dyn Fn(&Bag<Certificate>) -> bool| self.certificates.iter().position(test);
        position(&|bag| same_id(bag) && belongs(bag) != Some(false))
            .or_else(|| position(&|bag| belongs(bag) == Some(true)))
            .or_else(|| {
                let possible = |bag: &Bag<Certificate>| !bag.contents.is_ca() && belongs(bag).is_none();
                let alone = self.certificates.iter().filter(|bag| possible(bag)).count() == 1;
                position(&|bag| alone && possible(bag))
            })
    }
}

/// EncryptedData ::= SEQUENCE { version, SEQUENCE { contentType, AlgorithmIdentifier, \[0\] IMPLICIT OCTET STRING OPTIONAL } }
/// (RFC 5652, 8)
fn encrypted_data(
    reader: &mut Reader<'_>,
    password: &Password<'_>,
    effort: &mut Effort,
) -> Result<Zeroizing<Vec<u8>>> {
    let mut encrypted_data = reader.sequence(PFX)?;
    encrypted_data.small_integer(PFX)?;
    let mut content = encrypted_data.sequence(PFX)?;
    content.object_identifier(PFX)?;
    let mut algorithm = content.sequence(PFX)?;
    let octets = content.read()?;
    if octets.tag() & !tag::CONSTRUCTED != tag::CONTEXT {
        return Err(Error::malformed(PFX));
    }
    decrypt(&mut algorithm, octets.octets()?, password, effort)
}

/// EncryptedPrivateKeyInfo ::= SEQUENCE { AlgorithmIdentifier, encryptedData OCTET STRING } (RFC 5958, 3)
fn shrouded_key(reader: &mut Reader<'_>, password: &Password<'_>, effort: &mut Effort) -> Result<PrivateKey> {
    let mut shrouded = reader.sequence(PFX)?;
    let mut algorithm = shrouded.sequence(PFX)?;
    let octets = shrouded.octet_string(PFX)?;
    PrivateKey::read(&decrypt(&mut algorithm, octets, password, effort)?)
}

/// CertBag ::= SEQUENCE { certId, certValue \[0\] EXPLICIT OCTET STRING } (RFC 7292, 4.2.3)
fn certificate(reader: &mut Reader<'_>) -> Result<Option<Certificate>> {
    let mut bag = reader.sequence(PFX)?;
    if bag.object_identifier(PFX)? != oid::X509_CERTIFICATE {
        return Ok(None);
    }
    let octets = bag.tagged(0xa0, PFX)?.inside().octet_string(PFX)?;
    Ok(Certificate::from_der(&octets).ok())
}

/// PKCS12Attribute ::= SEQUENCE { attrId, attrValues SET OF ANY } (RFC 7292, 4.2)
fn local_key_id(bag: &mut Reader<'_>) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let Some(attributes) = bag.optional(tag::SET)? else {
        return Ok(None);
    };
    let mut attributes = attributes.inside();
    while !attributes.is_empty() {
        let mut attribute = attributes.sequence(PFX)?;
        if attribute.object_identifier(PFX)? == oid::LOCAL_KEY_ID {
            return attribute.tagged(tag::SET, PFX)?.inside().octet_string(PFX).map(Some);
        }
    }
    Ok(None)
}

/// SafeContents in SafeContents.
const NESTING: u8 = 4;
