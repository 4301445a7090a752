//! A damaged file, read through what can be found in it.

pub(crate) mod rebuild;
pub(crate) mod scan;
