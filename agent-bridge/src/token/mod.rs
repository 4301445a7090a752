//! The tokens behind their PKCS#11 modules.

pub(crate) mod keys;
pub(crate) mod module;
pub(crate) mod registry;
pub(crate) mod worker;
