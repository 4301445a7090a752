//! The number of messages that a page may send.

use std::time::Instant;

/// A bucket of messages that fills again with time.
pub(crate) struct Rate {
    left: f64,
    at: Instant,
}

impl Rate {
    pub(crate) fn full() -> Self {
        Self { left: BURST, at: Instant::now() }
    }

    pub(crate) fn take(&mut self) -> bool {
        let now = Instant::now();
        self.left = (self.left + now.duration_since(self.at).as_secs_f64() * PER_SECOND).min(BURST) - 1.0;
        self.at = now;
        self.left >= 0.0
    }
}

const BURST: f64 = 40.0;
const PER_SECOND: f64 = 20.0;
