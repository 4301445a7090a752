//! The connector's HTTP API.

pub(crate) mod address;
pub(crate) mod authorization;
pub(crate) mod client;
pub(crate) mod digest;
pub(crate) mod registration;
pub(crate) mod session;
pub(crate) mod signatures;
