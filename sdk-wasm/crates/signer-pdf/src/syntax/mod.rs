//! Bytes and values as PDF spells them (ISO 32000-2, 7.2 to 7.4).

pub(crate) mod coding;
pub(crate) mod decimal;
pub(crate) mod dictionary;
pub(crate) mod filter;
pub(crate) mod lexer;
pub(crate) mod text;
pub(crate) mod value;
