//! Who signs.

mod a1;
mod agent;
mod one;

pub use a1::{OpenedKey, open_pfx};
pub use one::{Candidate, KeySource, SignerIdentity};
pub(crate) use one::{Signer, chain};
