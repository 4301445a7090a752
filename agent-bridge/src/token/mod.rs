//! The tokens behind their PKCS#11 modules.

pub(crate) mod job;
pub(crate) mod key;
pub(crate) mod keys;
mod mechanism;
mod module;
mod objects;
pub(crate) mod registry;
mod return_value;
mod work;
mod worker;
