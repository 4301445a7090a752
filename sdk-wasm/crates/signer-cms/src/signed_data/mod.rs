//! The structure around signatures.

mod write;

pub use write::{signed_data, signed_data_len};
