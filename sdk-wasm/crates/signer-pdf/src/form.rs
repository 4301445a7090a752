//! The interactive form and the page's annotations, changed by splicing (ISO 32000-2, 12.5 and 12.7.3).

use crate::dictionary::Dictionary;
use crate::error::Result;
use crate::object::Object;
use crate::reader::{Reader, Value};
use crate::update::Update;
use crate::value::{self, Reference};

impl Reader {
    /// Makes the form know that there are signatures and, if given, the new field.
    pub(crate) fn extend_form(
        &mut self,
        update: &mut Update,
        catalog: &Object,
        field: Option<Reference>,
    ) -> Result<()> {
        match self.dictionary(catalog.dictionary()?, b"AcroForm")? {
            Some(Value::Object(form)) => {
                let changed = self.extended(update.current(&form), field)?;
                update.replace(&form, changed);
                Ok(())
            }
            Some(Value::Direct(form)) => {
                let changed = self.extended(form, field)?;
                put_in(update, catalog, b"AcroForm", &changed)
            }
            None => {
                let form = update.allocate()?;
                let changed = self.extended(b"<<>>".to_vec(), field)?;
                update.add(form, changed);
                put_in(update, catalog, b"AcroForm", form.spelled().as_bytes())
            }
        }
    }

    fn extended(&mut self, mut form: Vec<u8>, field: Option<Reference>) -> Result<Vec<u8>> {
        if let Some(field) = field {
            form = self.append(&form, b"Fields", field)?;
        }
        let Some(dictionary) = Dictionary::parse(&form) else { return Ok(form) };
        let flags = self.signature_flags(dictionary)?;
        if flags & SIGNATURES == SIGNATURES {
            return Ok(form);
        }
        Ok(dictionary.put(b"SigFlags", (flags | SIGNATURES).to_string().as_bytes()))
    }

    /// `/SigFlags` (ISO 32000-2, table 225).
    pub(crate) fn signature_flags(&mut self, form: Dictionary<'_>) -> Result<i64> {
        let flags = self.resolve(form.get(b"SigFlags"))?;
        Ok(flags.and_then(|flags| value::integer(flags.bytes())).unwrap_or(0))
    }

    /// Puts the widget on the page.
    pub(crate) fn annotate(&mut self, update: &mut Update, page: &Object, widget: Reference) -> Result<()> {
        let changed = self.append(&update.current(page), b"Annots", widget)?;
        update.replace(page, changed);
        Ok(())
    }

    /// The dictionary `holder` with `item` as the last one of the array under `key`.
    ///
    /// An array that is an object of its own is left to those that share it (pages share lists of
    /// annotations): the holder gets an array of its own.
    fn append(&mut self, holder: &[u8], key: &[u8], item: Reference) -> Result<Vec<u8>> {
        let Some(dictionary) = Dictionary::parse(holder) else { return Ok(holder.to_vec()) };
        let array = self.array(dictionary, key)?;
        let longer = value::push(array.as_ref().map_or(b"[]", Value::bytes), item.spelled().as_bytes());
        Ok(dictionary.put(key, &longer))
    }
}

/// Sets an entry of a dictionary that is an object of its own.
pub(crate) fn put_in(update: &mut Update, object: &Object, key: &[u8], new: &[u8]) -> Result<()> {
    let current = update.current(object);
    let dictionary = Dictionary::parse(&current).ok_or(object.malformed("not a dictionary"))?;
    let changed = dictionary.put(key, new);
    update.replace(object, changed);
    Ok(())
}

/// `SignaturesExist` and `AppendOnly`.
const SIGNATURES: i64 = 3;
