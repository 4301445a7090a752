//! The lock of a signature field: the promise it makes once it is signed (ISO 32000-2, table 236).

use crate::error::Result;
use crate::file::objects::{File, Value};
use crate::syntax::dictionary::Dictionary;

/// `/Lock` of a signature field.
#[derive(Clone, Debug)]
pub(crate) struct FieldLock {
    /// The name, as it is spelled.
    pub(crate) action: Vec<u8>,
    /// The array of names, as it is spelled.
    pub(crate) fields: Option<Vec<u8>>,
    /// `/P`: the changes that are still allowed once the field is signed.
    pub(crate) permission: Option<i64>,
}

/// The lock of the field, which holds once it is signed.
pub(crate) fn of(file: &mut File, field: Dictionary<'_>) -> Result<Option<FieldLock>> {
    let lock = file.dictionary(field, b"Lock")?;
    let Some(lock) = lock.as_ref().and_then(Value::dictionary) else { return Ok(None) };
    let Some(action) = file.resolve(lock.get(b"Action"))? else { return Ok(None) };
    let fields = file.array(lock, b"Fields")?;
    let permission = permission(file, lock)?;
    Ok(action.bytes().starts_with(b"/").then(|| FieldLock {
        action: action.bytes().to_vec(),
        fields: fields.map(|fields| fields.bytes().to_vec()),
        permission,
    }))
}

pub(crate) fn permission(file: &mut File, holder: Dictionary<'_>) -> Result<Option<i64>> {
    Ok(file.integer(holder, b"P")?.filter(|permission| (1..=3).contains(permission)))
}
