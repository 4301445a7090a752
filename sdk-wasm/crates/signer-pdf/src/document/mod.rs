//! A document as a signature meets it: pages, form, earlier signatures.

pub(crate) mod embedded_signature;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod page;
pub(crate) mod placement;
pub(crate) mod standards;
