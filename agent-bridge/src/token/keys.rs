//! The keys on all tokens, and the job of signing with one.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use agent_protocol::{Algorithm, Code};
use cryptoki::types::AuthPin;
use signer_pki::{Certificate, CertificateChain};
use tokio::sync::Mutex;

use crate::{
    failure::{Result, fail},
    reading::{algorithms, is_authority},
    token::module::Module,
    token::worker::{Contents, PinState, Place, can},
};

/// The modules and their tokens.
#[derive(Debug)]
pub(crate) struct Keys {
    paths: Vec<PathBuf>,
    loaded: Mutex<BTreeMap<PathBuf, Arc<Module>>>,
}

/// A certificate whose private key is on a token.
#[derive(Clone, Debug)]
pub(crate) struct TokenKey {
    module: Arc<Module>,
    place: Place,
    pub(crate) name: String,
    pub(crate) token_label: String,
    /// DER, the end entity first.
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) algorithms: Vec<Algorithm>,
}

impl TokenKey {
    /// The DER of its certificate.
    pub(crate) fn certificate(&self) -> &[u8] {
        &self.place.certificate
    }
}

impl Keys {
    pub(crate) fn new(paths: Vec<PathBuf>) -> Self {
        Self { paths, loaded: Mutex::default() }
    }

    /// All of them, each certificate once although two modules may show the same card.
    pub(crate) async fn list(&self) -> Result<Vec<TokenKey>> {
        let (mut keys, mut seen, mut tokens, mut broken) = (Vec::new(), BTreeSet::new(), 0, None);
        for module in self.modules().await? {
            let contents = match module.run(LIST, |worker| worker.list()).await {
                Ok(contents) => contents,
                Err(failure) => {
                    tracing::warn!(failure.message, "a module cannot list its tokens");
                    broken = broken.or(Some(failure));
                    continue;
                }
            };
            tokens += contents.len();
            let found = contents.iter().flat_map(|token| keys_of(&module, token));
            keys.extend(found.filter(|key| seen.insert(key.place.certificate.clone())));
        }
        match tokens {
            0 => Err(broken.unwrap_or_else(|| fail(Code::TokenNotPresent, "no token is present"))),
            _ if keys.is_empty() => {
                Err(fail(Code::CertificateNotFound, "no token holds a certificate with a private key"))
            }
            _ => Ok(keys),
        }
    }

    /// Those that load, the others are tried again next time: a driver may be installed while the agent runs.
    async fn modules(&self) -> Result<Vec<Arc<Module>>> {
        let mut loaded = self.loaded.lock().await;
        for path in &self.paths {
            if loaded.contains_key(path) {
                continue;
            }
            match Module::load(path).await {
                Ok(module) => {
                    loaded.insert(path.clone(), Arc::new(module));
                }
                Err(failure) => {
                    tracing::warn!(module = %path.display(), failure.message, "a module does not load")
                }
            }
        }
        let in_order = self.paths.iter().filter_map(|path| loaded.get(path).cloned()).collect::<Vec<_>>();
        if in_order.is_empty() {
            return Err(fail(
                Code::TokenDriverMissing,
                format!("no module could be loaded, tried {}", self.paths.len()),
            ));
        }
        Ok(in_order)
    }
}

fn keys_of(module: &Arc<Module>, token: &Contents) -> Vec<TokenKey> {
    let read = |(id, der): &(Vec<u8>, Vec<u8>)| Some((id.clone(), Certificate::from_der(der).ok()?));
    let held = token.certificates.iter().filter_map(read).collect::<Vec<_>>();
    let usable = held.iter().filter(|(id, certificate)| !id.is_empty() && has_key(token, id, certificate));
    usable
        .map(|(id, certificate)| TokenKey {
            module: Arc::clone(module),
            place: Place {
                slot: token.slot,
                serial: token.serial.clone(),
                id: id.clone(),
                certificate: certificate.der().to_vec(),
            },
            name: certificate.common_name().unwrap_or_default(),
            token_label: token.label.clone(),
            chain: chain(certificate, &held),
            algorithms: algorithms(certificate)
                .iter()
                .copied()
                .filter(|one| can(&token.mechanisms, *one))
                .collect(),
        })
        .collect()
}

/// Where keys are hidden until login, whoever is no authority is taken to have one, and `sign` will tell.
fn has_key(token: &Contents, id: &Vec<u8>, certificate: &Certificate) -> bool {
    match &token.private_keys {
        Some(ids) => ids.contains(id),
        None => !is_authority(certificate),
    }
}

fn chain(end_entity: &Certificate, held: &[(Vec<u8>, Certificate)]) -> Vec<Vec<u8>> {
    let others = held.iter().map(|(_, certificate)| certificate.clone()).collect();
    CertificateChain::order(end_entity.clone(), others)
        .iter()
        .map(|certificate| certificate.der().to_vec())
        .collect()
}

/// A session with one key. Dropping it logs out, whatever happened.
#[derive(Debug)]
pub(crate) struct Job {
    module: Arc<Module>,
}

impl Job {
    /// Finds the key's token again and says how it wants to be convinced.
    pub(crate) async fn open(key: &TokenKey) -> Result<(Self, PinState)> {
        let (job, place) = (Self { module: Arc::clone(&key.module) }, key.place.clone());
        let state = job.module.run(LIST, |worker| worker.open(place)).await?;
        Ok((job, state))
    }

    /// Shows the PIN to the token, once; `None` where it is typed on the reader or not needed.
    pub(crate) async fn login(&self, pin: Option<AuthPin>, required: bool) -> Result<()> {
        self.module.run(LOGIN, move |worker| worker.login(pin, required)).await
    }

    /// Signs one structure.
    pub(crate) async fn sign(&self, algorithm: Algorithm, message: Vec<u8>) -> Result<Vec<u8>> {
        self.module.run(SIGN, move |worker| worker.sign(algorithm, &message)).await
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.module.post(|worker| worker.end());
    }
}

const LIST: Duration = Duration::from_secs(15);
/// A PIN pad waits for the person.
const LOGIN: Duration = Duration::from_secs(120);
const SIGN: Duration = Duration::from_secs(60);
