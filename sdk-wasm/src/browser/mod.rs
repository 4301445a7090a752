//! Browser, worker and Node as `signer_flow` sees them.

mod abort;
mod agent;
mod api;
mod blob;
mod crypto;
mod door;
mod json;
mod source;
mod stream;
mod world;

pub(crate) use json::to_js;
pub(crate) use source::BlobSource;
pub(crate) use world::Browser;
