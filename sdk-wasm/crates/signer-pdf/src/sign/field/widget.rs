//! The widget of a signature field, which is the field itself (ISO 32000-2, 12.5.6.19 and 12.7.5.5).

use crate::document::page::{self, Page, PageChoice};
use crate::document::standards;
use crate::document::view::{Rectangle, View};
use crate::error::Result;
use crate::file::object::Object;
use crate::file::objects::File;
use crate::sign::field::appearance;
use crate::sign::field::form;
use crate::sign::field::frame;
use crate::sign::field::placement::Placement;
use crate::sign::field::tag;
use crate::sign::request::SignatureRequest;
use crate::syntax::decimal;
use crate::syntax::text;
use crate::syntax::value::Reference;
use crate::update::changes::Update;
use crate::update::splice::put_in;

/// A field that is to be made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewWidget<'a> {
    pub(crate) name: &'a str,
    pub(crate) signature: Reference,
    pub(crate) request: &'a SignatureRequest,
    /// There are earlier signatures.
    pub(crate) is_signed: bool,
}

/// Adds a field that is its own widget to a page.
pub(crate) fn add(
    file: &mut File,
    update: &mut Update,
    catalog: &Object,
    new: &NewWidget<'_>,
) -> Result<Reference> {
    let placement = frame::placement_of(new.request);
    let page = page::find(file, catalog, placement.map_or(PageChoice::First, |placement| placement.page))?;
    let field = update.allocate()?;
    let (rectangle, look) = match placement {
        Some(placement) => show(file, update, &page, placement, new.request)?,
        None => hide(file, update, catalog, &page)?,
    };
    let mut widget = spelled(new, &page, rectangle);
    widget.extend_from_slice(look.as_bytes());
    describe(file, update, &mut widget, catalog, &page, new, field)?;
    widget.extend_from_slice(b">>");
    update.add(field, widget);
    match new.is_signed {
        true => form::annotate_signed(file, update, catalog, &page.object, field)?,
        false => form::annotate(file, update, &page.object, field)?,
    }
    Ok(field)
}

/// The place of a visible widget, and the entries for its appearance.
fn show(
    file: &mut File,
    update: &mut Update,
    page: &Page,
    placement: &Placement,
    request: &SignatureRequest,
) -> Result<(Rectangle, String)> {
    let frame = frame::at(file, page, placement)?;
    let form = appearance::add(update, request, &frame)?;
    let turned = match frame.rotate {
        0 => String::new(),
        rotate => ["/MK<</R ", &rotate.to_string(), ">>"].concat(),
    };
    Ok((frame.rectangle, [&appearance::shown(form), turned.as_str()].concat()))
}

/// Hides the widget: in a tagged document one that is not tagged has to lie outside the page (ISO 14289-1, 7.18.1), and all
/// readers agree on that only where not even a corner of the page is touched.
fn hide(file: &mut File, update: &mut Update, catalog: &Object, page: &Page) -> Result<(Rectangle, String)> {
    let mut rectangle = Rectangle::default();
    if standards::structure_root(file, catalog)?.is_some() {
        let page = View::of(file, page)?.shown;
        let (x, y) = (page.left - decimal::ONE, page.bottom - decimal::ONE);
        rectangle = Rectangle { left: x, bottom: y, right: x, top: y };
    }
    let look = match standards::archive(file, catalog)?.wants_appearance() {
        true => appearance::shown(appearance::add_empty_form(update)?),
        false => String::new(),
    };
    Ok((rectangle, look))
}

/// Describes the field as a tagged document does (ISO 14289-1, 7.18; ISO 14289-2, 8.10.2.3).
///
/// Earlier signatures let no part of the document's structure change, nor pages beyond their annotations.
fn describe(
    file: &mut File,
    update: &mut Update,
    widget: &mut Vec<u8>,
    catalog: &Object,
    page: &Page,
    new: &NewWidget<'_>,
    field: Reference,
) -> Result<()> {
    let Some(root) = standards::structure_root(file, catalog)? else { return Ok(()) };
    let signer = new.request.name.as_deref().unwrap_or_default();
    let separator = if signer.is_empty() { "" } else { ": " };
    let description = text::spell(&[new.name, separator, signer].concat());
    for key in [&b"/TU"[..], b"/Contents"] {
        widget.extend_from_slice(key);
        widget.extend_from_slice(&description);
    }
    if new.is_signed {
        return Ok(());
    }
    if page.object.dictionary()?.get(b"Tabs").is_none() {
        put_in(update, &page.object, b"Tabs", b"/S")?;
    }
    let is_seen = new.request.appearance.is_some();
    let key = if is_seen { tag::add(file, update, &root, page.reference(), field)? } else { None };
    if let Some(key) = key {
        widget.extend_from_slice(["/StructParent ", &key.to_string()].concat().as_bytes());
    }
    Ok(())
}

/// A field merged with its widget (ISO 32000-2, 12.7.5.5), printed and locked.
fn spelled(new: &NewWidget<'_>, page: &Page, rectangle: Rectangle) -> Vec<u8> {
    [
        b"<</Type/Annot/Subtype/Widget/FT/Sig/Rect",
        rectangle.spelled().as_bytes(),
        b"/F 132/T",
        text::spell(new.name).as_slice(),
        b"/P ",
        page.reference().spelled().as_bytes(),
        b"/V ",
        new.signature.spelled().as_bytes(),
    ]
    .concat()
}
