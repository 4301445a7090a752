//! Kinds of documents.

pub(crate) mod pdf;
