//! The ciphers of PKCS#12 files and of PDF: block ciphers in CBC mode, and RC4.
//!
//! A crate of its own so that what signer-pki and signer-pdf both need is in the wasm module once; compiled into each of
//! them, and with CBC once for every cipher, it would be several kB more.

mod camellia;
mod cbc;
mod rc4;

pub use cbc::{aes_decrypt, aes_encrypt, camellia_decrypt, rc2_decrypt, triple_des_decrypt};
pub use rc4::rc4;
