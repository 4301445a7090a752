//! Entries of the document information dictionary, written with the first signature (ISO 32000-2, 14.3.3).

use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::object::Object;
use crate::reader::{Reader, Value};
use crate::text;
use crate::update::Update;

impl Reader {
    /// Adds `entries` to the dictionary, or a dictionary where there is none.
    pub(crate) fn inform(
        &mut self,
        update: &mut Update,
        catalog: &Object,
        form: &Form,
        entries: &[(String, String)],
    ) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        if form.is_signed() {
            return Err(Error::Locked { reason: "signed: the information dictionary stays as it was" });
        }
        if self.archive(catalog)?.has_no_information() {
            return Err(Error::CannotAppend {
                reason: "PDF/A-4 allows no entries of the information dictionary",
            });
        }
        let trailer = self.cross_reference()?.trailer()?.get(b"Info").map(<[u8]>::to_vec);
        let known = self.resolve(trailer.as_deref())?.filter(|known| known.dictionary().is_some());
        let (owner, mut bytes) = match known {
            Some(Value::Object(known)) => (known.reference, update.current(&known)),
            Some(Value::Direct(known)) => (update.allocate()?, known),
            None => (update.allocate()?, b"<<>>".to_vec()),
        };
        for (name, text) in entries {
            check(name)?;
            let dictionary = Dictionary::parse(&bytes).ok_or(NOT_A_DICTIONARY)?;
            bytes = dictionary.put(name.as_bytes(), &text::spell(text, owner));
        }
        update.add(owner, bytes);
        update.information = Some(owner);
        Ok(())
    }
}

/// The standard's own entries are also in the XMP metadata, which would contradict them (ISO 19005-1, 6.7.3).
fn check(name: &str) -> Result<()> {
    let request = |reason| Err(Error::Request { field: "medical", reason });
    if STANDARD.contains(&name) {
        return request("an entry of the information dictionary that the metadata repeats");
    }
    if name.is_empty() || name.len() > NAME || name.contains('\0') {
        return request("not a name for an entry of the information dictionary");
    }
    Ok(())
}

const NOT_A_DICTIONARY: Error = Error::Malformed { offset: 0, what: "the information is no dictionary" };
/// ISO 32000-2, table 349.
const STANDARD: [&str; 9] =
    ["Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate", "Trapped"];
/// Bytes of a name (ISO 32000-1, annex C).
const NAME: usize = 127;
