//! The interactive form and the page's annotations, changed by splicing (ISO 32000-2, 12.5 and 12.7.3).

use crate::document::field::SignatureField;
use crate::error::Result;
use crate::file::object::Object;
use crate::file::reader::{Reader, Value};
use crate::limits;
use crate::sign::request::{SignatureRequest, Warning};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::{self, Reference};
use crate::update::changes::Update;

/// The form, and its fields as far as they were looked at.
#[derive(Debug, Default)]
pub(crate) struct Form {
    pub(crate) signature_fields: Vec<SignatureField>,
    /// Names at the top of the form.
    pub(crate) names: Vec<String>,
    pub(crate) is_large: bool,
    has_xfa: bool,
}

impl Form {
    pub(crate) fn is_signed(&self) -> bool {
        self.signature_fields.iter().any(|field| field.signature.is_some())
    }

    pub(crate) fn warning(&self) -> Option<Warning> {
        self.has_xfa.then_some(Warning::Xfa)
    }
}

impl Reader {
    /// What is known of the form that is there.
    ///
    /// One of up to 64 top-level fields is read whole. Of a larger one, whose fields may lie all over
    /// the document, only what is at hand: unless it is signed, for then it may be locked, or what was
    /// asked for depends on its fields.
    pub(crate) fn form(&mut self, catalog: &Object, request: &SignatureRequest) -> Result<Form> {
        let form = self.dictionary(catalog.dictionary()?, b"AcroForm")?;
        let Some(form) = form.as_ref().and_then(Value::dictionary) else { return Ok(Form::default()) };
        let has_xfa = self.resolve(form.get(b"XFA"))?.is_some();
        let Some(fields) = self.array(form, b"Fields")? else {
            return Ok(Form { has_xfa, ..Form::default() });
        };
        let is_small = fields.items().take(limits::NAMED_FIELDS + 1).count() <= limits::NAMED_FIELDS;
        let all = is_small || needs_fields(request) || self.signature_flags(form)? & SIGNATURES_EXIST != 0;
        let signature_fields = if all { self.signature_fields(&fields)? } else { Vec::new() };
        Ok(Form {
            signature_fields,
            names: self.top_level_names(&fields, all)?,
            is_large: !is_small,
            has_xfa,
        })
    }

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
        Ok(self.integer(form, b"SigFlags")?.unwrap_or(0))
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

/// Whether the answer depends on every field.
fn needs_fields(request: &SignatureRequest) -> bool {
    request.field.is_some() || request.certification.is_some() || !request.information.is_empty()
}

/// Sets an entry of a dictionary that is an object of its own.
pub(crate) fn put_in(update: &mut Update, object: &Object, key: &[u8], new: &[u8]) -> Result<()> {
    let current = update.current(object);
    let dictionary = Dictionary::parse(&current).ok_or(object.malformed("not a dictionary"))?;
    let changed = dictionary.put(key, new);
    update.replace(object, changed);
    Ok(())
}

/// Sets an entry of the dictionary under `key` of `holder`, wherever that is; makes one where there is none.
pub(crate) fn put_below(
    reader: &mut Reader,
    update: &mut Update,
    holder: &Object,
    key: &[u8],
    below: &[u8],
    new: &[u8],
) -> Result<()> {
    match reader.dictionary(holder.dictionary()?, key)? {
        Some(Value::Object(object)) => put_in(update, &object, below, new),
        direct => {
            let bytes = direct.as_ref().map_or(b"<<>>".as_slice(), Value::bytes);
            let dictionary = Dictionary::parse(bytes).ok_or(holder.malformed("not a dictionary"))?;
            put_in(update, holder, key, &dictionary.put(below, new))
        }
    }
}

/// The first bit of `/SigFlags`.
const SIGNATURES_EXIST: i64 = 1;
/// `SignaturesExist` and `AppendOnly`.
const SIGNATURES: i64 = 3;
