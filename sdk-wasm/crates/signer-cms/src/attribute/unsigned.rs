//! Attributes that are added to a signature after it was made.

use super::encoded::Attribute;
use crate::oid;

impl Attribute {
    /// `id-aa-timeStampToken` (RFC 3161, appendix A): `token` is the `ContentInfo` of the authority, kept octet for octet.
    #[must_use]
    pub fn time_stamp_token(token: &[u8]) -> Self {
        Self::new(oid::TIME_STAMP_TOKEN, token)
    }
}
