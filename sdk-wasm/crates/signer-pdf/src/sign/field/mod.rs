//! The field of the signature: its place, its appearance, its entries in form, page and structure.

pub(crate) mod appearance;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod placement;
pub(crate) mod tag;
pub(crate) mod widget;
