//! A trust service provider, as the API sees it.

use futures_util::future::BoxFuture;
use openssl::error::ErrorStack;

use crate::digest::Digest;

/// Holds a person's key, and signs digests with it once the person has approved.
pub(crate) trait Provider: Send + Sync {
    /// Its name in `provider_hint`.
    fn hint(&self) -> &'static str;

    /// Its name for people.
    fn name(&self) -> &'static str;

    /// The common name in the person's certificate, `NAME:CPF`.
    fn person(&self) -> &str;

    /// The person's certificate and its issuers in DER, end entity first.
    fn certificate_chain(&self) -> &[Vec<u8>];

    /// `true` where it signs so much later than it is asked that the API promises (`202`) instead of waiting.
    fn signs_later(&self) -> bool;

    /// Signature values over the digests, in their order.
    fn sign<'a>(&'a self, digests: Vec<&'a Digest>) -> BoxFuture<'a, Result<Vec<Vec<u8>>, Error>>;
}

/// A provider that did not sign.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the provider's key did not sign: {0}")]
    Key(#[from] ErrorStack),
}
