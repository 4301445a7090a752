//! The loops over every byte of a cross-reference stream: Flate, predictors, packed rows.
//!
//! A crate of its own because Cargo sets `opt-level` by crate: half a million rows take 10 to 15 ms when these loops are
//! compiled for speed, and ten times as long for size, as all else in the wasm module is.

mod inflate;
mod predictor;
mod rows;

pub use inflate::{Fault, inflate};
pub use predictor::Predictor;
pub use rows::{RowReader, Rows};

/// The bytes of a stream as they lie in memory.
pub type Pieces<'i, 'a> = &'i mut (dyn Iterator<Item = &'a [u8]> + 'i);
/// The taker of the decoded bytes.
pub type Sink<'a> = &'a mut dyn FnMut(&[u8]);
