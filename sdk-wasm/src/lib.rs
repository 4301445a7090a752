//! The wasm door: plain objects in, plain objects out, documents as `Blob`s that are read in ranges.
//!
//! Everything JavaScript stays in this crate; the story of a call is `signer-flow`'s.

#![cfg(target_arch = "wasm32")]

mod a1_keys;
#[cfg(not(feature = "network"))]
mod alone;
mod browser;
mod connector;
mod error;
mod globals;
#[cfg(feature = "network")]
mod network;
mod shapes;

/// Half the size of the standard allocator.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

pub use connector::Connector;
pub use shapes::{Call, Page};
