//! The road of one signature: read what it needs, refuse what would break, splice, write.

use std::sync::Arc;

use crate::document::field::SignatureField;
use crate::document::form;
use crate::error::{Error, RequestPart, Result};
use crate::file::object::Object;
use crate::file::reader::Reader;
use crate::sign::plan::Plan;
use crate::sign::prepared::Prepared;
use crate::sign::request::{AppearanceBox, SignatureRequest, SubFilter, Warning};
use crate::sign::seed_value::Terms;
use crate::sign::signature;
use crate::sign::target::Target;
use crate::sign::widget::NewWidget;
use crate::syntax::value::Reference;
use crate::update::changes::Update;

impl Reader {
    /// Plans the signature.
    ///
    /// [`Error::Missing`] asks for (at least) that range: insert it and call again.
    pub fn prepare(&mut self, request: &SignatureRequest) -> Result<Prepared> {
        check_timestamp(request)?;
        self.mending(|reader| reader.plan(request))
    }

    fn plan(&mut self, request: &SignatureRequest) -> Result<Prepared> {
        self.open()?;
        let catalog = self.catalog()?;
        let form = self.form(&catalog, request)?;
        let mut update = Update::new(self.cross_reference()?, request.entropy)?;
        let signature = update.allocate()?;
        let target = form.target(request, signature)?;
        let plan = Plan { request, catalog: &catalog, form: &form, target: &target, signature };
        self.check_promises(&plan)?;
        let terms = self.terms(&plan)?;
        self.place(&mut update, &plan, &terms)?;
        self.certify(&mut update, &plan)?;
        self.inform(&mut update, &plan)?;
        let warnings = self.cross_reference()?.live.iter().map(|_| Warning::Repaired);
        let warnings = warnings.chain(form.warning()).collect();
        let document_len = self.document_len();
        let (update, hole) = update.write_with_hole(self, &signature::dictionary(&plan, &terms))?;
        let (field_name, is_open) = (target.name().to_owned(), terms.is_open);
        Ok(Prepared { document_len, update, hole, field_name, warnings, is_open })
    }

    /// How large what is seen of the signature is to be drawn, before it is: see [`Appearance::objects`].
    ///
    /// [`Error::Missing`] asks for (at least) that range: insert it and call again.
    ///
    /// [`Appearance::objects`]: crate::Appearance::objects
    pub fn appearance_box(&mut self, request: &SignatureRequest) -> Result<AppearanceBox> {
        self.mending(|reader| {
            reader.open()?;
            let catalog = reader.catalog()?;
            match reader.form(&catalog, request)?.target(request, catalog.reference)? {
                Target::Existing(field) => reader.box_of(&catalog, &field.object),
                Target::New(_) => reader.new_box(&catalog, request),
            }
        })
    }

    pub(crate) fn catalog(&mut self) -> Result<Arc<Object>> {
        let file = self.cross_reference()?;
        let root = file.trailer()?.get(b"Root").and_then(Reference::parse);
        let root = root.ok_or(file.malformed("a trailer without catalog"))?;
        self.object(root)
    }

    /// Puts the signature into its field, and the field into the form.
    fn place(&mut self, update: &mut Update, plan: &Plan<'_>, terms: &Terms) -> Result<()> {
        match plan.target {
            Target::Existing(field) => self.sign_field(update, plan, field, terms),
            Target::New(name) => {
                let Plan { request, signature, .. } = *plan;
                let new = NewWidget { name, signature, request, is_signed: plan.form.is_signed() };
                let field = self.add_widget(update, plan.catalog, &new)?;
                self.extend_form(update, plan.catalog, Some(field))
            }
        }
    }

    /// Signs a field that is there: it gets its value, the form its flags, and all else stays as it is.
    fn sign_field(
        &mut self,
        update: &mut Update,
        plan: &Plan<'_>,
        field: &SignatureField,
        terms: &Terms,
    ) -> Result<()> {
        self.redraw(update, &field.object, plan.request)?;
        form::put_in(update, &field.object, b"V", plan.signature.spelled().as_bytes())?;
        if let Some(lock) = &terms.new_lock {
            form::put_in(update, &field.object, b"Lock", lock)?;
        }
        self.extend_form(update, plan.catalog, None)
    }
}

/// A document time-stamp changes nothing else, which is why it is always allowed (ISO 32000-2, 12.8.5 and table 257).
fn check_timestamp(request: &SignatureRequest) -> Result<()> {
    let reason = "a document time-stamp changes nothing else";
    match request.sub_filter {
        SubFilter::EtsiCadesDetached => Ok(()),
        SubFilter::EtsiRfc3161 if request.appearance.is_some() => {
            Err(Error::Request { part: RequestPart::Appearance, reason: "a document time-stamp is not seen" })
        }
        SubFilter::EtsiRfc3161 if request.certification.is_some() => {
            Err(Error::Request { part: RequestPart::Certification, reason })
        }
        SubFilter::EtsiRfc3161 if !request.information.is_empty() => {
            Err(Error::Request { part: RequestPart::Information, reason })
        }
        SubFilter::EtsiRfc3161 => Ok(()),
    }
}
