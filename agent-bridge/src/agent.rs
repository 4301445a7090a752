//! The agent as all its connections share it: tokens, person, memory, and whose turn it is.

use std::sync::Arc;

use agent_protocol::Code;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    failure::{Result, blocked, fail},
    origins::Origin,
    patience::Patience,
    person::consent::Consent,
    places::{Limits, Place, Places},
    remembered::Remembered,
    token::keys::Keys,
    tries::Tries,
};

/// The agent: its tokens, its person and what it remembers.
#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) keys: Keys,
    pub(crate) consent: Consent,
    pub(crate) remembered: Remembered,
    pub(crate) patience: Patience,
    pub(crate) tries: Tries,
    /// One job, and so one dialog, at a time; a few wait, in the order they came.
    working: Semaphore,
    queue: Arc<Places>,
    seats: Arc<Places>,
}

/// The right to ask the person and to use a token; it ends with the value.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    _place: Place,
    _desk: SemaphorePermit<'a>,
}

impl Agent {
    pub(crate) fn new(keys: Keys, consent: Consent, remembered: Remembered) -> Self {
        Self {
            keys,
            consent,
            remembered,
            patience: Patience::default(),
            tries: Tries::default(),
            working: Semaphore::new(1),
            queue: Places::new(QUEUE),
            seats: Places::new(SEATS),
        }
    }

    /// Waits for the turn of a call, unless too many wait or the site has been refused too often.
    pub(crate) async fn turn(&self, origin: &Origin) -> Result<Turn<'_>> {
        self.patience.check(origin)?;
        let busy = || fail(Code::RateLimited, "another dialog is open");
        let place = self.queue.take(origin).ok_or_else(busy)?;
        let desk =
            self.working.acquire().await.map_err(|_| fail(Code::Internal, "the agent is going down"))?;
        // The person may have said so on another connection meanwhile.
        if self.remembered.is_blocked(origin) {
            return Err(blocked());
        }
        self.patience.check(origin)?;
        Ok(Turn { _place: place, _desk: desk })
    }

    /// A seat for one more connection of the origin, if there is one.
    pub(crate) fn seat(&self, origin: &Origin) -> Option<Place> {
        self.seats.take(origin)
    }
}

/// One works and the others wait: who comes anew has at most three calls of each site before it.
const QUEUE: Limits = Limits { all: 12, spare: 6, per_site: 3, per_origin: 3 };
/// Connections; below the number of sockets, so that there is one to hear the refusal.
const SEATS: Limits = Limits { all: 32, spare: 16, per_site: 8, per_origin: 4 };
