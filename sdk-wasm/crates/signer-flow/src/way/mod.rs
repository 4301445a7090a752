//! The way from a key to whoever is told of its signatures: all within the page, or with an API and an agent.

pub(crate) mod alone;
pub(crate) mod connected;
pub(crate) mod seam;
