//! The attributes of a signature.

mod encoded;
mod signed;
mod signing_certificate;
mod unsigned;

pub use encoded::{Attribute, ReadAttribute};
pub use signed::{ReadSignedAttributes, SignedAttributes};
#[cfg(test)]
pub(crate) use signing_certificate::v2 as signing_certificate_v2;
