//! The form and the page get the field (ISO 32000-2, 12.5 and 12.7.3).

use crate::document::form;
use crate::document::page;
use crate::error::Result;
use crate::file::object::Object;
use crate::file::objects::{File, Value};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::{self, Reference};
use crate::update::changes::Update;
use crate::update::splice::{append, put_in};

/// Makes the form know that there are signatures and, if given, the new field.
pub(crate) fn extend(
    file: &mut File,
    update: &mut Update,
    catalog: &Object,
    field: Option<Reference>,
) -> Result<()> {
    match file.dictionary(catalog.dictionary()?, b"AcroForm")? {
        Some(Value::Object(form)) => {
            let changed = extended(file, update.current(&form), field)?;
            update.replace(&form, changed);
            Ok(())
        }
        Some(Value::Direct(form)) => {
            let changed = extended(file, form, field)?;
            put_in(update, catalog, b"AcroForm", &changed)
        }
        None => {
            let form = update.allocate()?;
            let changed = extended(file, b"<<>>".to_vec(), field)?;
            update.add(form, changed);
            put_in(update, catalog, b"AcroForm", form.spelled().as_bytes())
        }
    }
}

fn extended(file: &mut File, mut value: Vec<u8>, field: Option<Reference>) -> Result<Vec<u8>> {
    if let Some(field) = field {
        value = append(file, &value, b"Fields", field)?;
    }
    let Some(dictionary) = Dictionary::parse(&value) else { return Ok(value) };
    let flags = form::signature_flags(file, dictionary)?;
    if flags & SIGNATURES == SIGNATURES {
        return Ok(value);
    }
    Ok(dictionary.put(b"SigFlags", (flags | SIGNATURES).to_string().as_bytes()))
}

/// Puts the widget on the page.
pub(crate) fn annotate(file: &mut File, update: &mut Update, page: &Object, widget: Reference) -> Result<()> {
    let changed = append(file, &update.current(page), b"Annots", widget)?;
    update.replace(page, changed);
    Ok(())
}

/// Puts the widget on a page of a document that is signed: a list of annotations that is an object of its own stays
/// one, for viewers hold the page against the one that was signed. Where other pages have the same list, it is
/// another object.
pub(crate) fn annotate_signed(
    file: &mut File,
    update: &mut Update,
    catalog: &Object,
    page: &Object,
    widget: Reference,
) -> Result<()> {
    let Some(Value::Object(list)) = file.array(page.dictionary()?, b"Annots")? else {
        return annotate(file, update, page, widget);
    };
    let longer = value::push(&list.bytes, widget.spelled().as_bytes());
    if page::has_for_itself(file, catalog, list.reference)? {
        update.replace(&list, longer);
        return Ok(());
    }
    let own = update.allocate()?;
    update.add(own, longer);
    put_in(update, page, b"Annots", own.spelled().as_bytes())
}

/// `SignaturesExist` and `AppendOnly`.
const SIGNATURES: i64 = 3;
