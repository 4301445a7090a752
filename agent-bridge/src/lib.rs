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
mod calls;
mod conversation;
mod failure;
mod instance;
mod origins;
mod peer;
mod person;
mod reading;
mod remembered;
mod serve;
mod token;

pub use instance::protect;
pub use origins::Origin;
pub use remembered::Remembered;
pub use serve::{Error, Options, serve};
pub use token::registry::well_known;
