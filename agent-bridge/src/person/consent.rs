//! Asking the person: one dialog at a time.

use std::path::PathBuf;

use agent_protocol::Code;
use zeroize::Zeroizing;

use crate::{
    failure::{Result, cancelled, fail},
    origins::Origin,
    person::{
        dialog::{Batch, Dialog},
        pinentry::{Button, Pinentry},
        text::{Language, Text},
    },
    pin::{Attempt, PinState},
};

/// The way to the person.
#[derive(Debug)]
pub(crate) struct Consent {
    pinentry: Option<PathBuf>,
    text: &'static Text,
}

/// The person's answer to a site that wants to see certificates.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Decision {
    Allowed,
    Blocked,
}

impl Consent {
    pub(crate) fn new(pinentry: Option<PathBuf>) -> Self {
        Self { pinentry: pinentry.or_else(Pinentry::find), text: Language::of_environment().text() }
    }

    /// May the site see the certificates?
    pub(crate) async fn certificates(&self, origin: &Origin) -> Result<Decision> {
        match self.confirm(Dialog::certificates(self.text, origin)).await? {
            Button::Ok => Ok(Decision::Allowed),
            Button::Not => Ok(Decision::Blocked),
            Button::Cancel => Err(cancelled()),
        }
    }

    /// Consent and PIN in one dialog; the last try, and one that may be the last, has its own before it. `None` where no PIN
    /// is typed here.
    pub(crate) async fn sign(
        &self,
        batch: Batch<'_>,
        attempt: Attempt,
    ) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let state = attempt.state;
        if state.required && (state.last_try || attempt.wrong >= FEWEST_TRIES) {
            self.last_try(batch, state).await?;
        }
        if state.required && !state.on_reader {
            let dialog = Dialog::pin(self.text, batch, attempt);
            return Pinentry::pin(self.program()?, &dialog).await?.ok_or_else(cancelled).map(Some);
        }
        match self.confirm(Dialog::without_pin(self.text, batch, attempt)).await? {
            Button::Ok => Ok(None),
            Button::Cancel | Button::Not => Err(cancelled()),
        }
    }

    async fn last_try(&self, batch: Batch<'_>, state: PinState) -> Result<()> {
        match self.confirm(Dialog::last_try(self.text, batch, state)).await? {
            Button::Ok => Ok(()),
            Button::Cancel | Button::Not => {
                Err(fail(Code::PinLastTry, "one try may be left and the person keeps it"))
            }
        }
    }

    async fn confirm(&self, dialog: Dialog) -> Result<Button> {
        Pinentry::confirm(self.program()?, &dialog).await
    }

    fn program(&self) -> Result<&PathBuf> {
        let missing = || fail(Code::PinPromptUnavailable, "no pinentry program was found");
        self.pinentry.as_ref().ok_or_else(missing)
    }
}

/// Wrong PINs in a row after which the next one may lock a token that does not tell: most lock at the third.
const FEWEST_TRIES: u32 = 2;
