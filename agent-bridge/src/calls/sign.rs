//! The call `sign`: read everything, ask once, sign each.

use std::collections::BTreeSet;

use agent_protocol::{Algorithm, Answer, Code, Failure, ItemSignature, Sign, Signatures};
use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{
    connection::Connection,
    failure::{Result, cancelled, fail, invalid, pin_incorrect},
    person::dialog::Batch,
    pin::{Pin, PinState},
    reading::Readable,
    token::{job::Job, keys::TokenKey},
};

/// Signs all items or none; nothing is asked of the person before every one has been read.
pub(crate) async fn sign(connection: &Connection, request: Sign) -> Result<Answer> {
    let unknown = || fail(Code::CertificateNotFound, "no such certificate on this connection");
    let key = connection.key(&request.certificate_id).ok_or_else(unknown)?;
    if !key.algorithms.contains(&request.algorithm) {
        return Err(fail(Code::CertificateUnsuitable, "its key cannot do this algorithm"));
    }
    let items = read_all(&request, &key)?;
    let _turn = connection.agent.turn(&connection.origin).await?;
    let (job, state) = Job::open(&key).await?;
    let allowed = approve(connection, &key, &items, &job, state).await;
    connection.agent.settle(&connection.origin, &allowed);
    allowed?;
    let mut signed = Vec::with_capacity(items.len());
    for item in items {
        signed.push(sign_one(&job, request.algorithm, item).await?);
    }
    tracing::info!(origin = %connection.origin, items = signed.len(), "signed");
    Ok(Answer::Sign(Signatures { items: signed }))
}

fn read_all(request: &Sign, key: &TokenKey) -> Result<Vec<Readable>> {
    if request.items.is_empty() || request.items.len() > MOST_ITEMS {
        return Err(invalid(format!("{} items, wanted 1 to {MOST_ITEMS}", request.items.len())));
    }
    let mut ids = BTreeSet::new();
    if !request.items.iter().all(|item| item.id.len() <= LONGEST_ID && ids.insert(&item.id)) {
        return Err(invalid("the id of an item is too long or comes twice"));
    }
    let read = |item| Readable::read(item, key.certificate(), request.algorithm);
    request.items.iter().map(read).collect()
}

/// Consent, PIN and login. A PIN is never kept for another job; the token sees it again only for a key that asks before each signature.
async fn approve(
    connection: &Connection,
    key: &TokenKey,
    items: &[Readable],
    job: &Job,
    state: PinState,
) -> Result<()> {
    if state.required && state.locked {
        return Err(fail(Code::PinLocked, "the token is locked"));
    }
    let batch = Batch { origin: &connection.origin, certificate: &key.name, token: &key.token_label, items };
    let pin = connection.agent.consent.sign(batch, state).await?;
    // Neither an empty PIN nor one that cannot be right is shown to the token.
    let pin = pin.map(|typed| Pin::typed(&typed).ok_or_else(|| pin_incorrect(None))).transpose()?;
    job.login(pin, state.required).await.map_err(|failure| on_reader(failure, state))
}

/// A failure while the person was at the reader is theirs.
fn on_reader(failure: Failure, state: PinState) -> Failure {
    match failure.code {
        Code::UserCancelled => cancelled(),
        Code::Internal if state.on_reader && state.required => {
            fail(Code::UserTimeout, "the PIN was not typed on the reader")
        }
        _ => failure,
    }
}

async fn sign_one(job: &Job, algorithm: Algorithm, item: Readable) -> Result<ItemSignature> {
    let signature = job.sign(algorithm, item.to_be_signed).await?;
    Ok(ItemSignature { id: item.id, signature: BASE64_STANDARD.encode(signature) })
}

const MOST_ITEMS: usize = 500;
const LONGEST_ID: usize = 64;
