//! The field that will carry the signature: one that is there, or a new one and its name
//! (ISO 32000-2, 12.7.4.2).

use crate::document::field::SignatureField;
use crate::document::form::Form;
use crate::error::{Error, RequestPart, Result};
use crate::sign::request::{Field, SignatureRequest};
use crate::syntax::value::Reference;

/// The field that gets the signature.
#[derive(Debug)]
pub(crate) enum Target<'form> {
    /// An empty field.
    Existing(&'form SignatureField),
    /// A new field of this name.
    New(String),
}

impl<'form> Target<'form> {
    /// The field that was asked for; a new one takes its name from the number of its signature `own`
    /// where it has to.
    pub(crate) fn of(form: &'form Form, request: &SignatureRequest, own: Reference) -> Result<Self> {
        match &request.field {
            Some(Field::Existing(name)) => empty_field(form, name).map(Self::Existing),
            Some(Field::New(name)) if name.is_empty() || name.contains('.') => {
                refused("a new field's name has at least one character, and no periods")
            }
            Some(Field::New(name)) if is_taken(form, name) => refused("there is a field of this name"),
            Some(Field::New(name)) => Ok(Self::New(name.clone())),
            None => Ok(Self::New(new_name(form, own))),
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Existing(field) => &field.name,
            Self::New(name) => name,
        }
    }
}

fn empty_field<'form>(form: &'form Form, name: &str) -> Result<&'form SignatureField> {
    match form.signature_fields.iter().find(|field| field.name == name) {
        Some(SignatureField { signature: Some(_), .. }) => refused("the field is signed already"),
        Some(SignatureField { is_read_only: true, .. }) => Err(Error::locked("the field is read-only")),
        Some(field) if has_kids(form, field) => refused("the field is a group of fields"),
        Some(field) => Ok(field),
        None => refused("there is no signature field of this name"),
    }
}

fn has_kids(form: &Form, field: &SignatureField) -> bool {
    let below = |other: &SignatureField| {
        other.name.strip_prefix(&field.name).is_some_and(|rest| rest.starts_with('.'))
    };
    form.signature_fields.iter().any(below)
}

fn is_taken(form: &Form, name: &str) -> bool {
    let top = |field: &SignatureField| field.name.split('.').next() == Some(name);
    form.names.iter().any(|taken| taken == name) || form.signature_fields.iter().any(top)
}

/// `Signature1`, `Signature2`, … In a large form whose names are not all known it is counted from
/// the number of the new dictionary, which no earlier name is likely to have. Some validators know
/// signatures by the last part of their names only, so that one is new as well.
fn new_name(form: &Form, own: Reference) -> String {
    let first = if form.is_large { own.number } else { 1 };
    let named = |number: u32| ["Signature", &number.to_string()].concat();
    let is_taken = |name: &String| {
        let is_at_end = |field: &SignatureField| field.name.ends_with(name.as_str());
        form.names.contains(name) || form.signature_fields.iter().any(is_at_end)
    };
    let free = (first..=u32::MAX).map(named).find(|name| !is_taken(name));
    free.unwrap_or_else(|| named(0))
}

fn refused<T>(reason: &'static str) -> Result<T> {
    Err(Error::request(RequestPart::Field, reason))
}
