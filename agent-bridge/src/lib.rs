//! The native agent: PKCS#11 keys behind a loopback WebSocket.
//!
//! ```text
//! page ── ws://127.0.0.1 ──▶ server ─▶ session ─▶ certificates │ sign ─▶ consent ─▶ pinentry
//!                            Host      hello      what the token holds     └▶ token ─▶ PKCS#11 module
//!                            Origin    limits
//!                            peer uid
//! ```
//!
//! It signs structures that it has read, never a digest that somebody hands it.

mod agent;
mod certificates;
mod consent;
mod dialog;
mod failure;
mod instance;
mod keys;
mod module;
mod origins;
mod peer;
mod pinentry;
mod reading;
mod registry;
mod remembered;
mod server;
mod session;
mod sign;
mod text;
mod worker;

pub use instance::protect;
pub use origins::Origin;
pub use registry::well_known;
pub use remembered::Remembered;
pub use server::{Error, Options, serve};
