//! The agent as all its connections share it: tokens, person, memory, and whose turn it is.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use agent_protocol::{Code, Failure};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    failure::{Result, blocked, fail},
    origins::Origin,
    person::consent::Consent,
    remembered::Remembered,
    token::keys::Keys,
};

/// The agent: its tokens, its person and what it remembers.
#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) keys: Keys,
    pub(crate) consent: Consent,
    pub(crate) remembered: Remembered,
    /// One job, and so one dialog, at a time; a few wait.
    waiting: Semaphore,
    working: Semaphore,
    sessions: Mutex<HashMap<Origin, usize>>,
    refusals: Mutex<HashMap<Origin, Refusals>>,
}

/// The right to ask the person and to use a token; it ends with the value.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    _place: SemaphorePermit<'a>,
    _desk: SemaphorePermit<'a>,
}

/// Wrong PINs and cancelled dialogs in a row.
#[derive(Debug)]
struct Refusals {
    count: u32,
    last: Instant,
}

/// One connection of an origin, counted for as long as it lives.
#[derive(Debug)]
pub(crate) struct Seat {
    agent: Arc<Agent>,
    origin: Origin,
}

impl Agent {
    pub(crate) fn new(keys: Keys, consent: Consent, remembered: Remembered) -> Self {
        Self {
            keys,
            consent,
            remembered,
            waiting: Semaphore::new(QUEUE),
            working: Semaphore::new(1),
            sessions: Mutex::default(),
            refusals: Mutex::default(),
        }
    }

    /// Waits for the turn of a call, unless too many wait or the origin has been refused too often.
    pub(crate) async fn turn(&self, origin: &Origin) -> Result<Turn<'_>> {
        if self.is_cooling(origin) {
            return Err(fail(Code::RateLimited, "too many refusals in a row; wait ten minutes"));
        }
        let busy = |_| fail(Code::RateLimited, "another dialog is open");
        let place = self.waiting.try_acquire().map_err(busy)?;
        let desk =
            self.working.acquire().await.map_err(|_| fail(Code::Internal, "the agent is going down"))?;
        // The person may have said so on another connection meanwhile.
        if self.remembered.is_blocked(origin) {
            return Err(blocked());
        }
        Ok(Turn { _place: place, _desk: desk })
    }

    /// Remembers how a dialog ended, so that no page can nag or burn PIN tries without end.
    pub(crate) fn settle<T>(&self, origin: &Origin, outcome: &Result<T>) {
        let mut refusals = lock(&self.refusals);
        match outcome {
            Ok(_) => {
                refusals.remove(origin);
            }
            Err(Failure { code: Code::UserCancelled | Code::PinIncorrect | Code::PinLastTry, .. }) => {
                refusals.retain(|_, refusals| refusals.last.elapsed() < COOLING);
                let known =
                    refusals.entry(origin.clone()).or_insert(Refusals { count: 0, last: Instant::now() });
                (known.count, known.last) = (known.count + 1, Instant::now());
            }
            Err(_) => {}
        }
    }

    fn is_cooling(&self, origin: &Origin) -> bool {
        let refusals = lock(&self.refusals);
        refusals.get(origin).is_some_and(|known| known.count >= PATIENCE && known.last.elapsed() < COOLING)
    }

    /// A seat for one more connection of the origin, if there is one.
    pub(crate) fn seat(self: &Arc<Self>, origin: &Origin) -> Option<Seat> {
        let mut sessions = lock(&self.sessions);
        let (all, own) =
            (sessions.values().sum::<usize>(), sessions.get(origin).copied().unwrap_or_default());
        if all >= SESSIONS || own >= SESSIONS_PER_ORIGIN {
            return None;
        }
        sessions.insert(origin.clone(), own + 1);
        Some(Seat { agent: Arc::clone(self), origin: origin.clone() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut sessions = lock(&self.agent.sessions);
        match sessions.get_mut(&self.origin) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                sessions.remove(&self.origin);
            }
        }
    }
}

/// Nothing here is left half done by a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One that works and three that wait.
const QUEUE: usize = 4;
const SESSIONS: usize = 16;
const SESSIONS_PER_ORIGIN: usize = 4;
/// Refusals in a row before an origin has to wait.
const PATIENCE: u32 = 3;
const COOLING: Duration = Duration::from_secs(600);
