//! X.509 reading, algorithms, chain order, ICP-Brasil fields, PKCS#12.
//!
//! Plain functions from bytes to values: no I/O, no clock, no randomness. Nothing here decides whether a certificate is to be
//! trusted; it tells what one says and whether its key can make the signatures of this product.

mod algorithm;
mod certificate;
mod chain;
pub mod der;
mod error;
mod extensions;
mod icp_brasil;
mod link;
mod name;
mod number;
pub mod oid;
pub mod pkcs12;
mod public_key;
pub mod revocation;
mod roots;
mod suitability;
#[cfg(test)]
mod tests;

pub use algorithm::{Curve, DigestAlgorithm, Hasher, SignatureAlgorithm, ecdsa_der_to_raw, ecdsa_raw_to_der};
pub use certificate::{Certificate, Validity};
pub use chain::CertificateChain;
pub use error::{Error, Result};
pub use extensions::KeyUsage;
pub use icp_brasil::{CertificateType, IcpBrasil};
pub use link::Link;
pub use public_key::PublicKey;
