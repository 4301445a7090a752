//! Reads what a signature needs of a PDF and appends the incremental update.
//!
//! ISO 32000 only: no CMS, no certificate, no input or output, no clock. The caller owns the document
//! and hands over the ranges that [`Error::Missing`] asks for:
//!
//! ```
//! # use signer_pdf::{Error, Prepared, Reader, SignatureRequest};
//! fn prepare(document: &[u8], request: &SignatureRequest) -> Result<Prepared, Error> {
//!     let mut reader = Reader::new(document.len() as u64);
//!     loop {
//!         match reader.prepare(request) {
//!             Err(Error::Missing(range)) => {
//!                 let bytes = document[range.start as usize..range.end as usize].to_vec();
//!                 reader.insert(range.start, bytes);
//!             }
//!             done => return done,
//!         }
//!     }
//! }
//! # assert!(matches!(prepare(b"no PDF", &SignatureRequest::default()), Err(Error::Malformed { .. })));
//! ```
//!
//! The rooms, each of which uses the ones below it alone; `reader` is the door to them:
//!
//! ```text
//! sign ‖ store     one new signature, and the security store that makes signatures last
//! update           changed and new objects, spelled as bytes to append; encrypted where the document is
//! document         catalog, pages, form, the signatures that are there
//! file ‖ repair    objects through cross-reference, object streams and encryption; repair makes a new cross-reference
//! syntax           tokens, values, dictionaries, strings, filters
//! ```
//!
//! `sign::prepare` tells the story of one signature.

mod document;
mod error;
mod file;
mod limits;
mod reader;
mod repair;
mod sign;
mod store;
mod syntax;
mod update;

pub use document::embedded_signature::EmbeddedSignature;
pub use document::page::PageChoice;
pub use error::{Error, RequestPart, Result};
pub use file::opening::Opening;
pub use reader::Reader;
pub use sign::field::placement::{Anchor, Placement, Position};
pub use sign::prepared::Prepared;
pub use sign::request::{
    Appearance, AppearanceBox, AppearanceObject, Certification, Credentials, Field, SignatureRequest,
    SubFilter, Warning,
};
pub use store::data::{SecurityStore, ValidationData, ValidationRelatedInformation};
