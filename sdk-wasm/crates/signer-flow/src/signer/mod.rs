//! Who signs.

pub(crate) mod a1;
pub(crate) mod agent;
pub(crate) mod any;
pub(crate) mod asked;
pub(crate) mod certificates;
pub(crate) mod cloud;
pub(crate) mod proof;
pub(crate) mod seam;
