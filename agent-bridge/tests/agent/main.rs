//! The agent as a page meets it: the real program, a SoftHSM2 token, a WebSocket and a person who answers by script.
//!
//! Needs softhsm2-util, pkcs11-tool and openssl.

mod asking;
mod knocking;
mod limits;
mod page;
mod running;
mod signing;
mod token;
