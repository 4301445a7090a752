//! Password-based encryption, as files have it: only ever undone here.

use signer_ciphers::{aes_decrypt, camellia_decrypt, rc2_decrypt, triple_des_decrypt};
use zeroize::Zeroizing;

use super::{
    derivation::{Effort, Hash, Pbkdf2, Purpose, pkcs12},
    password::{Password, Secret},
};
use crate::{
    der::{Reader, tag},
    error::{Error, Result},
    oid,
};

/// Undoes the encryption that an `AlgorithmIdentifier` names; what comes out is a SEQUENCE, or the password is wrong.
pub(super) fn decrypt(
    algorithm: &mut Reader<'_>,
    data: &Secret,
    password: &Password,
    effort: &mut Effort,
) -> Result<Secret> {
    match algorithm.object_identifier(ENCRYPTION)? {
        oid::PBES2 => {
            let scheme = Pbes2::read(&mut algorithm.sequence(ENCRYPTION)?)?;
            password.octets.first(&mut |octets| checked(scheme.undo(data.clone(), octets, effort)?))
        }
        other => match other.strip_prefix(oid::PKCS12_PBE) {
            Some([scheme @ 1..=6]) => {
                let mut parameters = algorithm.sequence(ENCRYPTION)?;
                let salt = parameters.octet_string(ENCRYPTION)?;
                let salted = (salt.as_slice(), parameters.small_integer(ENCRYPTION)?);
                password.bmp.first(&mut |bmp| checked(pbes1(*scheme, salted, data.clone(), bmp, effort)?))
            }
            _ => Err(other_encryption()),
        },
    }
}

/// RC4 has no padding, and one wrong key in 256 makes a right one.
fn checked(decrypted: Secret) -> Result<Secret> {
    match Reader::ber(&decrypted).tagged(tag::SEQUENCE, ENCRYPTION) {
        Ok(_) => Ok(decrypted),
        Err(_) => Err(Error::PasswordIncorrect.into()),
    }
}

/// `pbeWithSHAAnd…`, 1.2.840.113549.1.12.1.`scheme`, of salt and iterations (RFC 7292, appendix C).
fn pbes1(
    scheme: u8,
    salted: (&[u8], u32),
    mut data: Secret,
    password: &[u8],
    effort: &mut Effort,
) -> Result<Secret> {
    let mut derive = |purpose, len| pkcs12(Hash::Sha1, purpose, password, salted, len, effort);
    let key_len = match scheme {
        2 | 6 => 5,
        3 => 24,
        _ => 16,
    };
    let mut key = derive(Purpose::Key, key_len)?;
    if matches!(scheme, 1 | 2) {
        signer_ciphers::rc4(&key, &mut data).ok_or_else(|| Error::malformed(ENCRYPTION))?;
        return Ok(data);
    }
    let iv = derive(Purpose::InitializationVector, 8)?;
    if matches!(scheme, 5 | 6) {
        return cbc(rc2_decrypt, &key, &iv, data);
    }
    // Of two keys the first is the third as well.
    key = Zeroizing::new(key.iter().copied().cycle().take(24).collect());
    cbc(triple_des_decrypt, &key, &iv, data)
}

/// PBES2-params ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, encryptionScheme AlgorithmIdentifier } (RFC 8018, A.4)
struct Pbes2 {
    derivation: Pbkdf2,
    key_len: usize,
    cipher: Decrypt,
    iv: Secret,
}

impl Pbes2 {
    fn read(parameters: &mut Reader<'_>) -> Result<Self> {
        let mut derivation = parameters.sequence(ENCRYPTION)?;
        let mut scheme = parameters.sequence(ENCRYPTION)?;
        let (cipher, key_len): (Decrypt, _) = match scheme.object_identifier(ENCRYPTION)? {
            oid::AES128_CBC => (aes_decrypt, 16),
            oid::AES192_CBC => (aes_decrypt, 24),
            oid::AES256_CBC => (aes_decrypt, 32),
            oid::DES_EDE3_CBC => (triple_des_decrypt, 24),
            oid::RC2_CBC => {
                scheme = scheme.sequence(ENCRYPTION)?;
                (rc2_decrypt, rc2_key_len(scheme.small_integer(ENCRYPTION)?)?)
            }
            other => match other.strip_prefix(oid::CAMELLIA_CBC) {
                Some([size @ 2..=4]) => (camellia_decrypt, usize::from(*size) * 8),
                _ => return Err(other_encryption()),
            },
        };
        let iv = scheme.octet_string(ENCRYPTION)?;
        let (derivation, _) = Pbkdf2::read(&mut derivation, Some(key_len))?;
        Ok(Self { derivation, key_len, cipher, iv })
    }

    fn undo(&self, data: Secret, password: &[u8], effort: &mut Effort) -> Result<Secret> {
        let key = self.derivation.derive(password, self.key_len, effort)?;
        cbc(self.cipher, &key, &self.iv, data)
    }
}

/// Octets of a key with this `rc2ParameterVersion` (RFC 8018, appendix B.2.3), as writers have them: as many as are effective.
fn rc2_key_len(version: u32) -> Result<usize> {
    match version {
        160 => Ok(5),
        120 => Ok(8),
        58 => Ok(16),
        _ => Err(Error::unsupported("RC2 with a key other than of 40, 64 or 128 bits")),
    }
}

#[cold]
fn other_encryption() -> Box<Error> {
    Error::unsupported("an encryption other than PBES2 with AES, Camellia, 3DES or RC2 and those of PKCS#12")
}

/// Key, initialization vector and data.
type Decrypt = fn(&[u8], &[u8], &mut [u8]) -> Option<()>;

/// Undoes the encryption and takes off the padding (RFC 5652, 6.3).
fn cbc(decrypt: Decrypt, key: &[u8], iv: &[u8], mut data: Secret) -> Result<Secret> {
    decrypt(key, iv, &mut data).ok_or_else(|| Error::malformed(ENCRYPTION))?;
    let last = data.last().copied().unwrap_or_default();
    let len = data.len().saturating_sub(last.into());
    let is_padding = (1..=iv.len()).contains(&last.into()) && data.iter().skip(len).all(|byte| *byte == last);
    data.truncate(len);
    if is_padding { Ok(data) } else { Err(Error::PasswordIncorrect.into()) }
}

const ENCRYPTION: &str = "an encryption";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_padding_repeats_its_length_and_is_at_most_a_block() {
        let nothing: Decrypt = |_, _, _| Some(());
        let undone = |data: &[u8]| cbc(nothing, &[], &[0; 4], Zeroizing::new(data.to_vec())).ok();
        assert_eq!(undone(&[9, 8, 2, 2]).as_deref(), Some(&vec![9, 8]));
        assert_eq!(undone(&[4, 4, 4, 4]).as_deref(), Some(&vec![]));
        for wrong in [&[9, 8, 3, 2][..], &[9, 8, 7, 0], &[5, 5, 5, 5, 5, 5, 5, 5], &[]] {
            assert!(undone(wrong).is_none(), "{wrong:?}");
        }
    }
}
