//! The incremental update, from changed values to appended bytes (ISO 32000-2, 7.5.6).

pub(crate) mod changes;
pub(crate) mod hole;
pub(crate) mod new_object;
pub(crate) mod splice;
pub(crate) mod writer;
