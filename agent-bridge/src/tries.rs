//! The agent's own count of wrong PINs: a token's flags are a hint that many drivers do not give (OASIS PKCS #11 3.1, 3.3).

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use agent_protocol::Code;

use crate::failure::Result;

/// Wrong PINs in a row, for each token by its serial number, whichever driver showed it.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    wrong: Mutex<HashMap<String, u32>>,
}

impl Tries {
    pub(crate) fn wrong(&self, token: &str) -> u32 {
        self.known().get(token).copied().unwrap_or_default()
    }

    /// Counts an outcome of the token that is a wrong PIN.
    pub(crate) fn count<T>(&self, token: &str, outcome: &Result<T>) {
        if outcome.as_ref().err().is_none_or(|failure| failure.code != Code::PinIncorrect) {
            return;
        }
        let mut known = self.known();
        let count = known.entry(token.to_owned()).or_default();
        *count = count.saturating_add(1);
    }

    pub(crate) fn forget(&self, token: &str) {
        self.known().remove(token);
    }

    /// Nothing here is left half done by a panic.
    fn known(&self) -> MutexGuard<'_, HashMap<String, u32>> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
