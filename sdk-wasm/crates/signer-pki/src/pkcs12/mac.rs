//! The code that tells a wrong password from a right one.

use zeroize::Zeroizing;

use super::{
    derivation::{Effort, Hash, Pbkdf2, Purpose, pkcs12},
    opened::PFX,
    password::{Password, Secret},
};
use crate::{
    der::{Reader, tag},
    error::{Error, Result},
    oid,
};

/// `MacData ::= SEQUENCE { mac DigestInfo, macSalt OCTET STRING, iterations INTEGER DEFAULT 1 }` (RFC 7292, 4).
pub(super) struct Mac {
    scheme: Scheme,
    mac: Zeroizing<Vec<u8>>,
}

enum Scheme {
    /// RFC 9579.
    Pbmac1 { derivation: Pbkdf2, key_len: usize, hash: Hash },
    /// RFC 7292, appendix A.
    Pkcs12 { hash: Hash, salt: Zeroizing<Vec<u8>>, iterations: u32 },
}

impl Mac {
    pub(super) fn read(pfx: &mut Reader<'_>) -> Result<Self> {
        let mut mac_data = pfx.sequence(PFX)?;
        let mut digest_info = mac_data.sequence(PFX)?;
        let mut algorithm = digest_info.sequence(PFX)?;
        let mac = digest_info.octet_string(PFX)?;
        let scheme = match algorithm.object_identifier(PFX)? {
            oid::PBMAC1 => Scheme::pbmac1(&mut algorithm)?,
            digest => {
                let hash = Hash::from_oid(digest)?;
                let salt = mac_data.octet_string(PFX)?;
                let default = mac_data.peek() != Some(tag::INTEGER);
                let iterations = if default { 1 } else { mac_data.small_integer(PFX)? };
                Scheme::Pkcs12 { hash, salt, iterations }
            }
        };
        Ok(Self { scheme, mac })
    }

    /// Settles on the form of the password that it was made with.
    pub(super) fn verify(&self, contents: &[u8], password: &mut Password, effort: &mut Effort) -> Result<()> {
        let told = |hash: &Hash, key: Secret| {
            if hash.verifies(&key, contents, &self.mac) {
                Ok(key)
            } else {
                Err(Error::PasswordIncorrect.into())
            }
        };
        match &self.scheme {
            Scheme::Pbmac1 { derivation, key_len, hash } => {
                password.octets.settle(&mut |octets| told(hash, derivation.derive(octets, *key_len, effort)?))
            }
            Scheme::Pkcs12 { hash, salt, iterations } => password.bmp.settle(&mut |bmp| {
                let derived = pkcs12(*hash, Purpose::Mac, bmp, (salt, *iterations), hash.len(), effort);
                told(hash, derived?)
            }),
        }
    }
}

impl Scheme {
    /// PBMAC1-params ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, messageAuthScheme AlgorithmIdentifier } (RFC 8018, A.5)
    fn pbmac1(algorithm: &mut Reader<'_>) -> Result<Self> {
        let mut parameters = algorithm.sequence(PFX)?;
        let (derivation, key_len) = Pbkdf2::read(&mut parameters.sequence(PFX)?, None)?;
        let hash = Hash::from_hmac_oid(parameters.sequence(PFX)?.object_identifier(PFX)?)?;
        // RFC 9579, 4: the length has to be written down. 64 octets are the longest digest.
        let key_len = key_len.filter(|len| (1..=64).contains(len)).ok_or_else(|| Error::malformed(PFX))?;
        Ok(Self::Pbmac1 { derivation, key_len, hash })
    }
}
