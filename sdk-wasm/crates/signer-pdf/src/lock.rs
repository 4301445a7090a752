//! Promises of earlier signatures that a further one would break (ISO 32000-2, 12.8.2 and table 236).

use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::field::SignatureField;
use crate::reader::{Reader, Value};
use crate::{text, value};

impl Reader {
    /// Refuses a document whose author certified it with `/P 1`.
    pub(crate) fn check_certification(&mut self, catalog: Dictionary<'_>, name: &str) -> Result<()> {
        let Some(permissions) = self.dictionary(catalog, b"Perms")? else { return Ok(()) };
        let Some(permissions) = permissions.dictionary() else { return Ok(()) };
        match self.dictionary(permissions, b"DocMDP")? {
            Some(signature) => self.check_signature(&signature, name),
            None => Ok(()),
        }
    }

    /// Refuses a document in which a signed field allows no change, or none of the field `name`.
    pub(crate) fn check_fields(&mut self, fields: &[SignatureField], name: &str) -> Result<()> {
        for field in fields {
            if let Some(signature) = &field.signature {
                self.check_signature(signature, name)?;
                self.check_byte_range(signature)?;
                self.check_lock(field.object.dictionary()?)?;
            }
        }
        Ok(())
    }

    fn check_signature(&mut self, signature: &Value, name: &str) -> Result<()> {
        let Some(signature) = signature.dictionary() else { return Ok(()) };
        let Some(references) = self.array(signature, b"Reference")? else { return Ok(()) };
        for reference in references.items().take(REFERENCES) {
            let reference = self.resolve(Some(reference))?;
            if let Some(reference) = reference.as_ref().and_then(Value::dictionary) {
                self.check_transform(reference, name)?;
            }
        }
        Ok(())
    }

    /// What is appended to a truncated document would come under the signature that misses its end.
    fn check_byte_range(&mut self, signature: &Value) -> Result<()> {
        let Some(signature) = signature.dictionary() else { return Ok(()) };
        let Some(range) = self.array(signature, b"ByteRange")? else { return Ok(()) };
        let numbers: Vec<u64> = range.items().filter_map(value::unsigned).take(RANGES).collect();
        let end = |pair: &[u64]| pair.iter().fold(0_u64, |end, number| end.saturating_add(*number));
        if numbers.chunks(2).any(|pair| end(pair) > self.document_len()) {
            return Err(Error::CannotAppend {
                reason: "an earlier signature covers bytes past the end of the document",
            });
        }
        Ok(())
    }

    fn check_transform(&mut self, reference: Dictionary<'_>, name: &str) -> Result<()> {
        let parameters = self.dictionary(reference, b"TransformParams")?;
        let Some(parameters) = parameters.as_ref().and_then(Value::dictionary) else { return Ok(()) };
        let Some(method) = self.resolve(reference.get(b"TransformMethod"))? else { return Ok(()) };
        if value::is_name(method.bytes(), b"DocMDP") {
            self.check_permission(parameters, "certified: no changes allowed")
        } else if value::is_name(method.bytes(), b"FieldMDP") && self.holds(parameters, name)? {
            Err(Error::Locked { reason: "locked by a signature: the field may not be changed" })
        } else {
            Ok(())
        }
    }

    /// Whether the parameters of FieldMDP hold the field `name` (ISO 32000-2, 12.8.2.4, table 259).
    fn holds(&mut self, parameters: Dictionary<'_>, name: &str) -> Result<bool> {
        let Some(action) = self.resolve(parameters.get(b"Action"))? else { return Ok(false) };
        if value::is_name(action.bytes(), b"All") {
            return Ok(true);
        }
        let listed = match self.array(parameters, b"Fields")? {
            Some(fields) => fields.items().filter_map(text::read).any(|listed| is_part_of(name, &listed)),
            None => false,
        };
        Ok(listed == value::is_name(action.bytes(), b"Include"))
    }

    fn check_lock(&mut self, field: Dictionary<'_>) -> Result<()> {
        let lock = self.dictionary(field, b"Lock")?;
        match lock.as_ref().and_then(Value::dictionary) {
            Some(lock) => self.check_permission(lock, "locked by a signature: no changes allowed"),
            None => Ok(()),
        }
    }

    /// `/P 1`: no changes; 2 and 3 allow signing, and 2 is the default (ISO 32000-2, table 257).
    fn check_permission(&mut self, holder: Dictionary<'_>, reason: &'static str) -> Result<()> {
        let permission = self.resolve(holder.get(b"P"))?;
        match permission.and_then(|permission| value::integer(permission.bytes())) {
            Some(1) => Err(Error::Locked { reason }),
            _ => Ok(()),
        }
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
