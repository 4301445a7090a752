//! The connector's HTTP API.

pub(crate) mod client;
pub(crate) mod digest;
pub(crate) mod session;
pub(crate) mod signatures;
