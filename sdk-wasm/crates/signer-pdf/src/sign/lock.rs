//! Promises of earlier signatures that a further one would break, and the one a field makes once it is
//! signed (ISO 32000-2, 12.8.2 and table 236).

use crate::document::field::SignatureField;
use crate::error::{Error, Result};
use crate::file::reader::{Reader, Value};
use crate::sign::plan::Plan;
use crate::sign::request::SubFilter;
use crate::sign::target::Target;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value;

/// `/Lock` of a signature field.
#[derive(Clone, Debug)]
pub(crate) struct FieldLock {
    /// The name, as it is spelled.
    pub(crate) action: Vec<u8>,
    /// The array of names, as it is spelled.
    pub(crate) fields: Option<Vec<u8>>,
    /// `/P`: what may be done to the document once the field is signed.
    pub(crate) permission: Option<i64>,
}

impl Reader {
    /// Refuses what an earlier signature does not allow.
    ///
    /// A document time-stamp is no change to the document (ISO 32000-2, table 257).
    pub(crate) fn check_promises(&mut self, plan: &Plan<'_>) -> Result<()> {
        let mut is_restricted = false;
        if plan.request.sub_filter == SubFilter::EtsiCadesDetached {
            is_restricted = self.check_permissions(plan)?;
        }
        for field in &plan.form.signature_fields {
            field.signature.as_ref().map_or(Ok(()), |signature| self.check_byte_range(signature))?;
        }
        let is_visible = matches!(plan.target, Target::New(_)) && plan.request.appearance.is_some();
        match is_restricted && is_visible {
            true => Err(Error::Locked { reason: "certified: a new field may not be visible" }),
            false => Ok(()),
        }
    }

    /// Whether any signature restricts what may be done to the document.
    fn check_permissions(&mut self, plan: &Plan<'_>) -> Result<bool> {
        let name = plan.target.name();
        let mut is_restricted = false;
        if let Some(certification) = self.certification(plan.catalog.dictionary()?)? {
            is_restricted |= self.check_signature(&certification, name)?;
        }
        for field in &plan.form.signature_fields {
            if let Some(signature) = &field.signature {
                is_restricted |= self.check_signature(signature, name)? | self.check_lock(field)?;
            }
        }
        Ok(is_restricted)
    }

    /// The signature that certifies the document.
    pub(crate) fn certification(&mut self, catalog: Dictionary<'_>) -> Result<Option<Value>> {
        let permissions = self.dictionary(catalog, b"Perms")?;
        match permissions.as_ref().and_then(Value::dictionary) {
            Some(permissions) => self.dictionary(permissions, b"DocMDP"),
            None => Ok(None),
        }
    }

    /// Whether the signature restricts what may be done to the document.
    fn check_signature(&mut self, signature: &Value, name: &str) -> Result<bool> {
        let Some(signature) = signature.dictionary() else { return Ok(false) };
        let Some(references) = self.array(signature, b"Reference")? else { return Ok(false) };
        let mut is_restricted = false;
        for reference in references.items().take(REFERENCES) {
            let reference = self.resolve(Some(reference))?;
            if let Some(reference) = reference.as_ref().and_then(Value::dictionary) {
                is_restricted |= self.check_transform(reference, name)?;
            }
        }
        Ok(is_restricted)
    }

    /// Refuses a document in which a signature misses its end. This is all that keeps a
    /// security store out: no certification does (ISO 32000-2, table 257).
    pub(crate) fn check_coverage(&mut self, fields: &[SignatureField]) -> Result<()> {
        fields
            .iter()
            .filter_map(|field| field.signature.as_ref())
            .try_for_each(|signature| self.check_byte_range(signature))
    }

    /// What is appended to a truncated document would come under the signature that misses its end.
    fn check_byte_range(&mut self, signature: &Value) -> Result<()> {
        let Some(signature) = signature.dictionary() else { return Ok(()) };
        let Some(range) = self.array(signature, b"ByteRange")? else { return Ok(()) };
        let numbers: Vec<u64> = range.items().filter_map(value::unsigned).take(RANGES).collect();
        let end = |pair: &[u64]| pair.iter().fold(0_u64, |end, number| end.saturating_add(*number));
        let covered = numbers.chunks(2).map(end).max().unwrap_or(0);
        let cannot = |reason| Err(Error::CannotAppend { reason });
        if covered > self.document_len() {
            return cannot("an earlier signature covers bytes past the end of the document");
        }
        if self.repair.is_some() && !self.was_sound(covered)? {
            return cannot("an earlier signature covers what is damaged");
        }
        Ok(())
    }

    fn check_transform(&mut self, reference: Dictionary<'_>, name: &str) -> Result<bool> {
        let parameters = self.dictionary(reference, b"TransformParams")?;
        let Some(parameters) = parameters.as_ref().and_then(Value::dictionary) else { return Ok(false) };
        let Some(method) = self.resolve(reference.get(b"TransformMethod"))? else { return Ok(false) };
        if value::is_name(method.bytes(), b"DocMDP") {
            self.check_permission(parameters, "certified: no changes allowed")?;
            Ok(true)
        } else if value::is_name(method.bytes(), b"FieldMDP") && self.holds(parameters, name)? {
            Err(Error::Locked { reason: "locked by a signature: the field may not be changed" })
        } else {
            Ok(false)
        }
    }

    /// Whether the parameters of FieldMDP hold the field `name` (ISO 32000-2, 12.8.2.4, table 259).
    fn holds(&mut self, parameters: Dictionary<'_>, name: &str) -> Result<bool> {
        let Some(action) = self.resolve(parameters.get(b"Action"))? else { return Ok(false) };
        if value::is_name(action.bytes(), b"All") {
            return Ok(true);
        }
        let fields = self.values(parameters, b"Fields")?.unwrap_or_default();
        let listed =
            |field: &Value| text::read(field.bytes()).is_some_and(|listed| is_part_of(name, &listed));
        Ok(fields.iter().any(listed) == value::is_name(action.bytes(), b"Include"))
    }

    /// Whether the lock of a signed field restricts what may be done to the document.
    fn check_lock(&mut self, field: &SignatureField) -> Result<bool> {
        let lock = self.dictionary(field.object.dictionary()?, b"Lock")?;
        let Some(lock) = lock.as_ref().and_then(Value::dictionary) else { return Ok(false) };
        Ok(self.check_permission(lock, "locked by a signature: no changes allowed")?.is_some())
    }

    /// `/P 1`: no changes; 2 and 3 allow signing (ISO 32000-2, tables 236 and 257).
    fn check_permission(&mut self, holder: Dictionary<'_>, reason: &'static str) -> Result<Option<i64>> {
        match self.permission(holder)? {
            Some(1) => Err(Error::Locked { reason }),
            permission => Ok(permission),
        }
    }

    fn permission(&mut self, holder: Dictionary<'_>) -> Result<Option<i64>> {
        Ok(self.integer(holder, b"P")?.filter(|permission| (1..=3).contains(permission)))
    }

    /// What the field locks once it is signed.
    pub(crate) fn lock_of(&mut self, field: Dictionary<'_>) -> Result<Option<FieldLock>> {
        let lock = self.dictionary(field, b"Lock")?;
        let Some(lock) = lock.as_ref().and_then(Value::dictionary) else { return Ok(None) };
        let Some(action) = self.resolve(lock.get(b"Action"))? else { return Ok(None) };
        let fields = self.array(lock, b"Fields")?;
        let permission = self.permission(lock)?;
        Ok(action.bytes().starts_with(b"/").then(|| FieldLock {
            action: action.bytes().to_vec(),
            fields: fields.map(|fields| fields.bytes().to_vec()),
            permission,
        }))
    }
}

/// Whether the field `name` is the one `listed` or below it.
fn is_part_of(name: &str, listed: &str) -> bool {
    name.strip_prefix(listed).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Numbers of a byte range looked at; a signature has four.
const RANGES: usize = 64;
/// Signature reference dictionaries looked at; a signature has one or two.
const REFERENCES: usize = 64;
