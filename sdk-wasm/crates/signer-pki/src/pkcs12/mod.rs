//! PKCS#12 files (RFC 7292): a private key and its certificates, under a password.
//!
//! ```text
//! PFX ::= SEQUENCE { version, authSafe ContentInfo, macData MacData OPTIONAL }
//! authSafe → SEQUENCE OF ContentInfo (data | encryptedData) → SafeContents ::= SEQUENCE OF SafeBag
//! ```
//! Read by the basic rules: files of ICP-Brasil have indefinite lengths and strings in segments.

mod armour;
mod bags;
mod decryption;
mod derivation;
mod key;
mod mac;
mod open;
mod opened;
mod password;

pub use open::open;
pub use opened::{Opened, Pair};

#[cfg(test)]
mod tests;
