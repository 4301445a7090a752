//! The providers that integrators may name.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};

use super::provider::Provider;
use super::stand_in::{CloudKey, StandIn};

pub(crate) struct Providers {
    providers: Vec<Box<dyn Provider>>,
}

impl Providers {
    /// Stand-ins for the `wanted` real ones, for all where none is wanted, with the key in the folder that
    /// `demo/certificates/make.sh` fills.
    pub(crate) fn open(certificates: &Path, wanted: &[String]) -> Result<Self> {
        let known = |name: &String| STAND_INS.iter().any(|(hint, ..)| hint == name);
        if let Some(unknown) = wanted.iter().find(|name| !known(name)) {
            bail!("no provider {unknown:?}, wanted one of {}", STAND_INS.map(|(hint, ..)| hint).join(", "));
        }
        let key = Arc::new(CloudKey::open(certificates)?);
        let stand_in = |(hint, name, signs_later)| -> Box<dyn Provider> {
            Box::new(StandIn::new(hint, name, signs_later, Arc::clone(&key)))
        };
        let is_wanted = |hint: &str| wanted.is_empty() || wanted.iter().any(|name| name == hint);
        let chosen = STAND_INS.into_iter().filter(|(hint, ..)| is_wanted(hint));
        Ok(Self { providers: chosen.map(stand_in).collect() })
    }

    pub(crate) fn named(&self, hint: &str) -> Option<&dyn Provider> {
        self.providers.iter().map(AsRef::as_ref).find(|provider| provider.hint() == hint)
    }

    /// The one that there is; none where there are several.
    pub(crate) fn only(&self) -> Option<&'static str> {
        if let [only] = self.providers.as_slice() { Some(only.hint()) } else { None }
    }

    /// The names in `provider_hint`.
    pub(crate) fn hints(&self) -> Vec<&'static str> {
        self.providers.iter().map(|provider| provider.hint()).collect()
    }
}

/// Name in `provider_hint`, name for people, signs later: a client meets both kinds.
const STAND_INS: [(&str, &str, bool); 5] = [
    ("birdid", "BirdID", false),
    ("vidaas", "VIDaaS", true),
    ("serproid", "SerproID", false),
    ("certisign", "Certisign", false),
    // Any provider behind the API of the Cloud Signature Consortium.
    ("csc", "Cloud Signature Consortium", false),
];
