//! The call `sign`: read everything, ask once, sign each.

use std::{
    collections::BTreeSet,
    time::{SystemTime, UNIX_EPOCH},
};

use agent_protocol::{Algorithm, Answer, Code, Failure, ItemSignature, Sign, Signatures};
use base64::{Engine, prelude::BASE64_STANDARD};
use signer_pki::Certificate;
use zeroize::Zeroizing;

use crate::{
    connection::Connection,
    failure::{Result, fail, internal, invalid, pin_incorrect},
    person::dialog::Batch,
    pin::{Attempt, Pin, PinState},
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
    check_can_sign(&key)?;
    let items = read_all(&request, &key)?;
    let _turn = connection.agent.turn(&connection.origin).await?;
    let (job, state) = Job::open(&key).await?;
    let approval = Approval { key: &key, items: &items, job: &job };
    counted(connection, approval.ask(connection, state)).await?;
    let mut signed = Vec::with_capacity(items.len());
    for item in &items {
        signed.push(approval.sign(connection, request.algorithm, item).await?);
    }
    tracing::info!(origin = %connection.origin, items = signed.len(), "signed");
    Ok(Answer::Sign(Signatures { items: signed }))
}

/// Refuses a certificate that is not valid now, or not for signing. The SDK offers none, but any page may ask.
fn check_can_sign(key: &TokenKey) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| internal(error.to_string()))?;
    let now = i64::try_from(now.as_secs()).map_err(|error| internal(error.to_string()))?;
    let certificate =
        Certificate::from_der(key.certificate()).map_err(|error| internal(error.to_string()))?;
    certificate.check_can_sign(now).map_err(|error| {
        let expired = matches!(*error, signer_pki::Error::Expired { .. });
        fail(if expired { Code::CertificateExpired } else { Code::CertificateUnsuitable }, error.to_string())
    })
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
    let items = request.items.iter().map(read).collect::<Result<Vec<_>>>()?;
    // The dialog says it once for all, also for those that it has no room to name.
    if items.windows(2).any(|two| matches!(two, [one, other] if one.policy != other.policy)) {
        return Err(invalid("the items of a call have one signature policy, or none"));
    }
    Ok(items)
}

/// Asks the person, which counts as one dialog however often a PIN is typed in it.
async fn counted(connection: &Connection, asking: impl Future<Output = Result<()>>) -> Result<()> {
    let asked = connection.agent.patience.asked(&connection.origin);
    let approved = asking.await;
    match &approved {
        Ok(()) => asked.approved(),
        Err(failure) => asked.failed(failure),
    }
    approved
}

/// The approval of one call.
struct Approval<'a> {
    key: &'a TokenKey,
    items: &'a [Readable],
    job: &'a Job,
}

impl Approval<'_> {
    /// Until the token is convinced or the person has had enough. Who cancels after a wrong PIN hears of the wrong PIN.
    async fn ask(&self, connection: &Connection, state: PinState) -> Result<()> {
        let tries = &connection.agent.tries;
        let token = self.key.location.serial.as_str();
        let mut attempt = Attempt { state, repeated: false, wrong: tries.wrong(token) };
        let mut wrong: Option<Failure> = None;
        loop {
            let Err(failure) = self.try_once(connection, attempt).await else {
                tries.forget(token);
                return Ok(());
            };
            match failure.code {
                Code::PinIncorrect => {}
                Code::PinLastTry | Code::UserCancelled => return Err(wrong.unwrap_or(failure)),
                _ => return Err(failure),
            }
            let state = self.job.examine().await?;
            attempt = Attempt { state, repeated: true, wrong: tries.wrong(token) };
            wrong = Some(failure);
        }
    }

    /// One dialog and one login. A PIN is never kept for another job; the token sees it again only for a key that asks
    /// before each signature.
    async fn try_once(&self, connection: &Connection, attempt: Attempt) -> Result<()> {
        let pin = self.dialog(connection, attempt).await?;
        // Neither an empty PIN nor one that cannot be right is shown to the token.
        let pin = pin.map(|typed| Pin::typed(&typed).ok_or_else(|| pin_incorrect(None))).transpose()?;
        let login = self.job.login(pin, attempt.state.required).await;
        connection.agent.tries.count(&self.key.location.serial, &login);
        login
    }

    async fn dialog(&self, connection: &Connection, attempt: Attempt) -> Result<Option<Zeroizing<Vec<u8>>>> {
        if attempt.state.required && attempt.state.locked {
            return Err(fail(Code::PinLocked, "the token is locked"));
        }
        let (certificate, token) = (&self.key.name, &self.key.token_label);
        let batch = Batch { origin: &connection.origin, certificate, token, items: self.items };
        connection.agent.consent.sign(batch, attempt).await
    }

    /// One signature. A PIN that a reader asks for before it may be wrong, and is typed there again if the person wants to.
    async fn sign(
        &self,
        connection: &Connection,
        algorithm: Algorithm,
        item: &Readable,
    ) -> Result<ItemSignature> {
        let (tries, token) = (&connection.agent.tries, self.key.location.serial.as_str());
        loop {
            let value = self.job.sign(algorithm, item.to_be_signed.clone()).await;
            tries.count(token, &value);
            match value {
                Ok(value) => {
                    tries.forget(token);
                    let signature = BASE64_STANDARD.encode(value);
                    return Ok(ItemSignature { id: item.id.clone(), signature });
                }
                Err(failure) if failure.code == Code::PinIncorrect && self.job.is_on_reader() => {
                    counted(connection, self.ask_again(connection, failure)).await?;
                }
                Err(failure) => return Err(failure),
            }
        }
    }

    async fn ask_again(&self, connection: &Connection, wrong: Failure) -> Result<()> {
        let state = self.job.examine().await?;
        let tried = connection.agent.tries.wrong(&self.key.location.serial);
        let attempt = Attempt { state, repeated: true, wrong: tried };
        match self.dialog(connection, attempt).await {
            Ok(_) => Ok(()),
            Err(failure) if matches!(failure.code, Code::PinLastTry | Code::UserCancelled) => Err(wrong),
            Err(failure) => Err(failure),
        }
    }
}

const MOST_ITEMS: usize = 500;
const LONGEST_ID: usize = 64;
