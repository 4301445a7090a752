//! The structure around signatures.

mod algorithm;
mod read;
mod revocation_info;
mod signer_info;
mod write;

pub use algorithm::AlgorithmIdentifier;
pub use read::{CertificateChoice, ReadSignedData};
pub use revocation_info::RevocationInfo;
pub use signer_info::{SignedSet, SignerIdentifier, SignerInfo};
pub use write::{Encoded, SignedData};
