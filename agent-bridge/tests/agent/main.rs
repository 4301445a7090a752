//! The agent as a page meets it: the real program, a SoftHSM2 token, a WebSocket and a person who answers by script.
//!
//! Needs softhsm2-util, pkcs11-tool, openssl and cc.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod asking;
mod careful;
mod faults;
mod knocking;
mod limits;
mod page;
mod running;
mod signing;
mod starting;
mod stating;
mod token;
