//! The file as its objects: cross-reference, object streams, encryption (ISO 32000-2, 7.5 and 7.6).

pub(crate) mod cross_reference;
pub(crate) mod encryption;
pub(crate) mod object;
pub(crate) mod object_stream;
pub(crate) mod reader;
pub(crate) mod section;
pub(crate) mod source;
pub(crate) mod startxref;
pub(crate) mod table;
