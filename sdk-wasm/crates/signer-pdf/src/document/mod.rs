//! A document as a signature meets it: catalog, pages, form, earlier signatures.

pub(crate) mod catalog;
pub(crate) mod coverage;
pub(crate) mod embedded_signature;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod page;
pub(crate) mod standards;
pub(crate) mod view;
