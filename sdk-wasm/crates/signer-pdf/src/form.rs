//! The interactive form and the page's annotations, changed by splicing (ISO 32000-2, 12.5 and 12.7.3).

use crate::dictionary::Dictionary;
use crate::error::Result;
use crate::object::Object;
use crate::page::FirstPage;
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
                let changed = self.extended(update, update.current(&form), field)?;
                update.replace(&form, changed);
                Ok(())
            }
            Some(Value::Direct(form)) => {
                let changed = self.extended(update, form, field)?;
                put_in(update, catalog, b"AcroForm", &changed)
            }
            None => {
                let form = update.allocate()?;
                let changed = self.extended(update, b"<<>>".to_vec(), field)?;
                update.add(form, changed);
                put_in(update, catalog, b"AcroForm", form.spelled().as_bytes())
            }
        }
    }

    fn extended(&mut self, update: &mut Update, form: Vec<u8>, field: Option<Reference>) -> Result<Vec<u8>> {
        let form = match field {
            Some(field) => self.append(update, form, b"Fields", field)?,
            None => form,
        };
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

    /// Puts the widget on the page, and on no other: a list that pages share is left to the others.
    pub(crate) fn annotate(
        &mut self,
        update: &mut Update,
        page: &FirstPage,
        widget: Reference,
    ) -> Result<()> {
        let mut holder = update.current(&page.object);
        if self.shares_annotations(page)? {
            let dictionary = page.object.dictionary()?;
            let shared = self.array(dictionary, b"Annots")?;
            holder = dictionary.put(b"Annots", shared.as_ref().map_or(b"[]", Value::bytes));
        }
        let changed = self.append(update, holder, b"Annots", widget)?;
        update.replace(&page.object, changed);
        Ok(())
    }

    /// Appends `item` to the array under `key`: in `holder` or in the object that the array is.
    fn append(
        &mut self,
        update: &mut Update,
        holder: Vec<u8>,
        key: &[u8],
        item: Reference,
    ) -> Result<Vec<u8>> {
        let Some(dictionary) = Dictionary::parse(&holder) else { return Ok(holder) };
        let spelled = item.spelled();
        let array = match self.array(dictionary, key)? {
            Some(Value::Object(array)) => {
                let current = update.current(&array);
                if !value::items(&current).any(|old| Reference::parse(old) == Some(item)) {
                    update.replace(&array, value::push(&current, spelled.as_bytes()));
                }
                return Ok(holder);
            }
            Some(Value::Direct(array)) => array,
            None => b"[]".to_vec(),
        };
        Ok(dictionary.put(key, &value::push(&array, spelled.as_bytes())))
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
