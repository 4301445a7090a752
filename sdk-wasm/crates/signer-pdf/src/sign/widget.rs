//! The widget of a signature field: where it is, what is seen of it (ISO 32000-2, 12.5.5, 12.5.6.19 and 12.7.5.5).

use std::sync::Arc;

use crate::document::form::put_in;
use crate::document::page::Page;
use crate::document::placement::{self, Rectangle, View};
use crate::error::{Error, RequestPart, Result};
use crate::file::object::Object;
use crate::file::reader::{Reader, Value};
use crate::limits;
use crate::sign::request::{AppearanceBox, AppearanceObject, PageChoice, Placement, SignatureRequest};
use crate::syntax::decimal;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value::{self, Reference};
use crate::update::changes::Update;

/// A field that is to be made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewWidget<'a> {
    pub(crate) name: &'a str,
    pub(crate) signature: Reference,
    pub(crate) request: &'a SignatureRequest,
    /// Whether there are earlier signatures.
    pub(crate) is_signed: bool,
}

/// A place on a page.
struct Frame {
    rectangle: Rectangle,
    /// By how many degrees the content is turned counterclockwise, against user space.
    rotate: i64,
    view: View,
}

impl Frame {
    fn size(&self) -> (i64, i64) {
        self.view.drawn(self.rectangle, self.rotate)
    }
}

impl Reader {
    /// Adds a field that is its own widget to a page.
    pub(crate) fn add_widget(
        &mut self,
        update: &mut Update,
        catalog: &Object,
        new: &NewWidget<'_>,
    ) -> Result<Reference> {
        let placement = placement_of(new.request);
        let page = self.page(catalog, placement.map_or(PageChoice::First, |placement| placement.page))?;
        let field = update.allocate()?;
        let (rectangle, look) = match placement {
            Some(placement) => self.show(update, &page, placement, new.request)?,
            None => self.hide(update, catalog, &page)?,
        };
        let mut widget = spelled(new, &page, rectangle);
        widget.extend_from_slice(look.as_bytes());
        self.describe(update, &mut widget, catalog, &page, new, field)?;
        widget.extend_from_slice(b">>");
        update.add(field, widget);
        self.annotate(update, &page.object, field)?;
        Ok(field)
    }

    /// Where a visible widget is, and the entries for what is seen of it.
    fn show(
        &mut self,
        update: &mut Update,
        page: &Page,
        placement: &Placement,
        request: &SignatureRequest,
    ) -> Result<(Rectangle, String)> {
        let frame = self.new_frame(page, placement)?;
        let form = self.add_appearance(update, request, &frame)?;
        let turned = match frame.rotate {
            0 => String::new(),
            rotate => ["/MK<</R ", &rotate.to_string(), ">>"].concat(),
        };
        Ok((frame.rectangle, [&shown(form), turned.as_str()].concat()))
    }

    /// In a tagged document what is not tagged has to lie outside the page (ISO 14289-1, 7.18.1), and all
    /// readers agree on that only where not even a corner of the page is touched.
    fn hide(&mut self, update: &mut Update, catalog: &Object, page: &Page) -> Result<(Rectangle, String)> {
        let mut rectangle = Rectangle::default();
        if self.structure_root(catalog)?.is_some() {
            let page = self.view(page)?.shown;
            let (x, y) = (page.left - decimal::ONE, page.bottom - decimal::ONE);
            rectangle = Rectangle { left: x, bottom: y, right: x, top: y };
        }
        let look = match self.archive(catalog)?.wants_appearance() {
            true => shown(add_empty_form(update)?),
            false => String::new(),
        };
        Ok((rectangle, look))
    }

    /// What a tagged document says of its fields (ISO 14289-1, 7.18; ISO 14289-2, 8.10.2.3).
    ///
    /// Earlier signatures let no part of the document's structure change, nor pages beyond their annotations.
    fn describe(
        &mut self,
        update: &mut Update,
        widget: &mut Vec<u8>,
        catalog: &Object,
        page: &Page,
        new: &NewWidget<'_>,
        field: Reference,
    ) -> Result<()> {
        let Some(root) = self.structure_root(catalog)? else { return Ok(()) };
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
        let key = if is_seen { self.tag(update, &root, page.reference(), field)? } else { None };
        if let Some(key) = key {
            widget.extend_from_slice(["/StructParent ", &key.to_string()].concat().as_bytes());
        }
        Ok(())
    }

    /// Gives the widgets of a field that is there a new appearance, if there is one.
    pub(crate) fn redraw(
        &mut self,
        update: &mut Update,
        field: &Arc<Object>,
        request: &SignatureRequest,
    ) -> Result<()> {
        if objects(request).is_empty() {
            return Ok(());
        }
        let widgets = self.widgets(field)?;
        let frame = self.frame_of(&widgets)?;
        let form = self.add_appearance(update, request, &frame)?;
        let appearance = seen(form);
        for widget in &widgets {
            put_in(update, widget, b"AP", appearance.as_bytes())?;
        }
        Ok(())
    }

    /// The field itself, or its kids (ISO 32000-2, 12.5.6.19).
    fn widgets(&mut self, field: &Arc<Object>) -> Result<Vec<Arc<Object>>> {
        let dictionary = field.dictionary()?;
        if dictionary.get(b"Rect").is_some() {
            return Ok(vec![Arc::clone(field)]);
        }
        let mut widgets = Vec::new();
        if let Some(kids) = self.array(dictionary, b"Kids")? {
            for kid in kids.items().filter_map(Reference::parse).take(limits::KIDS) {
                let kid = self.object(kid)?;
                if kid.dictionary().is_ok_and(|kid| kid.get(b"Rect").is_some()) {
                    widgets.push(kid);
                }
            }
        }
        Ok(widgets)
    }

    /// Where the first widget is. Its content is turned as `/MK` says (ISO 32000-2, table 192), else so that
    /// it stands upright.
    fn frame_of(&mut self, widgets: &[Arc<Object>]) -> Result<Frame> {
        let widget = widgets.first().ok_or(NO_ROOM)?;
        let dictionary = widget.dictionary()?;
        let rectangle = self.array(dictionary, b"Rect")?;
        let rectangle = self.rectangle(rectangle.as_ref())?.ok_or(NO_ROOM)?;
        let view = match self.page_of(widget)? {
            Some(page) => self.view(&page)?,
            None => View { shown: rectangle, rotate: 0, unit: decimal::ONE },
        };
        let characteristics = self.dictionary(dictionary, b"MK")?;
        let rotate = match characteristics.as_ref().and_then(Value::dictionary) {
            Some(characteristics) => self.resolve(characteristics.get(b"R"))?,
            None => None,
        };
        let rotate = placement::quarter_turns(rotate.as_ref()).unwrap_or(view.rotate);
        Ok(Frame { rectangle, rotate, view })
    }

    fn new_frame(&mut self, page: &Page, placement: &Placement) -> Result<Frame> {
        let view = self.view(page)?;
        Ok(Frame { rectangle: view.rectangle(placement.position)?, rotate: view.rotate, view })
    }

    /// The room in a field that is there.
    pub(crate) fn box_of(&mut self, catalog: &Object, field: &Arc<Object>) -> Result<AppearanceBox> {
        let widgets = self.widgets(field)?;
        let frame = self.frame_of(&widgets)?;
        self.measured(catalog, &frame)
    }

    /// The room in a field that is to be made.
    pub(crate) fn new_box(&mut self, catalog: &Object, request: &SignatureRequest) -> Result<AppearanceBox> {
        let placement = placement_of(request).copied().unwrap_or_default();
        let page = self.page(catalog, placement.page)?;
        let frame = self.new_frame(&page, &placement)?;
        self.measured(catalog, &frame)
    }

    fn measured(&mut self, catalog: &Object, frame: &Frame) -> Result<AppearanceBox> {
        let (width, height) = frame.size();
        Ok(AppearanceBox {
            width: decimal::to_float(width),
            height: decimal::to_float(height),
            opaque: self.archive(catalog)?.is_opaque(),
        })
    }

    /// Adds the objects of the appearance under new numbers; the first of them is the form XObject.
    fn add_appearance(
        &mut self,
        update: &mut Update,
        request: &SignatureRequest,
        frame: &Frame,
    ) -> Result<Reference> {
        let objects = objects(request);
        let numbers: Vec<Reference> =
            objects.iter().map(|_| update.allocate()).collect::<Result<Vec<Reference>>>()?;
        for (object, own) in objects.iter().zip(&numbers) {
            let mut value = renumbered(&object.value, &numbers).ok_or(NOT_AN_OBJECT)?;
            let is_form = Some(own) == numbers.first();
            if let Some(matrix) = placement::matrix(frame.rotate).filter(|_| is_form) {
                value = Dictionary::parse(&value).ok_or(NOT_AN_OBJECT)?.put(b"Matrix", matrix);
            }
            match &object.data {
                Some(data) => update.add_stream(*own, Dictionary::parse(&value).ok_or(NOT_AN_OBJECT)?, data),
                None if is_form => return Err(NOT_AN_OBJECT),
                None => update.add(*own, value),
            }
        }
        match numbers.first() {
            Some(form) => Ok(*form),
            None => add_empty_form(update),
        }
    }
}

fn placement_of(request: &SignatureRequest) -> Option<&Placement> {
    request.appearance.as_ref().map(|appearance| &appearance.placement)
}

fn objects(request: &SignatureRequest) -> &[AppearanceObject] {
    request.appearance.as_ref().map_or(&[], |appearance| &appearance.objects)
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

/// `/AP` with its key.
fn shown(form: Reference) -> String {
    ["/AP", &seen(form)].concat()
}

/// An appearance dictionary (ISO 32000-2, 12.5.5).
fn seen(form: Reference) -> String {
    ["<</N ", &form.spelled(), ">>"].concat()
}

fn add_empty_form(update: &mut Update) -> Result<Reference> {
    let form = update.allocate()?;
    let dictionary = b"<</Type/XObject/Subtype/Form/BBox[0 0 0 0]/Resources<<>>>>";
    update.add_stream(form, Dictionary::parse(dictionary).ok_or(NOT_AN_OBJECT)?, b"");
    Ok(form)
}

/// The value with `numbers` in place of the local references: `1 0 R` becomes the first of them.
fn renumbered(value: &[u8], numbers: &[Reference]) -> Option<Vec<u8>> {
    let value = [value, b" "].concat();
    let mut out = Vec::with_capacity(value.len());
    let mut position = 0;
    while let Some(token) = value::token(&value, position) {
        match Reference::parse(token) {
            Some(local) => {
                let place = usize::try_from(local.number).ok()?.checked_sub(1)?;
                out.extend_from_slice(numbers.get(place)?.spelled().as_bytes());
            }
            None => out.extend_from_slice(token),
        }
        position += token.len();
    }
    out.pop();
    (position == value.len()).then_some(out)
}

const NO_ROOM: Error =
    Error::Request { part: RequestPart::Appearance, reason: "the field to be signed has no size" };
const NOT_AN_OBJECT: Error = Error::Request {
    part: RequestPart::AppearanceObjects,
    reason: "not objects that begin with a form XObject",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_references_get_new_numbers() {
        let numbers: Vec<Reference> =
            [40, 41].into_iter().map(|number| Reference { number, generation: 0 }).collect();
        let value = b"<</A 1 0 R/B[2 0 R 1 0 2 0 R]/C(1 0 R)/D<1 0>/E<</F 1.5>>>>";
        let expected = b"<</A 40 0 R/B[41 0 R 1 0 41 0 R]/C(1 0 R)/D<1 0>/E<</F 1.5>>>>";
        assert_eq!(renumbered(value, &numbers).as_deref(), Some(&expected[..]));
        assert_eq!(renumbered(b"1 0 R", &numbers).as_deref(), Some(&b"40 0 R"[..]));
        for wrong in [&b"<</A 3 0 R>>"[..], b"<</A 0 0 R>>", b"<</A (>>"] {
            assert_eq!(renumbered(wrong, &numbers), None);
        }
    }
}
