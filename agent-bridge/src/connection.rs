//! One connection of a page, as its calls see it.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{agent::Agent, origins::Origin, token::keys::TokenKey};

/// The part of a connection that its calls share.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) agent: Arc<Agent>,
    pub(crate) origin: Origin,
    allowed: AtomicBool,
    keys: Mutex<HashMap<String, TokenKey>>,
}

impl Connection {
    pub(crate) fn new(agent: Arc<Agent>, origin: Origin) -> Self {
        Self { agent, origin, allowed: AtomicBool::new(false), keys: Mutex::default() }
    }

    pub(crate) fn is_allowed(&self) -> bool {
        self.allowed.load(Ordering::Relaxed)
    }

    pub(crate) fn allow(&self) {
        self.allowed.store(true, Ordering::Relaxed);
    }

    /// The identifiers of a list before this one are good no longer.
    pub(crate) fn remember_keys(&self, keys: Vec<(String, TokenKey)>) {
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys.into_iter().collect();
    }

    pub(crate) fn key(&self, id: &str) -> Option<TokenKey> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }
}
