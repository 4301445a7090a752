//! The wishes of a field's author for the signature in it: `/Lock` and `/SV` (ISO 32000-2, 12.7.5.5, tables 236 and 237).

use crate::error::{Error, RequestPart, Result};
use crate::file::objects::{File, Value};
use crate::sign::lock::{self, FieldLock};
use crate::sign::plan::Plan;
use crate::sign::request::{Certification, SignatureRequest};
use crate::sign::seed::certificate;
use crate::sign::seed::handler;
use crate::sign::seed::seed_value::{Seed, cannot, word};
use crate::sign::target::Target;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;

/// The wishes of the field, as they will be done.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    pub(crate) lock: Option<FieldLock>,
    /// New `/Lock` of the field.
    pub(crate) new_lock: Option<Vec<u8>>,
    /// `/Reason`.
    pub(crate) reason: Option<String>,
    /// Something is asked of the signer, and nothing was said of the signer.
    pub(crate) is_open: bool,
}

/// The terms of the field that is signed; an error where they cannot be met.
pub(crate) fn of(file: &mut File, plan: &Plan<'_>) -> Result<Terms> {
    let mut terms = Terms { reason: plan.request.reason.clone(), ..Terms::default() };
    let Target::Existing(field) = plan.target else { return Ok(terms) };
    let field = field.object.dictionary()?;
    terms.lock = lock::of(file, field)?;
    let seed = file.dictionary(field, b"SV")?;
    if let Some(dictionary) = seed.as_ref().and_then(Value::dictionary) {
        let seed = Seed { dictionary, flags: file.integer(dictionary, b"Ff")?.unwrap_or(0) };
        handler::check(file, seed, plan.request)?;
        check_certification_seed(file, seed, plan.request.certification)?;
        if is_to_be_locked(file, seed, plan, &terms)? {
            lock_document(file, field, &mut terms)?;
        }
        terms.reason = reason(file, seed, plan.request)?;
        terms.is_open = certificate::check(file, seed, plan.request)?;
    }
    Ok(terms)
}

/// `/MDP`: `/P 0` for no certification, 1 to 3 for this one; binding where it is present.
fn check_certification_seed(
    file: &mut File,
    seed: Seed<'_>,
    certification: Option<Certification>,
) -> Result<()> {
    let permissions = file.dictionary(seed.dictionary, b"MDP")?;
    let Some(permissions) = permissions.as_ref().and_then(Value::dictionary) else { return Ok(()) };
    let asked = file.integer(permissions, b"P")?.filter(|asked| (0..=3).contains(asked));
    let reason = match asked {
        None => return Ok(()),
        Some(asked) if asked == certification.map_or(0, Certification::permission) => return Ok(()),
        Some(0) => "/SV /MDP asks for no certification",
        Some(1) => "/SV /MDP asks for a certification that allows no changes",
        Some(2) => "/SV /MDP asks for a certification that allows form filling",
        Some(_) => "/SV /MDP asks for a certification that allows annotations",
    };
    match certification {
        Some(_) => Err(Error::request(RequestPart::Certification, reason)),
        None => cannot(reason),
    }
}

/// A required `/LockDocument` is still to be met.
fn is_to_be_locked(file: &mut File, seed: Seed<'_>, plan: &Plan<'_>, terms: &Terms) -> Result<bool> {
    let asked = file.resolve(seed.dictionary.get(b"LockDocument"))?.filter(|_| seed.requires(LOCK_DOCUMENT));
    let Some(asked) = asked else { return Ok(false) };
    let is_locked = plan.request.certification == Some(Certification::NoChanges)
        || terms.lock.as_ref().is_some_and(|lock| lock.permission == Some(1));
    let asked = word(asked.bytes());
    if asked == b"false" && is_locked {
        return cannot("/SV /LockDocument asks for an open document");
    }
    let is_to_be_locked = asked == b"true" && !is_locked;
    if is_to_be_locked && plan.form.is_signed() {
        return cannot("/SV /LockDocument asks for a lock, which earlier signatures do not allow");
    }
    Ok(is_to_be_locked)
}

/// Gives the field's lock its `/P 1`.
fn lock_document(file: &mut File, field: Dictionary<'_>, terms: &mut Terms) -> Result<()> {
    let lock = file.dictionary(field, b"Lock")?;
    let lock = Dictionary::parse(lock.as_ref().map_or(NO_FIELDS, Value::bytes));
    terms.new_lock = lock.map(|lock| lock.put(b"P", b"1"));
    let lock = terms.lock.get_or_insert_with(|| FieldLock {
        action: b"/Include".to_vec(),
        fields: Some(b"[]".to_vec()),
        permission: None,
    });
    lock.permission = Some(1);
    Ok(())
}

/// `/Reason` from `/Reasons`: one of them, or none at all where there are none to choose from.
fn reason(file: &mut File, seed: Seed<'_>, request: &SignatureRequest) -> Result<Option<String>> {
    let reasons = file.values(seed.dictionary, b"Reasons")?.unwrap_or_default();
    let only =
        reasons.first().filter(|_| reasons.len() == 1).and_then(|only| text::decode(&word(only.bytes())));
    let is_listed = |given: &String| {
        given != "."
            && reasons.iter().any(|reason| text::decode(&word(reason.bytes())).as_ref() == Some(given))
    };
    let is_required = seed.requires(REASONS);
    match &request.reason {
        None if only.is_some() => Ok(only.filter(|only| only != ".")),
        None if reasons.is_empty() || !is_required => Ok(None),
        Some(given) if !is_required || is_listed(given) => Ok(Some(given.clone())),
        Some(_) => Err(Error::request(RequestPart::Reason, REASON)),
        None => cannot(REASON),
    }
}

/// Flags of the seed value dictionary: the entry is required.
const REASONS: i64 = 1 << 3;
const LOCK_DOCUMENT: i64 = 1 << 7;

const REASON: &str = "/SV /Reasons asks for one of its reasons, or for none where it has none";

/// A lock that is only there for its `/P`.
const NO_FIELDS: &[u8] = b"<</Type/SigFieldLock/Action/Include/Fields[]>>";
