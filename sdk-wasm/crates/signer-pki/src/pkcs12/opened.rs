//! The contents of a file.

use zeroize::Zeroizing;

use crate::certificate::Certificate;

/// The key of a file and its certificates.
pub struct Opened {
    /// DER of PKCS#8's `PrivateKeyInfo` (RFC 5958), without attributes; wiped when dropped.
    pub private_key: Zeroizing<Vec<u8>>,
    /// The certificate of that key.
    pub certificate: Certificate,
    /// The other certificates, in the order of the file.
    pub others: Vec<Certificate>,
}

/// Named in errors.
pub(super) const PFX: &str = "a PKCS#12 file";
