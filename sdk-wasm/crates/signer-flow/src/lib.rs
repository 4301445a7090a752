//! The story of one `sign()` call: prepare the document, have it signed elsewhere, finish it.
//!
//! ```text
//! Request → Document (read in ranges, digested as a stream) → Session (API, optional)
//!         → Signer (A1 key · agent · cloud) → SignedAttributes → value, verified → SignedData → update
//! ```
//!
//! `async` begins here. Everything that is not computation comes in through [`Host`].

mod api;
mod error;
mod format;
mod identity;
mod request;
mod sign;
mod signer;
#[cfg(test)]
mod tests;
mod world;

pub use agent_protocol::{CLOSE_ORIGIN_BLOCKED, CLOSE_RATE_LIMITED};

pub use api::Authorization;
pub use error::{Error, Fact, Result};
pub use identity::{Phase, Progress};
pub use request::{AppearanceRequest, CertificateMode, Metadata, Request, RequestOptions};
pub use sign::{Signed, sign};
pub use signer::{Candidate, KeySource, OpenedKey, SignerIdentity, open_pfx};
pub use signer_pdf::{Anchor, AppearanceObject, Certification, Opening, PageChoice, Placement, Position};
pub use signer_pki::{Curve, DigestAlgorithm, SignatureAlgorithm};
pub use world::{ByteStream, Drawing, Host, HttpReply, HttpRequest, Json, Method, Now, Socket};
