//! Reads what a signature needs of a PDF and appends the incremental update.
//!
//! ISO 32000 only: no CMS, no certificate, no input or output, no clock. The caller owns the document
//! and hands over the ranges that [`Error::Missing`] asks for:
//!
//! ```
//! # use signer_pdf::{Prepared, Reader, Result, SignatureRequest};
//! fn prepare(document: &[u8], request: &SignatureRequest) -> Result<Prepared> {
//!     let mut reader = Reader::new(document.len() as u64);
//!     loop {
//!         let answer = reader.prepare(request);
//!         let Some(range) = answer.as_ref().err().and_then(|error| error.missing()) else { return answer };
//!         reader.insert(range.start, document[range.start as usize..range.end as usize].to_vec());
//!     }
//! }
//! # assert!(prepare(b"no PDF", &SignatureRequest::default()).is_err());
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
