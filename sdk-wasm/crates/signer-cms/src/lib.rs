//! CMS SignedData and the signed attributes of CAdES and PAdES.

mod error;
mod oid;
mod read;
mod signed_attributes;
mod signed_data;
mod signing_certificate;

pub use error::{Error, Result};
pub use read::Read;
pub use signed_attributes::SignedAttributes;
pub use signed_data::{signed_data, signed_data_len};

#[cfg(test)]
mod tests;
