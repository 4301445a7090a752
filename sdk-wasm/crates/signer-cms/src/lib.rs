//! CMS SignedData and the attributes of CAdES and PAdES (RFC 5652): written from plain data, read without judging.
//!
//! No I/O, no clock, no randomness; keys and values of signatures come from outside.

mod attribute;
mod content;
mod error;
mod oid;
mod signed_data;

pub use attribute::{Attribute, ReadAttribute, ReadSignedAttributes, SignedAttributes};
pub use content::{Content, EncapsulatedContent};
pub use error::{Error, Result};
pub use signed_data::{
    AlgorithmIdentifier, CertificateChoice, Encoded, ReadSignedData, RevocationInfo, SignedData, SignedSet,
    SignerIdentifier, SignerInfo,
};

#[cfg(test)]
mod tests;
