//! The road of one signature: read what it needs, refuse what would break, splice, write.

use crate::document::catalog;
use crate::document::field::SignatureField;
use crate::document::form::Form;
use crate::error::{Error, RequestPart, Result};
use crate::file::objects::File;
use crate::sign::certification;
use crate::sign::field::appearance;
use crate::sign::field::form;
use crate::sign::field::frame;
use crate::sign::field::widget::{self, NewWidget};
use crate::sign::information;
use crate::sign::plan::Plan;
use crate::sign::prepared::Prepared;
use crate::sign::promises;
use crate::sign::request::{AppearanceBox, SignatureRequest, SubFilter, Warning};
use crate::sign::seed::terms::{self, Terms};
use crate::sign::signature;
use crate::sign::target::Target;
use crate::update::changes::Update;
use crate::update::splice::put_in;

/// Plans the signature.
pub(crate) fn prepare(file: &mut File, request: &SignatureRequest) -> Result<Prepared> {
    let catalog = catalog::read(file)?;
    let form = Form::read(file, &catalog, needs_fields(request))?;
    let mut update = Update::new(file.cross_reference()?, request.entropy)?;
    let signature = update.allocate()?;
    let target = Target::of(&form, request, signature)?;
    let plan = Plan { request, catalog: &catalog, form: &form, target: &target, signature };
    promises::check(file, &plan)?;
    let terms = terms::of(file, &plan)?;
    place(file, &mut update, &plan, &terms)?;
    certification::certify(file, &mut update, &plan)?;
    information::add(file, &mut update, &plan)?;
    // What is under an earlier signature stays as it is.
    if !form.is_signed() {
        update.mend(file)?;
    }
    let (update, hole) = update.write_with_hole(file, signature::dictionary(&plan, &terms))?;
    let (document_len, warnings) = (file.len(), warnings(file, &form)?);
    let (field_name, is_open) = (target.name().to_owned(), terms.is_open);
    Ok(Prepared { document_len, update, hole, field_name, warnings, is_open })
}

/// The room for the appearance, before anything is drawn.
pub(crate) fn appearance_box(file: &mut File, request: &SignatureRequest) -> Result<AppearanceBox> {
    let catalog = catalog::read(file)?;
    let form = Form::read(file, &catalog, needs_fields(request))?;
    match Target::of(&form, request, catalog.reference)? {
        Target::Existing(field) => frame::box_of(file, &catalog, &field.object),
        Target::New(_) => frame::new_box(file, &catalog, request),
    }
}

/// Wishes that depend on every field of the form.
fn needs_fields(request: &SignatureRequest) -> bool {
    request.field.is_some() || request.certification.is_some() || !request.information.is_empty()
}

fn warnings(file: &File, form: &Form) -> Result<Vec<Warning>> {
    let mut warnings = Vec::new();
    if file.cross_reference()?.live.is_some() {
        warnings.push(Warning::Repaired);
    }
    if form.has_xfa {
        warnings.push(Warning::Xfa);
    }
    Ok(warnings)
}

/// Puts the signature into its field, and the field into the form.
fn place(file: &mut File, update: &mut Update, plan: &Plan<'_>, terms: &Terms) -> Result<()> {
    match plan.target {
        Target::Existing(field) => sign_field(file, update, plan, field, terms),
        Target::New(name) => {
            let Plan { request, signature, .. } = *plan;
            let new = NewWidget { name, signature, request, is_signed: plan.form.is_signed() };
            let field = widget::add(file, update, plan.catalog, &new)?;
            form::extend(file, update, plan.catalog, Some(field))
        }
    }
}

/// Signs a field that is there: it gets its value, the form its flags, and all else stays as it is.
fn sign_field(
    file: &mut File,
    update: &mut Update,
    plan: &Plan<'_>,
    field: &SignatureField,
    terms: &Terms,
) -> Result<()> {
    appearance::redraw(file, update, &field.object, plan.request)?;
    put_in(update, &field.object, b"V", plan.signature.spelled().as_bytes())?;
    if let Some(lock) = &terms.new_lock {
        put_in(update, &field.object, b"Lock", lock)?;
    }
    form::extend(file, update, plan.catalog, None)
}

/// A document time-stamp changes nothing else, which is why it is always allowed (ISO 32000-2, 12.8.5 and table 257).
pub(crate) fn check_timestamp(request: &SignatureRequest) -> Result<()> {
    let nothing_else = "a document time-stamp changes nothing else";
    let (part, reason) = match request.sub_filter {
        SubFilter::EtsiCadesDetached => return Ok(()),
        SubFilter::EtsiRfc3161 if request.appearance.is_some() => {
            (RequestPart::Appearance, "a document time-stamp is not seen")
        }
        SubFilter::EtsiRfc3161 if request.certification.is_some() => {
            (RequestPart::Certification, nothing_else)
        }
        SubFilter::EtsiRfc3161 if !request.information.is_empty() => (RequestPart::Information, nothing_else),
        SubFilter::EtsiRfc3161 => return Ok(()),
    };
    Err(Error::request(part, reason))
}
