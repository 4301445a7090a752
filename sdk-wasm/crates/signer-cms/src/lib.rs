//! CMS SignedData and the signed attributes of CAdES and PAdES.

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
