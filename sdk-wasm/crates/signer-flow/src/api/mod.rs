//! The connector's HTTP API.

mod client;
mod session;

pub(crate) use client::Api;
pub use session::Authorization;
pub(crate) use session::Session;
