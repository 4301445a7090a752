//! CMS SignedData and the signed attributes of CAdES and PAdES.

mod attribute;
mod error;
mod oid;
mod signed_data;

pub use attribute::{Read, SignedAttributes};
pub use error::{Error, Result};
pub use signed_data::{signed_data, signed_data_len};

#[cfg(test)]
mod tests;
