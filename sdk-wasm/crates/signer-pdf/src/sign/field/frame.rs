//! The place of a widget and its room for an appearance (ISO 32000-2, 12.5.5 and 12.5.6.19).

use std::sync::Arc;

use crate::document::page::{self, Page};
use crate::document::standards;
use crate::document::view::{self, Rectangle, View};
use crate::error::{Error, RequestPart, Result};
use crate::file::object::Object;
use crate::file::objects::{File, Value};
use crate::limits;
use crate::sign::field::placement::{self, Placement};
use crate::sign::request::{AppearanceBox, SignatureRequest};
use crate::syntax::decimal;
use crate::syntax::value::Reference;

/// The rectangle of a widget on its page.
pub(crate) struct Frame {
    pub(crate) rectangle: Rectangle,
    /// Degrees by which the content is turned counterclockwise, against user space.
    pub(crate) rotate: i64,
    view: View,
}

impl Frame {
    fn size(&self) -> (i64, i64) {
        self.view.drawn(self.rectangle, self.rotate)
    }
}

/// The field itself, or its kids (ISO 32000-2, 12.5.6.19).
pub(crate) fn widgets(file: &mut File, field: &Arc<Object>) -> Result<Vec<Arc<Object>>> {
    let dictionary = field.dictionary()?;
    if dictionary.get(b"Rect").is_some() {
        return Ok(vec![Arc::clone(field)]);
    }
    let mut widgets = Vec::new();
    if let Some(kids) = file.array(dictionary, b"Kids")? {
        for kid in kids.items().filter_map(Reference::parse).take(limits::KIDS) {
            let kid = file.object(kid)?;
            if kid.dictionary().is_ok_and(|kid| kid.get(b"Rect").is_some()) {
                widgets.push(kid);
            }
        }
    }
    Ok(widgets)
}

/// The frame of the first widget. Its content is turned as `/MK` says (ISO 32000-2, table 192), else so that
/// it stands upright.
pub(crate) fn of(file: &mut File, widgets: &[Arc<Object>]) -> Result<Frame> {
    let widget = widgets.first().ok_or_else(no_room)?;
    let dictionary = widget.dictionary()?;
    let rectangle = file.array(dictionary, b"Rect")?;
    let rectangle = view::rectangle(file, rectangle.as_ref())?.ok_or_else(no_room)?;
    let view = match page::of_widget(file, widget)? {
        Some(page) => View::of(file, &page)?,
        None => View { shown: rectangle, rotate: 0, unit: decimal::ONE },
    };
    let characteristics = file.dictionary(dictionary, b"MK")?;
    let rotate = match characteristics.as_ref().and_then(Value::dictionary) {
        Some(characteristics) => file.resolve(characteristics.get(b"R"))?,
        None => None,
    };
    let rotate = view::quarter_turns(rotate.as_ref()).unwrap_or(view.rotate);
    Ok(Frame { rectangle, rotate, view })
}

pub(crate) fn at(file: &mut File, page: &Page, placement: &Placement) -> Result<Frame> {
    let view = View::of(file, page)?;
    Ok(Frame { rectangle: placement::rectangle(view, placement.position)?, rotate: view.rotate, view })
}

/// The room in a field that is there.
pub(crate) fn box_of(file: &mut File, catalog: &Object, field: &Arc<Object>) -> Result<AppearanceBox> {
    let widgets = widgets(file, field)?;
    let frame = of(file, &widgets)?;
    measured(file, catalog, &frame)
}

/// The room in a field that is to be made.
pub(crate) fn new_box(
    file: &mut File,
    catalog: &Object,
    request: &SignatureRequest,
) -> Result<AppearanceBox> {
    let placement = placement_of(request).copied().unwrap_or_default();
    let page = page::find(file, catalog, placement.page)?;
    let frame = at(file, &page, &placement)?;
    measured(file, catalog, &frame)
}

fn measured(file: &mut File, catalog: &Object, frame: &Frame) -> Result<AppearanceBox> {
    let (width, height) = frame.size();
    Ok(AppearanceBox {
        width: decimal::to_float(width),
        height: decimal::to_float(height),
        opaque: standards::archive(file, catalog)?.is_opaque(),
    })
}

pub(crate) fn placement_of(request: &SignatureRequest) -> Option<&Placement> {
    request.appearance.as_ref().map(|appearance| &appearance.placement)
}

fn no_room() -> Box<Error> {
    Error::request(RequestPart::Appearance, "the field to be signed has no size")
}
