//! The attributes of a signature.

mod read;
mod signed;
mod signing_certificate;

pub use read::Read;
pub use signed::SignedAttributes;
#[cfg(test)]
pub(crate) use signing_certificate::v2 as signing_certificate_v2;
