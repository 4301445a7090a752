//! The byte ranges of earlier signatures, held against the end of the file (ISO 32000-2, 12.8.1).

use crate::document::field::SignatureField;
use crate::error::{Error, Result};
use crate::file::objects::{File, Value};
use crate::syntax::value;

/// Refuses a document in which a signature misses its end. This is all that keeps a
/// security store out: no certification does (ISO 32000-2, table 257).
pub(crate) fn check(file: &mut File, fields: &[SignatureField]) -> Result<()> {
    fields
        .iter()
        .filter_map(|field| field.signature.as_ref())
        .try_for_each(|signature| check_byte_range(file, signature))
}

/// Refuses a truncated document: an update would come under the signature that misses its end.
fn check_byte_range(file: &mut File, signature: &Value) -> Result<()> {
    let Some(signature) = signature.dictionary() else { return Ok(()) };
    let Some(range) = file.array(signature, b"ByteRange")? else { return Ok(()) };
    let numbers: Vec<u64> = range.items().filter_map(value::unsigned).take(RANGES).collect();
    let end = |pair: &[u64]| pair.iter().fold(0_u64, |end, number| end.saturating_add(*number));
    let covered = numbers.chunks(2).map(end).max().unwrap_or(0);
    let cannot = |reason| Err(Error::cannot_append(reason));
    if covered > file.len() {
        return cannot("an earlier signature covers bytes past the end of the document");
    }
    if file.source.is_lenient && !file.was_sound(covered)? {
        return cannot("an earlier signature covers what is damaged");
    }
    Ok(())
}

/// Numbers of a byte range looked at; a signature has four.
const RANGES: usize = 64;
