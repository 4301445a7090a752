//! The story of one `sign()` call: prepare the documents, have them signed elsewhere, finish them.
//!
//! ```text
//! Submission → AnyDocument (opened in ranges) → session (API, optional)
//!            → signer (A1 key · agent · cloud) → ToBeSigned → values, verified → Signed
//! ```
//!
//! `async` begins here. Everything that is not computation comes in through [`World`] and, one a document, [`Source`].

mod api;
mod encoded;
mod error;
mod format;
mod identity;
mod level;
mod order;
mod plain;
mod sign;
mod signer;
mod source;
mod submission;
#[cfg(test)]
mod tests;
mod trust;
mod way;
mod world;

pub use agent_protocol::{CLOSE_ORIGIN_BLOCKED, CLOSE_RATE_LIMITED};
pub use signer_pdf::{Anchor, Certification, Opening, PageChoice, Placement, Position};
pub use signer_pki::{Curve, DigestAlgorithm, SignatureAlgorithm};

pub use api::registration::{Registration, register};
pub use api::signatures::{DownloadUrl, download_url};
pub use error::{Error, Fact, Result};
pub use format::any::AnyDocument;
pub use format::hosted::refused;
pub use format::opened::{Done, Opened, Signable};
pub use format::pdf::{AppearanceWanted, Pdf, Wanted as PdfWanted};
pub use format::seam::{
    Drawing, DrawingWanted, DrawnObject, Evidence, Finished, Format, Fresh, Goal, Level, MessageImprint,
    Moment, Need, SignatureFact, SignatureValue, SignerFacts, Supplied, TimeStampToken, ToBeSigned, Warning,
    Which,
};
pub use identity::{Authorization, Candidate, Phase, Progress, SignerIdentity};
pub use level::{Above, BaselineB, Reach, Supplies, extend};
pub use order::{Key, Order};
pub use sign::{Signed, sign, sign_alone, sign_one};
pub use signer::a1::{OpenedKey, open_pfx};
pub use signer::asked::Asked;
pub use source::{ByteStream, Content, Part, Source};
pub use submission::{Metadata, Submission};
pub use trust::Trust;
pub use world::{Door, HttpReply, HttpRequest, Json, Method, Picture, Plain, Socket, World};
