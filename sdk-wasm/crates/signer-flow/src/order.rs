//! How the documents of a call are signed.

use std::rc::Rc;

use crate::level::BaselineB;
use crate::signer::a1::OpenedKey;
use crate::trust::Trust;

/// How all documents of a call are signed.
pub struct Order<K, R = BaselineB> {
    /// With which key.
    pub key: Key<K>,
    /// The API, where the signatures are to be registered.
    pub api_base_url: Option<String>,
    /// The level to reach.
    pub reach: R,
    /// Which roots the signer's certificate may come from.
    pub trust: Trust,
}

/// Where the key is.
pub enum Key<K> {
    /// In a PFX file that the page opened.
    A1(Rc<OpenedKey<K>>),
    /// On a token, behind the agent.
    Agent {
        /// Where to look for it on 127.0.0.1; none = the usual ports.
        ports: Option<Vec<u16>>,
    },
    /// At a provider, behind the API.
    Cloud {
        /// Which one.
        provider_hint: Option<String>,
    },
}
