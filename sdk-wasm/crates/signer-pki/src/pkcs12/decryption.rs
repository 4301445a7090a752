//! Password-based encryption, as files have it: only ever undone here.

use aes::{Aes128, Aes192, Aes256};
use cbc::{
    Decryptor,
    cipher::{
        Block, BlockCipherDecrypt, BlockModeDecrypt as _, InnerIvInit as _, InvalidLength, KeyInit as _,
        StreamCipher as _,
        block_padding::{Padding as _, Pkcs7},
    },
};
use des::TdesEde3;
use rc2::Rc2;
use rc4::Rc4;
use zeroize::Zeroizing;

use super::{
    derivation::{Effort, Hash, Pbkdf2, Purpose, pkcs12},
    password::Password,
};
use crate::{
    Error, Result,
    der::{Reader, tag},
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
                return Err(Error::Unsupported {
                    what: "an encryption other than PBES2 with AES or 3DES and those of PKCS#12",
                });
            }
        },
    };
    // RC4 has no padding, and one wrong key in 256 makes a right one.
    match Reader::ber(&decrypted).tagged(tag::SEQUENCE, ENCRYPTION) {
        Ok(_) => Ok(decrypted),
        Err(_) => Err(Error::PasswordIncorrect),
    }
}

/// `pbeWithSHAAnd…`, 1.2.840.113549.1.12.1.`scheme`: SEQUENCE { salt OCTET STRING, iterations INTEGER } (RFC 7292, appendix C)
fn pbes1(
    scheme: u8,
    algorithm: &mut Reader<'_>,
    data: Zeroizing<Vec<u8>>,
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
        return rc4(&key, data);
    }
    let iv = derive(Purpose::InitializationVector, 8)?;
    if matches!(scheme, 5 | 6) {
        return cbc(Ok(Rc2::new_with_eff_key_len(&key, 8 * key_len)), &iv, data);
    }
    // Of two keys the first is the third as well.
    key = Zeroizing::new(key.iter().copied().cycle().take(24).collect());
    cbc(TdesEde3::new_from_slice(&key), &iv, data)
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
            return Err(Error::Unsupported {
                what: "an encryption other than PBES2 with AES or 3DES and those of PKCS#12",
            });
        }
    };
    let iv = scheme.octet_string(ENCRYPTION)?;
    let (derivation, _) = Pbkdf2::read(&mut derivation, Some(key_len))?;
    let key = derivation.derive(password, key_len, effort)?;
    match cipher {
        oid::AES128_CBC => cbc(Aes128::new_from_slice(&key), &iv, data),
        oid::AES192_CBC => cbc(Aes192::new_from_slice(&key), &iv, data),
        oid::AES256_CBC => cbc(Aes256::new_from_slice(&key), &iv, data),
        _ => cbc(TdesEde3::new_from_slice(&key), &iv, data),
    }
}

fn cbc<C: BlockCipherDecrypt>(
    cipher: std::result::Result<C, InvalidLength>,
    iv: &[u8],
    mut data: Zeroizing<Vec<u8>>,
) -> Result<Zeroizing<Vec<u8>>> {
    let cipher = cipher.and_then(|cipher| Decryptor::inner_iv_slice_init(cipher, iv));
    let mut cipher = cipher.map_err(|_| Error::Malformed { what: ENCRYPTION })?;
    let (blocks, rest) = Block::<C>::slice_as_chunks_mut(&mut data);
    if !rest.is_empty() {
        return Err(Error::Malformed { what: ENCRYPTION });
    }
    // One after the other: the code for many at once would be a tenth of the whole wasm module.
    blocks.iter_mut().for_each(|block| cipher.decrypt_block(block));
    let len = Pkcs7::unpad_blocks(blocks).map_err(|_| Error::PasswordIncorrect)?.len();
    data.truncate(len);
    Ok(data)
}

fn rc4(key: &[u8], mut data: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>> {
    let mut cipher = Rc4::new_from_slice(key).map_err(|_| Error::Malformed { what: ENCRYPTION })?;
    cipher.apply_keystream(&mut data);
    Ok(data)
}

const ENCRYPTION: &str = "an encryption";
