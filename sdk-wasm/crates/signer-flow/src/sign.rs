//! One `sign()` call, from documents to signed documents. A single call is a list of one.

use std::rc::Rc;

use crate::api::registration::Registration;
use crate::error::{Error, Result};
use crate::format::opened::{Done, Signable};
use crate::format::seam::{SignatureFact, TimeStampToken, Warning};
use crate::identity::{Phase, Progress, SignerIdentity};
use crate::level::Reach;
use crate::order::Order;
use crate::signer::a1::OpenedKey;
use crate::signer::asked::{Asked, Values};
use crate::signer::proof::verified;
use crate::signer::seam::Signer;
use crate::trust::Trust;
use crate::way::alone::Alone;
use crate::way::connected::Connected;
use crate::way::seam::{Unregistered, Way};
use crate::world::World;

/// A document that is signed.
#[derive(Clone, Debug)]
pub struct Signed<S> {
    /// The document.
    pub document: S,
    /// `pdf`, `xml`, `cms`.
    pub document_type: String,
    /// The API's name for the signature, or a UUID where there is no API.
    pub signature_id: String,
    /// Who signed.
    pub signer: SignerIdentity,
    /// One for each thing that was signed.
    pub signatures: Vec<SignatureFact>,
    /// Time-stamps for which the document has no place.
    pub beside: Vec<TimeStampToken>,
    /// For the caller to know.
    pub warnings: Vec<&'static str>,
    /// What the API has to be told yet, where it could not be: the warning `not_registered`.
    pub registration: Option<Registration>,
}

/// One for each document, in their order.
type Signatures<W> = Vec<Result<Signed<<W as World>::Source>>>;

/// Signs each document that could be opened; one that fails does not stop the others. On failure nothing stays open at the API
/// or the agent.
///
/// The outer error is the call's own: no key, no approval, nobody to register at.
pub async fn sign<W: World, D: Signable<W>, R: Reach>(
    world: &W,
    order: &Order<W::Key, R>,
    documents: Vec<Result<D>>,
) -> Result<Signatures<W>> {
    let (mut opened, mut refused) = (Vec::new(), Vec::new());
    for (index, document) in documents.into_iter().enumerate() {
        match document {
            Ok(document) => opened.push(document),
            Err(error) => refused.push((index, error)),
        }
    }
    let mut signed = if opened.is_empty() { Vec::new() } else { sign_opened(world, order, opened).await? };
    for (index, error) in refused {
        signed.insert(index, Err(error));
    }
    Ok(signed)
}

/// Signs one document.
pub async fn sign_one<W: World, D: Signable<W>, R: Reach>(
    world: &W,
    order: &Order<W::Key, R>,
    document: D,
) -> Result<Signed<W::Source>> {
    sign_opened(world, order, vec![document]).await?.pop().unwrap_or_else(|| Err(lost()))
}

/// Signs one document with a key in the page, and tells nobody: what does nothing else carries no code for an API or an agent.
pub async fn sign_alone<W: World, D: Signable<W>, R: Reach>(
    world: &W,
    key: &Rc<OpenedKey<W::Key>>,
    trust: Trust,
    reach: &R,
    document: D,
) -> Result<Signed<W::Source>> {
    let way = Alone { world, key, trust };
    sign_along(world, &way, reach, vec![document]).await?.pop().unwrap_or_else(|| Err(lost()))
}

async fn sign_opened<W: World, D: Signable<W>, R: Reach>(
    world: &W,
    order: &Order<W::Key, R>,
    documents: Vec<D>,
) -> Result<Signatures<W>> {
    let way = Connected::open(world, order, &documents).await?;
    sign_along(world, &way, &order.reach, documents).await
}

async fn sign_along<W: World, D: Signable<W>, R: Reach>(
    world: &W,
    way: &impl Way<W>,
    reach: &R,
    mut documents: Vec<D>,
) -> Result<Signatures<W>> {
    let outcome = road(world, way, reach, &mut documents).await;
    if outcome.is_err() || !documents.iter().any(Signable::is_finished) {
        way.cancel();
    }
    let Signatory { identity, warning, mut unregistered } = outcome?;
    let mut signed = Vec::new();
    for (place, document) in documents.into_iter().enumerate() {
        let own = unregistered.iter().position(|(own, _)| *own == place);
        let registration = own.map(|own| unregistered.swap_remove(own).1);
        let signature_id = way.signature_id(place);
        signed.push(document.finished().map(|mut done| {
            done.finished.warnings.extend(warning);
            named(world, signature_id, &identity, done, registration)
        }));
    }
    Ok(signed)
}

/// What is known of a call once its documents are signed.
struct Signatory {
    identity: SignerIdentity,
    /// Of the signer's chain.
    warning: Option<Warning>,
    unregistered: Unregistered,
}

/// All steps after the session; gives who signed, and what is still to be registered.
async fn road<W: World, D: Signable<W>, R: Reach>(
    world: &W,
    way: &impl Way<W>,
    reach: &R,
    documents: &mut [D],
) -> Result<Signatory> {
    let signer = way.signer().await?;
    signer.certificate().check_can_sign(world.now().seconds)?;
    way.trust().check(signer.chain())?;
    world.progress(Progress::begin(Phase::Preparing));
    let facts = signer.facts(world, reach.token_room());
    for document in &mut *documents {
        document.prepare(world, &facts).await;
    }
    let values = ask_for_values(world, way, &signer, documents).await?;
    if values.iter().any(Result::is_ok) {
        world.progress(Progress::begin(Phase::Finishing));
    }
    let mut values = values.into_iter();
    for document in &mut *documents {
        if document.asked().is_some() {
            document.finish(values.next().unwrap_or_else(|| Err(lost())), reach).await;
        }
    }
    let unregistered = way.register(documents).await?;
    let warning = (!signer.chain().ends_in_icp_brasil()).then_some(Warning::UntrustedRoot);
    Ok(Signatory { identity: SignerIdentity::of(signer.certificate()), warning, unregistered })
}

/// The values of those that are ready, asked for at once, each proven to be that of the certificate.
async fn ask_for_values<W: World, D: Signable<W>, Y: Way<W>>(
    world: &W,
    way: &Y,
    signer: &Y::Signer,
    documents: &[D],
) -> Result<Vec<Values>> {
    let mut asked = Vec::new();
    for (place, document) in documents.iter().enumerate() {
        asked.extend(document.asked().map(|own| Asked { place, ..own }));
    }
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    world.progress(Progress::begin(Phase::Signing));
    let values = way.values(signer, &asked).await?;
    Ok(verified(world, signer, &asked, values).await)
}

fn named<W: World>(
    world: &W,
    signature_id: Option<&str>,
    signer: &SignerIdentity,
    Done { content, document_type, mut finished }: Done<W::Source>,
    registration: Option<Registration>,
) -> Signed<W::Source> {
    finished.warnings.extend(registration.iter().map(|_| Warning::NotRegistered));
    Signed {
        document: content.into_source(),
        document_type,
        signature_id: signature_id.map_or_else(|| world.uuid(), str::to_owned),
        signer: signer.clone(),
        signatures: finished.signatures,
        beside: finished.beside,
        warnings: finished.warnings.iter().map(|warning| warning.code()).collect(),
        registration,
    }
}

/// A list that lost a document on the way.
fn lost() -> Box<Error> {
    Error::Internal { what: String::from("a document was lost on the way") }.into()
}
