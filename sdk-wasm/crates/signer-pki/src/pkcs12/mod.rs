//! PKCS#12 files (RFC 7292): a private key and its certificates, under a password.

use zeroize::Zeroizing;

use crate::{Certificate, Result};

/// What a file holds.
pub struct Opened {
    /// DER of PKCS#8's `PrivateKeyInfo` (RFC 5958), wiped when dropped.
    pub private_key: Zeroizing<Vec<u8>>,
    /// The certificate of that key.
    pub certificate: Certificate,
    /// The other certificates, in the order of the file.
    pub others: Vec<Certificate>,
}

/// Opens a file.
pub fn open(_pfx: &[u8], _password: &str) -> Result<Opened> {
    Err(crate::Error::KeyNotFound)
}
