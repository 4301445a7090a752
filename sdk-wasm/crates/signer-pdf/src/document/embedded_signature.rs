//! The signatures that a document has (ISO 32000-2, 12.8.1).

use crate::document::catalog;
use crate::document::form;
use crate::error::Result;
use crate::file::objects::{File, Value};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value;

/// A signature or document time-stamp in a document, as its dictionary says it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EmbeddedSignature {
    /// The full name of its field.
    pub field_name: String,
    /// `/SubFilter` without its slash; empty if there is none.
    pub sub_filter: String,
    /// `/ByteRange`: offsets and lengths in turn.
    pub byte_range: Vec<u64>,
    /// The value of `/Contents`, with the zeros that pad it.
    pub contents: Vec<u8>,
}

/// All signatures, in the order of the form's fields.
pub(crate) fn signatures(file: &mut File) -> Result<Vec<EmbeddedSignature>> {
    let catalog = catalog::read(file)?;
    let mut found = Vec::new();
    for field in form::all_signature_fields(file, &catalog)? {
        if let Some(signature) = field.signature.as_ref().and_then(Value::dictionary) {
            found.push(embedded(file, field.name, signature)?);
        }
    }
    Ok(found)
}

fn embedded(file: &mut File, field_name: String, signature: Dictionary<'_>) -> Result<EmbeddedSignature> {
    let sub_filter = file.resolve(signature.get(b"SubFilter"))?;
    let sub_filter = sub_filter.as_ref().and_then(|name| name.bytes().strip_prefix(b"/"));
    let byte_range = file.array(signature, b"ByteRange")?;
    let contents = file.resolve(signature.get(b"Contents"))?;
    Ok(EmbeddedSignature {
        field_name,
        sub_filter: sub_filter
            .map_or(String::new(), |name| value::name_bytes(name).map(char::from).collect()),
        byte_range: byte_range
            .map_or(Vec::new(), |range| range.items().filter_map(value::unsigned).take(NUMBERS).collect()),
        contents: contents.and_then(|contents| text::bytes(contents.bytes())).unwrap_or_default(),
    })
}

/// Numbers of a byte range looked at; a signature has four.
const NUMBERS: usize = 64;
