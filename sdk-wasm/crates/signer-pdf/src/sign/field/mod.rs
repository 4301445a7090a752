//! The field of the signature: where it is, what is seen of it, who knows of it.

pub(crate) mod appearance;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod placement;
pub(crate) mod tag;
pub(crate) mod widget;
