//! The file as its objects: cross-reference, object streams, encryption (ISO 32000-2, 7.5 and 7.6).

pub(crate) mod cross_reference;
pub(crate) mod encryption;
pub(crate) mod object;
pub(crate) mod object_stream;
pub(crate) mod objects;
pub(crate) mod open;
pub(crate) mod opening;
pub(crate) mod searched;
pub(crate) mod section;
pub(crate) mod security_handler;
pub(crate) mod source;
pub(crate) mod startxref;
pub(crate) mod stream;
pub(crate) mod table;
pub(crate) mod trailer;
