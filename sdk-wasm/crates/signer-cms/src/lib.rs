//! CMS SignedData and the signed attributes of CAdES and PAdES.

mod attribute;
mod content;
mod error;
mod oid;
mod signed_data;

pub use attribute::{Attribute, Read, SignedAttributes};
pub use content::Content;
pub use error::{Error, Result};
pub use signed_data::{Encoded, RevocationInfo, SignedData};

#[cfg(test)]
mod tests;
