//! The native agent: PKCS#11 keys behind a loopback WebSocket.
//!
//! ```text
//! page ── ws://127.0.0.1 ──▶ wire ─▶ conversation ─▶ calls ─▶ reading
//!                            Host     hello              ├──▶ person ─▶ pinentry
//!                            Origin   limits             └──▶ token ──▶ PKCS#11 module, on its thread
//!                            peer uid
//! ```
//!
//! It signs structures that it has read, never a digest that somebody hands it.

mod agent;
mod algorithm;
mod alone;
mod calls;
mod connection;
mod conversation;
mod failure;
mod foreign;
mod instance;
mod origins;
mod patience;
mod peer;
mod person;
mod pin;
mod places;
mod private;
mod rate;
mod reading;
mod remembered;
mod serve;
mod token;
mod tries;
mod trust;
mod wire;

pub use alone::runtime_directory;
pub use instance::protect;
pub use origins::Origin;
pub use remembered::Remembered;
pub use serve::{Error, Options, serve};
pub use token::registry::well_known;
pub use trust::Untrusted;
