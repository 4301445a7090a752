//! Password-based encryption, as files have it: only ever undone here.

use signer_ciphers::{aes_decrypt, rc2_decrypt, triple_des_decrypt};
use zeroize::Zeroizing;

use super::{
    derivation::{Effort, Hash, Pbkdf2, Purpose, pkcs12},
    password::Password,
};
use crate::{
    der::{Reader, tag},
    error::{Error, Result},
    oid,
};

/// Undoes the encryption that an `AlgorithmIdentifier` names; what comes out is a SEQUENCE, or the password is wrong.
pub(super) fn decrypt(
    algorithm: &mut Reader<'_>,
    data: Zeroizing<Vec<u8>>,
    password: &Password<'_>,
    effort: &mut Effort,
) -> Result<Zeroizing<Vec<u8>>> {
    let decrypted = match algorithm.object_identifier(ENCRYPTION)? {
        oid::PBES2 => pbes2(algorithm, data, password, effort)?,
        other => match other.strip_prefix(oid::PKCS12_PBE) {
            Some([scheme @ 1..=6]) => pbes1(*scheme, algorithm, data, password, effort)?,
            _ => {
                return Err(Error::unsupported(
                    "an encryption other than PBES2 with AES or 3DES and those of PKCS#12",
                ));
            }
        },
    };
    // RC4 has no padding, and one wrong key in 256 makes a right one.
    match Reader::ber(&decrypted).tagged(tag::SEQUENCE, ENCRYPTION) {
        Ok(_) => Ok(decrypted),
        Err(_) => Err(Error::PasswordIncorrect.into()),
    }
}

/// `pbeWithSHAAnd…`, 1.2.840.113549.1.12.1.`scheme`: SEQUENCE { salt OCTET STRING, iterations INTEGER } (RFC 7292, appendix C)
fn pbes1(
    scheme: u8,
    algorithm: &mut Reader<'_>,
    mut data: Zeroizing<Vec<u8>>,
    password: &Password<'_>,
    effort: &mut Effort,
) -> Result<Zeroizing<Vec<u8>>> {
    let mut parameters = algorithm.sequence(ENCRYPTION)?;
    let salt = parameters.octet_string(ENCRYPTION)?;
    let iterations = parameters.small_integer(ENCRYPTION)?;
    let mut derive = |purpose, len| pkcs12(Hash::Sha1, purpose, password, (&salt, iterations), len, effort);
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
fn pbes2(
    algorithm: &mut Reader<'_>,
    data: Zeroizing<Vec<u8>>,
    password: &Password<'_>,
    effort: &mut Effort,
) -> Result<Zeroizing<Vec<u8>>> {
    let mut parameters = algorithm.sequence(ENCRYPTION)?;
    let mut derivation = parameters.sequence(ENCRYPTION)?;
    let mut scheme = parameters.sequence(ENCRYPTION)?;
    let cipher = scheme.object_identifier(ENCRYPTION)?;
    let key_len = match cipher {
        oid::AES128_CBC => 16,
        oid::AES192_CBC | oid::DES_EDE3_CBC => 24,
        oid::AES256_CBC => 32,
        _ => {
            return Err(Error::unsupported(
                "an encryption other than PBES2 with AES or 3DES and those of PKCS#12",
            ));
        }
    };
    let iv = scheme.octet_string(ENCRYPTION)?;
    let (derivation, _) = Pbkdf2::read(&mut derivation, Some(key_len))?;
    let key = derivation.derive(password, key_len, effort)?;
    let decrypt: Decrypt = if cipher == oid::DES_EDE3_CBC { triple_des_decrypt } else { aes_decrypt };
    cbc(decrypt, &key, &iv, data)
}

/// Key, initialization vector and data.
type Decrypt = fn(&[u8], &[u8], &mut [u8]) -> Option<()>;

/// Undoes the encryption and takes off the padding (RFC 5652, 6.3).
fn cbc(decrypt: Decrypt, key: &[u8], iv: &[u8], mut data: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>> {
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
