//! The seed value of a field, held against the request (ISO 32000-2, 12.7.5.5).

pub(crate) mod certificate;
pub(crate) mod handler;
pub(crate) mod seed_value;
pub(crate) mod terms;
