//! The keys on all tokens.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use agent_protocol::{Algorithm, Code};
use signer_pki::{Certificate, CertificateChain, Curve, PublicKey};
use tokio::sync::Mutex;

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
    loaded: Mutex<BTreeMap<PathBuf, Arc<Module>>>,
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
        Self { paths, loaded: Mutex::default() }
    }

    /// All of them, each certificate once although two modules may show the same card.
    pub(crate) async fn list(&self) -> Result<Vec<TokenKey>> {
        let (mut keys, mut seen, mut tokens, mut broken) = (Vec::new(), BTreeSet::new(), 0, None);
        for module in self.modules().await? {
            let contents = match contents(&module).await {
                Ok(contents) => contents,
                Err(failure) => {
                    tracing::warn!(failure.message, "a module cannot list its tokens");
                    broken = broken.or(Some(failure));
                    continue;
                }
            };
            tokens += contents.len();
            let found = contents.iter().flat_map(|token| keys_of(&module, token));
            keys.extend(found.filter(|key| seen.insert(key.location.certificate.clone())));
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
