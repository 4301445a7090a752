//! The job of signing with one key, from opening its token to logging out.

use std::sync::Arc;

use agent_protocol::Algorithm;

use crate::{
    failure::Result,
    pin::{Pin, PinState},
    token::{
        keys::TokenKey,
        module::Module,
        work::{Done, Work, out_of_turn},
    },
};

/// A session with one key. Dropping it logs out, whatever happened.
#[derive(Debug)]
pub(crate) struct Job {
    module: Arc<Module>,
    on_reader: bool,
}

impl Job {
    /// Finds the key's token again and says how it wants to be convinced.
    pub(crate) async fn open(key: &TokenKey) -> Result<(Self, PinState)> {
        let mut job = Self { module: Arc::clone(&key.module), on_reader: false };
        match job.module.ask(Work::Open(key.location.clone())).await? {
            Done::Opened(state) => {
                job.on_reader = state.on_reader;
                Ok((job, state))
            }
            other => Err(out_of_turn(&other)),
        }
    }

    /// Shows the PIN to the token; `None` where it is typed on the reader or not needed.
    pub(crate) async fn login(&self, pin: Option<Pin>, required: bool) -> Result<()> {
        match self.module.ask(Work::Login { pin, required }).await? {
            Done::LoggedIn => Ok(()),
            other => Err(out_of_turn(&other)),
        }
    }

    /// Says how the token wants to be convinced after a wrong PIN.
    pub(crate) async fn examine(&self) -> Result<PinState> {
        match self.module.ask(Work::Examine).await? {
            Done::Examined(state) => Ok(state),
            other => Err(out_of_turn(&other)),
        }
    }

    /// True where the PIN is typed on the reader, for a key that asks each time also before a signature.
    pub(crate) fn is_on_reader(&self) -> bool {
        self.on_reader
    }

    /// Signs one structure.
    pub(crate) async fn sign(&self, algorithm: Algorithm, message: Vec<u8>) -> Result<Vec<u8>> {
        match self.module.ask(Work::Sign { algorithm, message, on_reader: self.on_reader }).await? {
            Done::Signed(value) => Ok(value),
            other => Err(out_of_turn(&other)),
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.module.tell(Work::End);
    }
}
