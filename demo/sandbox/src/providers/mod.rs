//! The trust service providers (PSC) that hold people's keys.

mod list;
mod provider;
mod stand_in;

pub(crate) use list::Providers;
pub(crate) use provider::{Error, Provider};
