//! The database behind the API's questions: sessions, their digests and signatures, and answers already given.

mod error;
mod questions;
mod sqlite;

pub(crate) use error::Error;
pub(crate) use questions::{Claim, Decision, Effect, SignatureOf, Store};
pub(crate) use sqlite::SqliteStore;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
