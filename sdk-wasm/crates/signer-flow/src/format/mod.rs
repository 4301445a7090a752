//! Kinds of documents. Only here a format crate is named.

pub(crate) mod any;
pub(crate) mod hosted;
pub(crate) mod opened;
pub(crate) mod pades;
pub(crate) mod pdf;
pub(crate) mod seam;
