//! How many pixels a picture may have.

use crate::error::{Error, Result};

/// Refuses what viewers choke on.
pub(crate) fn check_size(width: u32, height: u32) -> Result<()> {
    if width == 0 || height == 0 {
        return Err(Error::Image("without a single pixel"));
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Error::Image("more than 16 million pixels"));
    }
    Ok(())
}

const MOST_PIXELS: u64 = 16 << 20;
