//! Block ciphers in CBC mode (NIST SP 800-38A, 6.2).

use aes::{
    Aes128, Aes192, Aes256,
    cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, KeyInit},
};
use des::TdesEde3;
use rc2::Rc2;

use crate::camellia::Camellia;

/// AES-CBC in place and without padding; `None` for anything but whole blocks and a key of 16, 24 or 32 bytes.
pub fn aes_decrypt(key: &[u8], vector: &[u8], data: &mut [u8]) -> Option<()> {
    match key.len() {
        16 => decrypt(&Aes128::new_from_slice(key).ok()?, vector, data),
        24 => decrypt(&Aes192::new_from_slice(key).ok()?, vector, data),
        _ => decrypt(&Aes256::new_from_slice(key).ok()?, vector, data),
    }
}

/// The same the other way, for keys of 16 or 32 bytes: PDF has no others.
pub fn aes_encrypt(key: &[u8], vector: &[u8], data: &mut [u8]) -> Option<()> {
    match key.len() {
        16 => encrypt(&Aes128::new_from_slice(key).ok()?, vector, data),
        _ => encrypt(&Aes256::new_from_slice(key).ok()?, vector, data),
    }
}

/// Camellia-CBC (RFC 3713) in place and without padding; `None` for anything but whole blocks and a key of 16, 24 or 32 bytes.
pub fn camellia_decrypt(key: &[u8], vector: &[u8], data: &mut [u8]) -> Option<()> {
    decrypt(&Camellia::new(key)?, vector, data)
}

/// RC2-CBC (RFC 2268) with all bits of the key effective, in place and without padding.
pub fn rc2_decrypt(key: &[u8], vector: &[u8], data: &mut [u8]) -> Option<()> {
    // The other constructor asserts.
    if !(1..=128).contains(&key.len()) {
        return None;
    }
    decrypt(&Rc2::new_with_eff_key_len(key, key.len() * 8), vector, data)
}

/// 3DES-CBC (NIST SP 800-67) in place and without padding; `None` for anything but a key of 24 bytes.
pub fn triple_des_decrypt(key: &[u8], vector: &[u8], data: &mut [u8]) -> Option<()> {
    decrypt(&TdesEde3::new_from_slice(key).ok()?, vector, data)
}

/// A block of the cipher's length, undone in place.
trait Decrypt {
    fn block_len(&self) -> usize;
    fn decrypt(&self, block: &mut [u8]) -> Option<()>;
}

impl<C: BlockCipherDecrypt> Decrypt for C {
    fn block_len(&self) -> usize {
        <C as BlockSizeUser>::block_size()
    }

    fn decrypt(&self, block: &mut [u8]) -> Option<()> {
        let block: &mut Array<u8, C::BlockSize> = block.try_into().ok()?;
        self.decrypt_block(block);
        Some(())
    }
}

impl Decrypt for Camellia {
    fn block_len(&self) -> usize {
        16
    }

    fn decrypt(&self, block: &mut [u8]) -> Option<()> {
        Self::decrypt(self, block)
    }
}

// One block after the other: the code for many at once would be a tenth of the whole wasm module.
fn decrypt(cipher: &dyn Decrypt, vector: &[u8], data: &mut [u8]) -> Option<()> {
    let len = cipher.block_len();
    if vector.len() != len || !data.len().is_multiple_of(len) {
        return None;
    }
    let mut previous = vector.to_vec();
    for block in data.chunks_exact_mut(len) {
        let encrypted = block.to_vec();
        cipher.decrypt(block)?;
        add(block, &previous);
        previous = encrypted;
    }
    Some(())
}

fn encrypt<C: BlockCipherEncrypt>(cipher: &C, vector: &[u8], data: &mut [u8]) -> Option<()> {
    let (blocks, []) = Array::<u8, C::BlockSize>::slice_as_chunks_mut(data) else { return None };
    let mut previous: Array<u8, C::BlockSize> = vector.try_into().ok()?;
    for block in blocks {
        add(block, &previous);
        cipher.encrypt_block(block);
        previous.clone_from(block);
    }
    Some(())
}

/// Addition without carry.
fn add(block: &mut [u8], other: &[u8]) {
    block.iter_mut().zip(other).for_each(|(byte, other)| *byte ^= other);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hexadecimal: &str) -> Vec<u8> {
        let digits = hexadecimal.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    }

    /// NIST SP 800-38A, F.2.
    #[test]
    fn the_vectors_of_the_standard_are_met_both_ways() {
        let vector = bytes("000102030405060708090a0b0c0d0e0f");
        let plain = bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        for (key, encrypted) in [
            (
                "2b7e151628aed2a6abf7158809cf4f3c",
                "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2",
            ),
            (
                "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a",
            ),
            (
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d",
            ),
        ] {
            let (key, encrypted) = (bytes(key), bytes(encrypted));
            let mut data = encrypted.clone();
            assert_eq!(aes_decrypt(&key, &vector, &mut data), Some(()));
            assert_eq!(data, plain);
            if key.len() != 24 {
                assert_eq!(aes_encrypt(&key, &vector, &mut data), Some(()));
                assert_eq!(data, encrypted);
            }
        }
    }

    #[test]
    fn keys_vectors_and_data_of_other_lengths_are_refused() {
        for (key, vector, data) in [(15, 16, 16), (16, 15, 16), (16, 16, 17), (16, 8, 16)] {
            let (key, vector, mut data) = (vec![0; key], vec![0; vector], vec![0; data]);
            assert_eq!(aes_decrypt(&key, &vector, &mut data), None);
            assert_eq!(aes_encrypt(&key, &vector, &mut data), None);
            assert_eq!(camellia_decrypt(&key, &vector, &mut data), None);
        }
        assert_eq!(triple_des_decrypt(&[0; 16], &[0; 8], &mut [0; 8]), None);
        assert_eq!(rc2_decrypt(&[], &[0; 8], &mut [0; 8]), None);
        assert_eq!(rc2_decrypt(&[0; 5], &[0; 8], &mut [0; 12]), None);
    }
}
