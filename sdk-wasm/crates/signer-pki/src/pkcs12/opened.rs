//! The contents of a file.

use zeroize::Zeroizing;

use crate::certificate::Certificate;

/// The keys of a file and its certificates.
pub struct Opened {
    /// Every key with every certificate that is its own: at least one. Which of them is to sign, and can today, is not known here.
    pub pairs: Vec<Pair>,
    /// All certificates, in the order of the file.
    pub certificates: Vec<Certificate>,
}

/// A key and a certificate. They belong together, or nothing in the key tells that they do not: then the file does, by its
/// identifiers or by holding no other pair.
pub struct Pair {
    /// DER of PKCS#8's `PrivateKeyInfo` (RFC 5958), without attributes; wiped when dropped.
    pub private_key: Zeroizing<Vec<u8>>,
    /// The certificate of that key.
    pub certificate: Certificate,
}

/// Named in errors.
pub(super) const PFX: &str = "a PKCS#12 file";
