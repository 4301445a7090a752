//! The road of one signature: read what it needs, refuse what would break, splice, write.

use std::sync::Arc;

use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::field::SignatureField;
use crate::form;
use crate::limits;
use crate::object::Object;
use crate::prepared::Prepared;
use crate::reader::{Reader, Value};
use crate::request::{AppearanceBox, SignatureRequest};
use crate::signature::{self, SignatureDictionary};
use crate::update::Update;
use crate::value::Reference;
use crate::widget::NewWidget;

impl Reader {
    /// Plans the signature.
    ///
    /// [`Error::Missing`] asks for (at least) that range: insert it and call again.
    pub fn prepare(&mut self, request: &SignatureRequest) -> Result<Prepared> {
        self.open()?;
        let catalog = self.catalog()?;
        let existing = self.existing(&catalog, request)?;
        let mut update = Update::new(self.cross_reference()?, request.entropy)?;
        let own = update.allocate()?;
        let empty = existing.named(request)?;
        let name = request.field_name.clone().unwrap_or_else(|| existing.new_name(own));
        self.check_certification(catalog.dictionary()?, &name)?;
        self.check_fields(&existing.signature_fields, &name)?;
        let lock = match empty {
            Some(field) => self.sign_field(&mut update, &catalog, field, own, request)?,
            None => {
                let is_signed = existing.signature_fields.iter().any(|field| field.signature.is_some());
                let widget = NewWidget { name: &name, signature: own, request, is_signed };
                self.add_field(&mut update, &catalog, &widget)?
            }
        };
        let dictionary = SignatureDictionary::new(own, request, lock);
        update.sign(self, &dictionary, name)
    }

    /// How large what is seen of the signature is to be drawn, before it is: see [`Appearance::objects`].
    ///
    /// [`Error::Missing`] asks for (at least) that range: insert it and call again.
    ///
    /// [`Appearance::objects`]: crate::Appearance::objects
    pub fn appearance_box(&mut self, request: &SignatureRequest) -> Result<AppearanceBox> {
        self.open()?;
        let catalog = self.catalog()?;
        match self.existing(&catalog, request)?.named(request)? {
            Some(field) => self.box_of(&catalog, &field.object),
            None => self.new_box(&catalog, request),
        }
    }

    fn catalog(&mut self) -> Result<Arc<Object>> {
        let file = self.cross_reference()?;
        let root = file.trailer()?.get(b"Root").and_then(Reference::parse);
        let root = root.ok_or(file.malformed("a trailer without catalog"))?;
        self.object(root)
    }

    /// What is known of the fields that are there.
    ///
    /// A form of up to 64 top-level fields is read whole. Of a larger one, whose fields may lie all over
    /// the document, only what is at hand: unless it is signed, for then it may be locked, or a field
    /// was asked for by name.
    fn existing(&mut self, catalog: &Object, request: &SignatureRequest) -> Result<Existing> {
        let Some(form) = self.dictionary(catalog.dictionary()?, b"AcroForm")? else {
            return Ok(Existing::default());
        };
        let Some(form) = form.dictionary() else { return Ok(Existing::default()) };
        let Some(fields) = self.array(form, b"Fields")? else { return Ok(Existing::default()) };
        let is_small = fields.items().take(limits::NAMED_FIELDS + 1).count() <= limits::NAMED_FIELDS;
        let is_signed = self.signature_flags(form)? & SIGNATURES_EXIST != 0;
        let all = is_small || is_signed || request.field_name.is_some();
        let signature_fields = if all { self.signature_fields(&fields)? } else { Vec::new() };
        Ok(Existing { signature_fields, names: self.top_level_names(&fields, all)?, is_large: !is_small })
    }

    /// Signs a field that is there: it gets its value, and the form its flags.
    fn sign_field(
        &mut self,
        update: &mut Update,
        catalog: &Object,
        field: &SignatureField,
        own: Reference,
        request: &SignatureRequest,
    ) -> Result<Option<Vec<u8>>> {
        let lock = self.lock_of(field.object.dictionary()?)?;
        self.redraw(update, &field.object, request)?;
        form::put_in(update, &field.object, b"V", own.spelled().as_bytes())?;
        self.extend_form(update, catalog, None)?;
        Ok(lock)
    }

    fn lock_of(&mut self, field: Dictionary<'_>) -> Result<Option<Vec<u8>>> {
        let lock = self.dictionary(field, b"Lock")?;
        let Some(lock) = lock.as_ref().and_then(Value::dictionary) else { return Ok(None) };
        let action = self.resolve(lock.get(b"Action"))?.filter(|action| action.bytes().starts_with(b"/"));
        let fields = self.array(lock, b"Fields")?;
        let fields = fields.as_ref().map(Value::bytes);
        Ok(action.map(|action| signature::lock_reference(action.bytes(), fields)))
    }

    /// Adds a field to a page and to the form.
    fn add_field(
        &mut self,
        update: &mut Update,
        catalog: &Object,
        new: &NewWidget<'_>,
    ) -> Result<Option<Vec<u8>>> {
        let field = self.add_widget(update, catalog, new)?;
        self.extend_form(update, catalog, Some(field))?;
        Ok(None)
    }
}

/// The fields of the form as far as they were looked at.
#[derive(Debug, Default)]
struct Existing {
    signature_fields: Vec<SignatureField>,
    /// Names at the top of the form.
    names: Vec<String>,
    is_large: bool,
}

impl Existing {
    /// The empty field that was asked for; `None` if a new one is wanted.
    fn named(&self, request: &SignatureRequest) -> Result<Option<&SignatureField>> {
        let Some(name) = &request.field_name else { return Ok(None) };
        let cannot = |reason| Err(Error::CannotAppend { reason });
        match self.signature_fields.iter().find(|field| field.name == *name) {
            Some(SignatureField { signature: Some(_), .. }) => cannot("the field is signed already"),
            Some(field) => Ok(Some(field)),
            None if self.names.contains(name) => cannot("the field is not a signature field"),
            None if name.is_empty() || name.contains('.') => cannot("not a name for a new field"),
            None => Ok(None),
        }
    }

    /// `Signature1`, `Signature2`, … In a large form whose names are not all known it is counted from
    /// the number of the new dictionary, which no earlier name is likely to have. Some validators know
    /// signatures by the last part of their names only, so that one is new as well.
    fn new_name(&self, own: Reference) -> String {
        let first = if self.is_large { own.number } else { 1 };
        let named = |number: u32| ["Signature", &number.to_string()].concat();
        let is_taken = |name: &String| {
            let is_at_end = |field: &SignatureField| field.name.ends_with(name.as_str());
            self.names.contains(name) || self.signature_fields.iter().any(is_at_end)
        };
        let free = (first..=u32::MAX).map(named).find(|name| !is_taken(name));
        free.unwrap_or_else(|| named(0))
    }
}

/// The first bit of `/SigFlags`.
const SIGNATURES_EXIST: i64 = 1;
