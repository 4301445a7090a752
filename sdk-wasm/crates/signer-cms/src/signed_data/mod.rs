//! The structure around signatures.

mod write;

pub use write::{Encoded, RevocationInfo, SignedData};
