//! The document security store (ISO 32000-2, 12.8.4.3).

pub(crate) mod append;
pub(crate) mod data;
