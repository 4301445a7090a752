//! Entries of dictionaries, set and appended without a change to the bytes around them (ISO 32000-2, 7.3.7).

use crate::error::Result;
use crate::file::object::Object;
use crate::file::objects::{File, Value};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::{self, Reference};
use crate::update::changes::Update;

/// Sets an entry of a dictionary that is an object of its own.
pub(crate) fn put_in(update: &mut Update, object: &Object, key: &[u8], new: &[u8]) -> Result<()> {
    let current = update.current(object);
    let dictionary = Dictionary::parse(&current).ok_or_else(|| object.malformed("not a dictionary"))?;
    let changed = dictionary.put(key, new);
    update.replace(object, changed);
    Ok(())
}

/// Sets an entry of the dictionary under `key` of `holder`, wherever that is; makes one where there is none.
pub(crate) fn put_below(
    file: &mut File,
    update: &mut Update,
    holder: &Object,
    key: &[u8],
    below: &[u8],
    new: &[u8],
) -> Result<()> {
    match file.dictionary(holder.dictionary()?, key)? {
        Some(Value::Object(object)) => put_in(update, &object, below, new),
        direct => {
            let bytes = direct.as_ref().map_or(b"<<>>".as_slice(), Value::bytes);
            let dictionary = Dictionary::parse(bytes).ok_or_else(|| holder.malformed("not a dictionary"))?;
            put_in(update, holder, key, &dictionary.put(below, new))
        }
    }
}

/// The dictionary `holder` with `item` as the last one of the array under `key`.
///
/// An array that is an object of its own is left to those that share it (pages share lists of
/// annotations): the holder gets an array of its own.
pub(crate) fn append(file: &mut File, holder: &[u8], key: &[u8], item: Reference) -> Result<Vec<u8>> {
    let Some(dictionary) = Dictionary::parse(holder) else { return Ok(holder.to_vec()) };
    let array = file.array(dictionary, key)?;
    let longer = value::push(array.as_ref().map_or(b"[]", Value::bytes), item.spelled().as_bytes());
    Ok(dictionary.put(key, &longer))
}
