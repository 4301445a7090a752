//! The catalog, from which everything of a document is found (ISO 32000-2, 7.7.2).

use std::sync::Arc;

use crate::document::field;
use crate::error::Result;
use crate::file::object::Object;
use crate::file::objects::{File, Value};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::Reference;

pub(crate) fn read(file: &mut File) -> Result<Arc<Object>> {
    let sections = file.cross_reference()?;
    let root = sections.trailer()?.get(b"Root").and_then(Reference::parse);
    let root = root.ok_or_else(|| sections.malformed("a trailer without catalog"))?;
    file.object(root)
}

/// The signature that certifies the document.
pub(crate) fn certification(file: &mut File, catalog: Dictionary<'_>) -> Result<Option<Value>> {
    let permissions = file.dictionary(catalog, b"Perms")?;
    let Some(permissions) = permissions.as_ref().and_then(Value::dictionary) else { return Ok(None) };
    let named = file.dictionary(permissions, b"DocMDP")?;
    let is_signed = named.as_ref().map_or(Ok(false), |named| field::is_signature(file, named))?;
    Ok(named.filter(|_| is_signed))
}
