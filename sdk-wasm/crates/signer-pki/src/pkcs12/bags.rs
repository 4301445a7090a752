//! The safes of a file and what is in them.

use super::{
    decryption::decrypt,
    derivation::Effort,
    key::PrivateKey,
    opened::{Opened, PFX, Pair},
    password::{Password, Secret},
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
    keys: Vec<Bag<PrivateKey>>,
    /// Why something was passed over. It is in nobody's way while there is a key that can be opened, and its certificate.
    failure: Option<Box<Error>>,
}

struct Bag<T> {
    contents: T,
    /// The octets that a key and its certificate have in common (RFC 2985, 5.5.2).
    local_key_id: Option<Secret>,
}

impl Bags {
    /// Reads one ContentInfo of the AuthenticatedSafe, in the clear or encrypted (RFC 7292, 4.1).
    pub(super) fn read_safe(
        &mut self,
        content_info: &mut Reader<'_>,
        password: &Password,
        effort: &mut Effort,
    ) -> Result<()> {
        match safe_contents(content_info, password, effort) {
            Ok(content) => self.read_bags(&mut Reader::ber(&content), NESTING, password, effort),
            Err(error) => self.pass_over(error),
        }
    }

    /// SafeContents ::= SEQUENCE OF SafeBag
    fn read_bags(
        &mut self,
        contents: &mut Reader<'_>,
        nesting: u8,
        password: &Password,
        effort: &mut Effort,
    ) -> Result<()> {
        let mut bags = match contents.sequence(PFX) {
            Ok(bags) => bags,
            Err(error) => return self.pass_over(error),
        };
        while !bags.is_empty() {
            match bags.sequence(PFX) {
                Ok(mut bag) => {
                    let read = self.read_bag(&mut bag, nesting, password, effort);
                    read.or_else(|error| self.pass_over(error))?;
                }
                // Where the next one begins is not known.
                Err(error) => return self.pass_over(error),
            }
        }
        Ok(())
    }

    /// SafeBag ::= SEQUENCE { bagId, bagValue \[0\] EXPLICIT ANY, bagAttributes SET OF PKCS12Attribute OPTIONAL }
    fn read_bag(
        &mut self,
        bag: &mut Reader<'_>,
        nesting: u8,
        password: &Password,
        effort: &mut Effort,
    ) -> Result<()> {
        let kind = bag.object_identifier(PFX)?;
        let value = bag.tagged(0xa0, PFX)?;
        let local_key_id = local_key_id(bag);
        match kind.strip_prefix(oid::PKCS12_BAG) {
            Some([1]) => {
                self.keys.push(Bag { contents: PrivateKey::read(value.contents())?, local_key_id });
            }
            Some([2]) => {
                let contents = shrouded_key(&mut value.inside(), password, effort)?;
                self.keys.push(Bag { contents, local_key_id });
            }
            Some([3]) => {
                let certificate = certificate(&mut value.inside())?;
                self.certificates.extend(certificate.map(|contents| Bag { contents, local_key_id }));
            }
            Some([6]) if nesting > 0 => {
                self.read_bags(&mut value.inside(), nesting - 1, password, effort)?;
            }
            // Revocation lists and secrets.
            _ => {}
        }
        Ok(())
    }

    /// Goes on without it, unless that would go on for hours. The first reason counts, and before it that of a wrong password.
    fn pass_over(&mut self, error: Box<Error>) -> Result<()> {
        match *error {
            Error::TooManyIterations { .. } => return Err(error),
            Error::PasswordIncorrect => self.failure = Some(error),
            _ => self.failure = self.failure.take().or(Some(error)),
        }
        Ok(())
    }

    /// Every key with every certificate that is its own.
    pub(super) fn opened(mut self) -> Result<Opened> {
        let mut pairs = Vec::new();
        for bag in std::mem::take(&mut self.keys) {
            let own = self.certificates_of(&bag.contents, bag.local_key_id.as_ref());
            if own.is_empty() {
                self.pass_over(self.without_certificate(&bag))?;
            }
            for certificate in own.into_iter().take(MOST_PAIRS.saturating_sub(pairs.len())) {
                match bag.contents.private_key_info(&certificate) {
                    Ok(private_key) => pairs.push(Pair { private_key, certificate }),
                    Err(error) => self.pass_over(error)?,
                }
            }
        }
        if pairs.is_empty() {
            return Err(self.failure.unwrap_or_else(|| Error::KeyNotFound.into()));
        }
        Ok(Opened { pairs, certificates: self.certificates.into_iter().map(|bag| bag.contents).collect() })
    }

    /// Those with its public key, the one with its identifier first. Where the private key does not hold the public one, those
    /// that have its identifier, and else those of its kind that are no authority's.
    fn certificates_of(&self, key: &PrivateKey, local_key_id: Option<&Secret>) -> Vec<Certificate> {
        let of = |test: &dyn Fn(&Bag<Certificate>) -> bool| -> Vec<Certificate> {
            let found = self.certificates.iter().filter(|bag| test(bag));
            found.map(|bag| bag.contents.clone()).collect()
        };
        let told = |bag: &Bag<Certificate>| key.belongs_to(&bag.contents);
        let same_id =
            |bag: &Bag<Certificate>| local_key_id.is_some() && bag.local_key_id.as_ref() == local_key_id;
        let mut own = of(&|bag| same_id(bag) && told(bag) == Some(true));
        own.extend(of(&|bag| !same_id(bag) && told(bag) == Some(true)));
        if own.is_empty() {
            own = of(&|bag| same_id(bag) && told(bag).is_none());
        }
        if own.is_empty() {
            own = of(&|bag| !bag.contents.is_ca() && told(bag).is_none());
        }
        own
    }

    /// Why a key is left alone: another one's certificate was put beside it, or none.
    fn without_certificate(&self, key: &Bag<PrivateKey>) -> Box<Error> {
        let same_id =
            |bag: &Bag<Certificate>| key.local_key_id.is_some() && bag.local_key_id == key.local_key_id;
        let beside = self.certificates.iter().filter(|bag| !bag.contents.is_ca());
        if self.certificates.iter().any(same_id) || beside.count() == 1 {
            return Error::unsuitable("the private key in the file is not the certificate's");
        }
        Error::CertificateNotFound.into()
    }
}

/// The SafeContents of a ContentInfo.
fn safe_contents(content_info: &mut Reader<'_>, password: &Password, effort: &mut Effort) -> Result<Secret> {
    match content_info.object_identifier(PFX)? {
        oid::DATA => content_info.tagged(0xa0, PFX)?.inside().octet_string(PFX),
        oid::ENCRYPTED_DATA => {
            encrypted_data(&mut content_info.tagged(0xa0, PFX)?.inside(), password, effort)
        }
        _ => Err(Error::unsupported("a content type other than data")),
    }
}

/// EncryptedData ::= SEQUENCE { version, SEQUENCE { contentType, AlgorithmIdentifier, \[0\] IMPLICIT OCTET STRING OPTIONAL } }
/// (RFC 5652, 8)
fn encrypted_data(reader: &mut Reader<'_>, password: &Password, effort: &mut Effort) -> Result<Secret> {
    let mut encrypted_data = reader.sequence(PFX)?;
    encrypted_data.small_integer(PFX)?;
    let mut content = encrypted_data.sequence(PFX)?;
    content.object_identifier(PFX)?;
    let mut algorithm = content.sequence(PFX)?;
    let octets = content.read()?;
    if octets.tag() & !tag::CONSTRUCTED != tag::CONTEXT {
        return Err(Error::malformed(PFX));
    }
    decrypt(&mut algorithm, &octets.octets()?, password, effort)
}

/// EncryptedPrivateKeyInfo ::= SEQUENCE { AlgorithmIdentifier, encryptedData OCTET STRING } (RFC 5958, 3)
fn shrouded_key(reader: &mut Reader<'_>, password: &Password, effort: &mut Effort) -> Result<PrivateKey> {
    let mut shrouded = reader.sequence(PFX)?;
    let mut algorithm = shrouded.sequence(PFX)?;
    let octets = shrouded.octet_string(PFX)?;
    PrivateKey::read(&decrypt(&mut algorithm, &octets, password, effort)?)
}

/// CertBag ::= SEQUENCE { certId, certValue \[0\] EXPLICIT OCTET STRING } (RFC 7292, 4.2.3)
fn certificate(reader: &mut Reader<'_>) -> Result<Option<Certificate>> {
    let mut bag = reader.sequence(PFX)?;
    if bag.object_identifier(PFX)? != oid::X509_CERTIFICATE {
        return Ok(None);
    }
    let octets = bag.tagged(0xa0, PFX)?.inside().octet_string(PFX)?;
    // Some writers fill up with zeros.
    Certificate::from_der(Reader::ber(&octets).read()?.encoded()).map(Some)
}

/// PKCS12Attribute ::= SEQUENCE { attrId, attrValues SET OF ANY } (RFC 7292, 4.2); one that cannot be read is none.
fn local_key_id(bag: &mut Reader<'_>) -> Option<Secret> {
    let mut attributes = bag.optional(tag::SET).ok()??.inside();
    while let Ok(attribute) = attributes.read() {
        let mut attribute = attribute.inside();
        if attribute.object_identifier(PFX) == Ok(oid::LOCAL_KEY_ID) {
            let id = attribute.tagged(tag::SET, PFX).ok()?.inside().octet_string(PFX).ok()?;
            return Some(id).filter(|id| !id.is_empty());
        }
    }
    None
}

/// SafeContents in SafeContents.
const NESTING: u8 = 4;
/// More than any file of a person's has: a hostile one would have the page try every key with every certificate.
const MOST_PAIRS: usize = 32;
