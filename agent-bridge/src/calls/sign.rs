//! The call `sign`: read everything, ask once, sign each.

use std::collections::BTreeSet;

use agent_protocol::{
    Algorithm, Answer, Code, Failure, Item, ItemSignature, Kind, MAX_TO_BE_SIGNED, Sign, Signatures,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use cryptoki::types::AuthPin;
use zeroize::Zeroizing;

use crate::{
    conversation::Connection,
    failure::{Result, cancelled, fail, invalid, pin_incorrect},
    person::dialog::Batch,
    reading,
    token::keys::{Job, TokenKey},
    token::worker::PinState,
};

/// An item that was read: what it is and what the site calls it.
#[derive(Debug)]
pub(crate) struct Readable {
    id: String,
    pub(crate) name: String,
    to_be_signed: Vec<u8>,
    message_digest: Vec<u8>,
}

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
    request.items.iter().map(|item| read(item, key, request.algorithm)).collect()
}

fn read(item: &Item, key: &TokenKey, algorithm: Algorithm) -> Result<Readable> {
    let to_be_signed =
        BASE64_STANDARD.decode(&item.to_be_signed).map_err(|error| invalid(error.to_string()))?;
    if to_be_signed.len() > MAX_TO_BE_SIGNED {
        return Err(invalid(format!(
            "{} bytes to be signed, at most {MAX_TO_BE_SIGNED}",
            to_be_signed.len()
        )));
    }
    let message_digest = match item.kind {
        Kind::SignedAttributes => reading::message_digest(&to_be_signed, key.certificate(), algorithm)?,
    };
    Ok(Readable { id: item.id.clone(), name: item.document.name.clone(), to_be_signed, message_digest })
}

/// Consent, PIN and login. A PIN is shown to the token once and never kept for another job.
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
    let pin = pin.map(secret).transpose()?;
    job.login(pin, state.required).await.map_err(|failure| on_reader(failure, state))
}

/// An empty PIN is none, and one that is no UTF-8 cannot be right; the token is not asked about either.
fn secret(mut typed: Zeroizing<Vec<u8>>) -> Result<AuthPin> {
    let text = std::str::from_utf8(&typed)
        .ok()
        .filter(|text| !text.is_empty())
        .ok_or_else(|| pin_incorrect(None))?;
    let mut exact = String::with_capacity(text.len());
    exact.push_str(text);
    zeroize::Zeroize::zeroize(&mut *typed);
    Ok(AuthPin::from(exact))
}

/// What went wrong while the person was at the reader is theirs.
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
    let raw = job.sign(algorithm, item.to_be_signed).await?;
    let signature = reading::signature_value(algorithm, raw)?;
    Ok(ItemSignature { id: item.id, signature: BASE64_STANDARD.encode(signature) })
}

impl Readable {
    /// Enough of the digest to compare by eye.
    pub(crate) fn digest_prefix(&self) -> String {
        let pairs = self.message_digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>();
        pairs.chunks(2).map(<[String]>::concat).collect::<Vec<_>>().join(" ")
    }
}

const MOST_ITEMS: usize = 500;
const LONGEST_ID: usize = 64;
