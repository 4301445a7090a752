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
//! `prepare` tells the story. Below it, from bytes up: `source` (pieces at hand), `lexer`, `value` and
//! `dictionary` (spans and splices), `object`, `object_stream`, `filter` and `coding`, `section`, `table` and `xref`,
//! which begins at `startxref`; `scan` and `repair`, which do without; `reader`, for which `encryption` opens what is
//! encrypted; then what a signature needs: `form`, `field`, `target`, `lock`, `seed_value`, `certificate_seed`,
//! `certification`, `information`, `page`, `signature`, and `update`, for which `encryption` closes again what is new, with the `writer` that spells the bytes to append.
//! `embedded_signature` and `security_store` are what makes a signature last. New strings all come from `text`.

mod document;
mod error;
mod file;
mod limits;
mod repair;
mod sign;
mod store;
mod syntax;
mod update;

pub use document::embedded_signature::EmbeddedSignature;
pub use error::{Error, RequestPart, Result};
pub use file::reader::Reader;
pub use sign::prepared::Prepared;
pub use sign::request::{
    Anchor, Appearance, AppearanceBox, AppearanceObject, Certification, Credentials, Field, Opening,
    PageChoice, Placement, Position, SignatureRequest, SubFilter, Warning,
};
pub use store::security_store::{SecurityStore, ValidationData, ValidationRelatedInformation};
