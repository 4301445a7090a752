//! The providers that integrators may name.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;

use super::provider::Provider;
use super::stand_in::{CloudKey, StandIn};

pub(crate) struct Providers {
    providers: Vec<Box<dyn Provider>>,
}

impl Providers {
    /// Stand-ins for the real ones, with the key in the folder that `demo/certificates/make.sh` fills.
    pub(crate) fn open(certificates: &Path) -> Result<Self> {
        let key = Arc::new(CloudKey::open(certificates)?);
        let stand_in = |(hint, name, signs_later)| -> Box<dyn Provider> {
            Box::new(StandIn::new(hint, name, signs_later, Arc::clone(&key)))
        };
        Ok(Self { providers: STAND_INS.map(stand_in).into() })
    }

    pub(crate) fn named(&self, hint: &str) -> Option<&dyn Provider> {
        self.providers.iter().map(AsRef::as_ref).find(|provider| provider.hint() == hint)
    }

    /// The names in `provider_hint`.
    pub(crate) fn hints(&self) -> Vec<&'static str> {
        self.providers.iter().map(|provider| provider.hint()).collect()
    }
}

/// Name in `provider_hint`, name for people, signs later: a client meets both kinds.
const STAND_INS: [(&str, &str, bool); 4] = [
    ("birdid", "BirdID", false),
    ("vidaas", "VIDaaS", true),
    ("serproid", "SerproID", false),
    ("certisign", "Certisign", false),
];
