//! Revocation: which certificates of a chain nothing is known of yet, and where that can be had.

mod locations;
mod need;

pub use need::{Held, Missing, MissingIssuer, MissingRevocation, RevocationData, Scope, need};

#[cfg(test)]
mod tests;
