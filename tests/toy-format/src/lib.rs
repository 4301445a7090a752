//! A format for tests of the seam: any bytes, signed in two halves, the two detached CMS appended.
//!
//! ```text
//! document  CMS over document[..len/2]  CMS over document[len/2..]  (token  "ARCHIVED")
//! ```

#[cfg(target_arch = "wasm32")]
mod door;
mod plain;

use std::ops::Range;

use signer_cms::{Attribute, SignedAttributes, SignedData};
use signer_pki::{CertificateChain, DigestAlgorithm, Result, SignatureAlgorithm};

pub use plain::{Answer, Question, Refusal, Side};

/// Ends a document that stands at B-LTA.
pub const ARCHIVED: &[u8] = b"ARCHIVED";

/// The names of the two signatures.
pub const NAMES: [&str; 2] = ["first half", "second half"];

/// The two things to sign.
#[must_use]
pub fn halves(len: u64) -> [Range<u64>; 2] {
    [0..len / 2, len / 2..len]
}

/// The attributes of the signature over a half with this digest.
///
/// # Errors
/// A certificate whose key this format cannot use.
pub fn attributes(message_digest: &[u8], chain: &CertificateChain) -> Result<SignedAttributes> {
    Ok(SignedAttributes::pades_baseline(message_digest, digest_of(chain)?, chain.end_entity()))
}

/// The algorithm of the digests.
///
/// # Errors
/// As for [`attributes`].
pub fn digest_of(chain: &CertificateChain) -> Result<DigestAlgorithm> {
    Ok(SignatureAlgorithm::for_certificate(chain.end_entity())?.digest())
}

/// The CMS over a half with this digest.
///
/// # Errors
/// As for [`attributes`].
pub fn cms(
    message_digest: &[u8],
    chain: &CertificateChain,
    value: &[u8],
    token: Option<&[u8]>,
) -> Result<Vec<u8>> {
    let attributes = attributes(message_digest, chain)?;
    let algorithm = SignatureAlgorithm::for_certificate(chain.end_entity())?;
    let unsigned = token.map(Attribute::time_stamp_token).into_iter().collect();
    let signed_data = SignedData { unsigned, ..SignedData::detached(&attributes, algorithm, value, chain) };
    Ok(signed_data.encode().head)
}

/// The bytes that a lift to B-LTA appends.
#[must_use]
pub fn archive(token: &[u8]) -> Vec<u8> {
    [token, ARCHIVED].concat()
}
