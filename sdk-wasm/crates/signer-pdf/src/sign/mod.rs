//! One new signature: the wishes for it, the refusals, the update with its hole (ISO 32000-2, 12.7.5.5 and 12.8).

pub(crate) mod certification;
pub(crate) mod field;
pub(crate) mod information;
pub(crate) mod lock;
pub(crate) mod plan;
pub(crate) mod prepare;
pub(crate) mod prepared;
pub(crate) mod promises;
pub(crate) mod request;
pub(crate) mod seed;
pub(crate) mod signature;
pub(crate) mod target;
