//! Signature fields that are already there (ISO 32000-2, 12.7.4 and 12.7.5.5).

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::file::object::Object;
use crate::file::objects::{File, Value};
use crate::limits;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value::{self, Reference};

/// A signature field.
#[derive(Clone, Debug)]
pub(crate) struct SignatureField {
    pub(crate) object: Arc<Object>,
    /// Partial names joined by periods (ISO 32000-2, 12.7.4.2).
    pub(crate) name: String,
    /// The signature dictionary, if the field is signed.
    pub(crate) signature: Option<Value>,
    /// Bit 1 of `/Ff` (ISO 32000-2, table 227).
    pub(crate) is_read_only: bool,
}

/// A field that is still to be looked at, with what it inherits.
struct Pending {
    reference: Reference,
    parent_name: String,
    is_signature: bool,
    is_read_only: bool,
    depth: usize,
}

/// All signature fields of the form.
pub(crate) fn signature_fields(file: &mut File, fields: &Value) -> Result<Vec<SignatureField>> {
    let mut found = Vec::new();
    let mut visited: Vec<Reference> = Vec::new();
    let mut pending: Vec<Pending> = fields.items().filter_map(Reference::parse).map(top_level).collect();
    pending.reverse();
    while let Some(next) = pending.pop() {
        let Err(place) = visited.binary_search(&next.reference) else { continue };
        visited.insert(place, next.reference);
        if visited.len().saturating_add(pending.len()) > limits::FIELDS {
            return Err(Error::unsupported("a form with more than 16384 fields"));
        }
        let Some(object) = field_object(file, next.reference)? else { continue };
        if let Ok(dictionary) = object.dictionary() {
            let field = field(file, dictionary, &next)?;
            found.extend(signature_field(file, &object, dictionary, &field)?);
            pending.extend(kids_of(file, dictionary, field)?);
        }
    }
    Ok(found)
}

/// A damaged field is no field; signing does not depend on it.
fn field_object(file: &mut File, reference: Reference) -> Result<Option<Arc<Object>>> {
    match file.object(reference) {
        Err(error) if error.is_malformed() => Ok(None),
        object => object.map(Some),
    }
}

/// The field with all that its kids inherit.
fn field(file: &mut File, dictionary: Dictionary<'_>, parent: &Pending) -> Result<Pending> {
    let partial = partial_name(file, dictionary)?;
    let kind = file.resolve(dictionary.get(b"FT"))?;
    let separator = if parent.parent_name.is_empty() || partial.is_none() { "" } else { "." };
    let name = [&parent.parent_name, separator, &partial.unwrap_or_default()].concat();
    if name.len() > limits::NAME {
        return Err(name_too_long());
    }
    let flags = file.integer(dictionary, b"Ff")?;
    Ok(Pending {
        reference: parent.reference,
        parent_name: name,
        is_signature: kind.map_or(parent.is_signature, |kind| value::is_name(kind.bytes(), b"Sig")),
        is_read_only: flags.map_or(parent.is_read_only, |flags| flags & READ_ONLY != 0),
        depth: parent.depth + 1,
    })
}

fn partial_name(file: &mut File, dictionary: Dictionary<'_>) -> Result<Option<String>> {
    match file.resolve(dictionary.get(b"T"))? {
        Some(name) if name.bytes().len() > limits::NAME => Err(name_too_long()),
        name => Ok(name.and_then(|name| text::read(name.bytes()))),
    }
}

fn signature_field(
    file: &mut File,
    object: &Arc<Object>,
    dictionary: Dictionary<'_>,
    field: &Pending,
) -> Result<Option<SignatureField>> {
    let is_widget_only = dictionary.get(b"T").is_none();
    if !field.is_signature || is_widget_only {
        return Ok(None);
    }
    let value = file.resolve(dictionary.get(b"V"))?;
    let is_signed = value.as_ref().map_or(Ok(false), |value| is_signature(file, value))?;
    let signature = value.filter(|_| is_signed);
    Ok(Some(SignatureField {
        object: Arc::clone(object),
        name: field.parent_name.clone(),
        signature,
        is_read_only: field.is_read_only,
    }))
}

/// No value that is empty or no dictionary is a signature, nor one that was prepared and never signed: its
/// `/Contents` is still nothing but zeros.
pub(crate) fn is_signature(file: &mut File, value: &Value) -> Result<bool> {
    // A damaged one may have been signed.
    let Some(signature) = value.dictionary() else { return Ok(value::is_dictionary(value.bytes())) };
    let contents = file.resolve(signature.get(b"Contents"))?;
    let contents = contents.and_then(|contents| text::bytes(contents.bytes()));
    let is_filled = contents.is_none_or(|contents| contents.iter().any(|byte| *byte != 0));
    Ok(is_filled && signature.entries().next().is_some())
}

/// Kids of a field that is known to be of another type hold no signatures.
fn kids_of(file: &mut File, dictionary: Dictionary<'_>, field: Pending) -> Result<Vec<Pending>> {
    let other_type = dictionary.get(b"FT").is_some() && !field.is_signature;
    if other_type || field.depth > limits::DEPTH {
        return Ok(Vec::new());
    }
    let Some(kids) = file.array(dictionary, b"Kids")? else { return Ok(Vec::new()) };
    let kid = |reference| Pending { reference, parent_name: field.parent_name.clone(), ..field };
    let mut kids: Vec<Pending> =
        kids.items().filter_map(Reference::parse).take(limits::FIELDS).map(kid).collect();
    kids.reverse();
    Ok(kids)
}

/// The partial names at the top of the form. With `all` unset only those whose bytes are at hand.
pub(crate) fn top_level_names(file: &mut File, fields: &Value, all: bool) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for reference in fields.items().filter_map(Reference::parse).take(limits::FIELDS) {
        let name = name_of(file, reference);
        match name {
            Err(error) if error.is_missing() && !all => {}
            name => names.extend(name?),
        }
    }
    Ok(names)
}

fn name_of(file: &mut File, reference: Reference) -> Result<Option<String>> {
    match field_object(file, reference)? {
        Some(object) => match object.dictionary() {
            Ok(dictionary) => partial_name(file, dictionary),
            Err(_) => Ok(None),
        },
        None => Ok(None),
    }
}

const READ_ONLY: i64 = 1;
fn name_too_long() -> Box<Error> {
    Error::unsupported("the name of a field is longer than 8192 bytes")
}

fn top_level(reference: Reference) -> Pending {
    Pending { reference, parent_name: String::new(), is_signature: false, is_read_only: false, depth: 0 }
}
