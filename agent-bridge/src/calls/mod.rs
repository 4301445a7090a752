//! The calls of a page that need the person or a token.

pub(crate) mod certificates;
pub(crate) mod sign;
