//! ASN.1's distinguished encoding (X.690), as far as certificates and CMS need it, and the basic one for PKCS#12.
//!
//! Tags are one octet: no structure read or written here has a tag number above 30.

mod oid;
mod reader;
pub mod tag;
mod time;
mod writer;

pub use oid::dotted;
pub use reader::{Reader, Tlv, check};
pub use time::seconds;
pub use writer::{
    ascending, context, explicit, header, integer, null, object_identifier, octet_string, open, sequence,
    set_of, tlv,
};

#[cfg(test)]
mod tests;
