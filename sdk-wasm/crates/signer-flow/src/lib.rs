//! The story of one `sign()` call: prepare the document, have it signed elsewhere, finish it.
//!
//! ```text
//! Request → Document (read in ranges, digested as a stream) → Session (API, optional)
//!         → Signer (A1 key · agent · cloud) → SignedAttributes → value, verified → SignedData → update
//! ```
//!
//! `async` begins here. Everything that is not computation comes in through [`Host`].

mod a1;
mod agent;
mod api;
mod document;
mod error;
mod host;
mod progress;
mod request;
mod session;
mod sign;
mod signer;
#[cfg(test)]
mod tests;

pub use agent_protocol::{CLOSE_ORIGIN_BLOCKED, CLOSE_RATE_LIMITED};

pub use a1::{OpenedKey, open_pfx};
pub use error::{Error, Fact, Result};
pub use host::{ByteStream, Drawing, Host, HttpReply, HttpRequest, Json, Method, Now, Socket};
pub use progress::{Phase, Progress};
pub use request::{AppearanceRequest, CertificateMode, Metadata, Request, RequestOptions};
pub use session::Authorization;
pub use sign::{Signed, sign};
pub use signer::{Candidate, KeySource, SignerIdentity};
pub use signer_pdf::{Anchor, AppearanceObject, Certification, Opening, PageChoice, Placement, Position};
pub use signer_pki::{Curve, DigestAlgorithm, SignatureAlgorithm};
