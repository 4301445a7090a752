//! Promises of earlier signatures that a further one would break (ISO 32000-2, 12.8.2).

use crate::document::catalog;
use crate::document::coverage;
use crate::document::field::SignatureField;
use crate::error::{Error, Result};
use crate::file::objects::{File, Value};
use crate::sign::lock;
use crate::sign::plan::Plan;
use crate::sign::request::SubFilter;
use crate::sign::target::Target;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value;

/// Refuses what an earlier signature does not allow.
///
/// A document time-stamp is no change to the document (ISO 32000-2, table 257).
pub(crate) fn check(file: &mut File, plan: &Plan<'_>) -> Result<()> {
    let mut is_restricted = false;
    if plan.request.sub_filter == SubFilter::EtsiCadesDetached {
        is_restricted = check_permissions(file, plan)?;
    }
    coverage::check(file, &plan.form.signature_fields)?;
    let is_visible = matches!(plan.target, Target::New(_)) && plan.request.appearance.is_some();
    match is_restricted && is_visible {
        true => Err(Error::locked("certified: a new field may not be visible")),
        false => Ok(()),
    }
}

/// True if any signature restricts the changes to the document.
fn check_permissions(file: &mut File, plan: &Plan<'_>) -> Result<bool> {
    let name = plan.target.name();
    let mut is_restricted = false;
    if let Some(certification) = catalog::certification(file, plan.catalog.dictionary()?)? {
        is_restricted |= check_signature(file, &certification, name)?;
    }
    for field in &plan.form.signature_fields {
        if let Some(signature) = &field.signature {
            is_restricted |= check_signature(file, signature, name)? | check_lock(file, field)?;
        }
    }
    Ok(is_restricted)
}

/// True if the signature restricts the changes to the document.
fn check_signature(file: &mut File, signature: &Value, name: &str) -> Result<bool> {
    let Some(signature) = signature.dictionary() else { return Ok(false) };
    let Some(references) = file.array(signature, b"Reference")? else { return Ok(false) };
    let mut is_restricted = false;
    for reference in references.items().take(REFERENCES) {
        let reference = file.resolve(Some(reference))?;
        if let Some(reference) = reference.as_ref().and_then(Value::dictionary) {
            is_restricted |= check_transform(file, reference, name)?;
        }
    }
    Ok(is_restricted)
}

fn check_transform(file: &mut File, reference: Dictionary<'_>, name: &str) -> Result<bool> {
    let parameters = file.dictionary(reference, b"TransformParams")?;
    let Some(parameters) = parameters.as_ref().and_then(Value::dictionary) else { return Ok(false) };
    let Some(method) = file.resolve(reference.get(b"TransformMethod"))? else { return Ok(false) };
    if value::is_name(method.bytes(), b"DocMDP") {
        check_permission(file, parameters, "certified: no changes allowed")?;
        Ok(true)
    } else if value::is_name(method.bytes(), b"FieldMDP") && holds(file, parameters, name)? {
        Err(Error::locked("locked by a signature: the field may not be changed"))
    } else {
        Ok(false)
    }
}

/// The parameters of FieldMDP hold the field `name` (ISO 32000-2, 12.8.2.4, table 259).
fn holds(file: &mut File, parameters: Dictionary<'_>, name: &str) -> Result<bool> {
    let Some(action) = file.resolve(parameters.get(b"Action"))? else { return Ok(false) };
    if value::is_name(action.bytes(), b"All") {
        return Ok(true);
    }
    let fields = file.values(parameters, b"Fields")?.unwrap_or_default();
    let listed = |field: &Value| text::read(field.bytes()).is_some_and(|listed| is_part_of(name, &listed));
    Ok(fields.iter().any(listed) == value::is_name(action.bytes(), b"Include"))
}

/// True if the lock of a signed field restricts the changes to the document.
fn check_lock(file: &mut File, field: &SignatureField) -> Result<bool> {
    let lock = file.dictionary(field.object.dictionary()?, b"Lock")?;
    let Some(lock) = lock.as_ref().and_then(Value::dictionary) else { return Ok(false) };
    Ok(check_permission(file, lock, "locked by a signature: no changes allowed")?.is_some())
}

/// `/P 1`: no changes; 2 and 3 allow signing (ISO 32000-2, tables 236 and 257).
fn check_permission(file: &mut File, holder: Dictionary<'_>, reason: &'static str) -> Result<Option<i64>> {
    match lock::permission(file, holder)? {
        Some(1) => Err(Error::locked(reason)),
        permission => Ok(permission),
    }
}

/// The field `name` is the one `listed` or below it.
fn is_part_of(name: &str, listed: &str) -> bool {
    name.strip_prefix(listed).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Signature reference dictionaries looked at; a signature has one or two.
const REFERENCES: usize = 64;
