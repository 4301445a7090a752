//! The keys on all tokens.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use agent_protocol::{Algorithm, Code, Failure};
use signer_pki::{Certificate, CertificateChain, Curve, PublicKey};
use tokio::{sync::Mutex, task::JoinSet};

use crate::{
    failure::{Result, fail},
    token::{
        module::Module,
        work::{Done, KeyLocation, TokenContents, Work, out_of_turn},
    },
};

/// The modules and their tokens.
#[derive(Debug)]
pub(crate) struct Keys {
    paths: Vec<PathBuf>,
    known: Mutex<BTreeMap<PathBuf, Arc<Module>>>,
}

/// A certificate whose private key is on a token.
#[derive(Clone, Debug)]
pub(crate) struct TokenKey {
    pub(crate) module: Arc<Module>,
    pub(crate) location: KeyLocation,
    pub(crate) name: String,
    pub(crate) token_label: String,
    /// DER, the end entity first.
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) algorithms: Vec<Algorithm>,
}

impl TokenKey {
    /// The DER of its certificate.
    pub(crate) fn certificate(&self) -> &[u8] {
        &self.location.certificate
    }
}

impl Keys {
    pub(crate) fn new(paths: Vec<PathBuf>) -> Self {
        Self { paths, known: Mutex::default() }
    }

    /// All of them, each certificate once although two modules may show the same card. The modules are read side by side:
    /// one that hangs costs the others no more than its own time, and only once.
    pub(crate) async fn list(&self) -> Result<Vec<TokenKey>> {
        let modules = self.modules().await;
        let (mut keys, mut seen, mut tokens, mut broken) = (Vec::new(), BTreeSet::new(), 0, Vec::new());
        for (module, contents) in read_all(&modules).await {
            let contents = match contents {
                Ok(contents) => contents,
                Err(failure) => {
                    tracing::warn!(failure.message, "a module cannot list its tokens");
                    broken.push((module, failure));
                    continue;
                }
            };
            tokens += contents.len();
            let found = contents.iter().flat_map(|token| keys_of(&module, token));
            keys.extend(found.filter(|key| seen.insert(key.location.certificate.clone())));
        }
        match tokens {
            0 => Err(without_token(modules.len(), broken)),
            _ if keys.is_empty() => {
                Err(fail(Code::CertificateNotFound, "no token holds a certificate with a private key"))
            }
            _ => Ok(keys),
        }
    }

    /// One for each path. Those that did not load or whose thread ended begin anew: a driver may be installed while the
    /// agent runs.
    async fn modules(&self) -> Vec<Arc<Module>> {
        let mut known = self.known.lock().await;
        known.retain(|_, module| !module.is_over());
        for path in &self.paths {
            if known.contains_key(path) {
                continue;
            }
            match Module::load(path) {
                Ok(module) => drop(known.insert(path.clone(), Arc::new(module))),
                Err(failure) => tracing::error!(failure.message, "a module gets no thread"),
            }
        }
        self.paths.iter().filter_map(|path| known.get(path).cloned()).collect()
    }
}

/// The contents of each, in the order of the modules.
async fn read_all(modules: &[Arc<Module>]) -> Vec<(Arc<Module>, Result<Vec<TokenContents>>)> {
    let mut reading = JoinSet::new();
    for (position, module) in modules.iter().enumerate() {
        let module = Arc::clone(module);
        reading.spawn(async move {
            let contents = contents(&module).await;
            (position, module, contents)
        });
    }
    let mut read = reading.join_all().await;
    read.sort_by_key(|(position, ..)| *position);
    read.into_iter().map(|(_, module, contents)| (module, contents)).collect()
}

/// A module that does not load says nothing about tokens, unless there is no other.
fn without_token(modules: usize, broken: Vec<(Arc<Module>, Failure)>) -> Failure {
    let (not_loaded, silent): (Vec<_>, Vec<_>) =
        broken.into_iter().partition(|(module, _)| module.not_loaded().is_some());
    match (silent.into_iter().next(), not_loaded.first()) {
        (None, Some((_, why))) if not_loaded.len() == modules => none_loaded(modules, &why.message),
        (Some((_, failure)), _) => failure,
        _ if modules == 0 => fail(Code::TokenDriverMissing, "no module is known"),
        _ => fail(Code::TokenNotPresent, "no token is present"),
    }
}

fn none_loaded(tried: usize, why: &str) -> Failure {
    fail(Code::TokenDriverMissing, format!("no module could be loaded, tried {tried}: {why}"))
}

async fn contents(module: &Module) -> Result<Vec<TokenContents>> {
    match module.ask(Work::List).await? {
        Done::Listed(contents) => Ok(contents),
        other => Err(out_of_turn(&other)),
    }
}

fn keys_of(module: &Arc<Module>, token: &TokenContents) -> Vec<TokenKey> {
    let read = |(id, der): &(Vec<u8>, Vec<u8>)| Some((id.clone(), Certificate::from_der(der).ok()?));
    let held = token.certificates.iter().filter_map(read).collect::<Vec<_>>();
    let usable = held.iter().filter(|(id, certificate)| !id.is_empty() && has_key(token, id, certificate));
    usable
        .map(|(id, certificate)| TokenKey {
            module: Arc::clone(module),
            location: KeyLocation {
                slot: token.slot,
                serial: token.serial.clone(),
                id: id.clone(),
                certificate: certificate.der().to_vec(),
            },
            name: certificate.common_name().unwrap_or_default(),
            token_label: token.label.clone(),
            chain: chain(certificate, &held),
            algorithms: algorithms(certificate, &token.algorithms),
        })
        .collect()
}

/// Where keys are hidden until login, whoever is no authority is taken to have one, and `sign` will tell.
fn has_key(token: &TokenContents, id: &Vec<u8>, certificate: &Certificate) -> bool {
    match &token.private_keys {
        Some(ids) => ids.contains(id),
        None => !certificate.is_ca(),
    }
}

fn chain(end_entity: &Certificate, held: &[(Vec<u8>, Certificate)]) -> Vec<Vec<u8>> {
    let others = held.iter().map(|(_, certificate)| certificate.clone()).collect();
    CertificateChain::order(end_entity.clone(), others)
        .iter()
        .map(|certificate| certificate.der().to_vec())
        .collect()
}

/// The algorithms that a key on this curve or of this kind and its token can do; none where the agent does not know the kind.
fn algorithms(certificate: &Certificate, of_token: &[Algorithm]) -> Vec<Algorithm> {
    let of_key: &[Algorithm] = match certificate.public_key() {
        PublicKey::Ec(Curve::P256) => &[Algorithm::ES256],
        PublicKey::Ec(Curve::P384) => &[Algorithm::ES384],
        PublicKey::Ec(Curve::P521) => &[Algorithm::ES512],
        PublicKey::Other => &[],
        PublicKey::Rsa { .. } => &[Algorithm::RS256, Algorithm::RS384, Algorithm::RS512],
    };
    of_key.iter().copied().filter(|one| of_token.contains(one)).collect()
}
