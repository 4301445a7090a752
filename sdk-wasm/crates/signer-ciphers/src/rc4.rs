//! RC4, which is the same both ways.

use rc4::{KeyInit as _, Rc4, StreamCipher as _};

/// RC4 in place; `None` for a key without or with more than 256 bytes.
pub fn rc4(key: &[u8], data: &mut [u8]) -> Option<()> {
    Rc4::new_from_slice(key).ok()?.apply_keystream(data);
    Some(())
}
