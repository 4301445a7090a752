//! The attributes of a signature.

mod encoded;
mod read;
mod signed;
mod signing_certificate;
mod unsigned;

pub use encoded::Attribute;
pub use read::Read;
pub use signed::SignedAttributes;
#[cfg(test)]
pub(crate) use signing_certificate::v2 as signing_certificate_v2;
