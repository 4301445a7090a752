//! The person at the screen: what they are asked, and what they answer.

pub(crate) mod consent;
pub(crate) mod dialog;
pub(crate) mod pinentry;
pub(crate) mod text;
