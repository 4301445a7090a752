//! The messages between a page and the agent.
//!
//! One JSON object per WebSocket text message, subprotocol [`SUBPROTOCOL`]:
//!
//! ```text
//! page  → {"id":"1","call":{"hello":{"client":"signer-connector 0.1.0","protocol":1}}}
//! agent → {"id":"1","result":{"hello":{"version":"0.1.0","protocol":1,"kinds":["signed-attributes"]}}}
//! agent → {"id":"2","error":{"code":"pin_incorrect","message":"…","retriesLeft":2}}
//! agent → {"id":"3","error":{"code":"rate_limited","message":"…","retryAfter":600}}
//! ```
//!
//! Binary values are base64 (RFC 4648, section 4, padded). Unknown fields are refused.
//!
//! The page says in `hello` the newest version that it speaks, and the agent answers with the one that both do: the smaller of
//! both newest. Each side keeps the old versions of [`PROTOCOLS`]; a page that is older still gets `page_outdated`.

mod algorithm;
mod failure;
mod kind;
mod limits;
mod request;
mod response;
mod version;

pub use algorithm::Algorithm;
pub use failure::{Code, Failure};
pub use kind::Kind;
pub use limits::{
    CLOSE_ORIGIN_BLOCKED, CLOSE_RATE_LIMITED, MAX_MESSAGE, MAX_TO_BE_SIGNED, PORTS, SUBPROTOCOL,
};
pub use request::{Call, Cancel, Certificates, DocumentName, Hello, Item, Request, Sign};
pub use response::{
    Answer, Cancelled, CertificateList, Greeting, ItemSignature, Response, Signatures, TokenCertificate,
};
pub use version::{PROTOCOL, PROTOCOLS, agreed};
