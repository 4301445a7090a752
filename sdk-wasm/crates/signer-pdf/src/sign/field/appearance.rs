//! The appearance of a signature: its objects under new numbers (ISO 32000-2, 12.5.5).

use std::sync::Arc;

use crate::error::{Error, RequestPart, Result};
use crate::file::object::Object;
use crate::file::objects::File;
use crate::sign::field::frame::{self, Frame};
use crate::sign::request::{AppearanceObject, SignatureRequest};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::{self, Reference};
use crate::update::changes::Update;
use crate::update::splice::put_in;

/// Gives the widgets of a field that is there a new appearance, if there is one.
pub(crate) fn redraw(
    file: &mut File,
    update: &mut Update,
    field: &Arc<Object>,
    request: &SignatureRequest,
) -> Result<()> {
    if objects(request).is_empty() {
        return Ok(());
    }
    let widgets = frame::widgets(file, field)?;
    let frame = frame::of(file, &widgets)?;
    let form = add(update, request, &frame)?;
    let appearance = seen(form);
    for widget in &widgets {
        put_in(update, widget, b"AP", appearance.as_bytes())?;
    }
    Ok(())
}

/// Adds the objects of the appearance under new numbers; the first of them is the form XObject.
pub(crate) fn add(update: &mut Update, request: &SignatureRequest, frame: &Frame) -> Result<Reference> {
    let objects = objects(request);
    let numbers: Vec<Reference> =
        objects.iter().map(|_| update.allocate()).collect::<Result<Vec<Reference>>>()?;
    for (object, own) in objects.iter().zip(&numbers) {
        let mut value = renumbered(&object.value, &numbers).ok_or_else(not_an_object)?;
        let is_form = Some(own) == numbers.first();
        if let Some(matrix) = matrix(frame.rotate).filter(|_| is_form) {
            value = Dictionary::parse(&value).ok_or_else(not_an_object)?.put(b"Matrix", matrix);
        }
        match &object.data {
            Some(data) => update.add_stream(*own, Dictionary::parse(&value).ok_or_else(not_an_object)?, data),
            None if is_form => return Err(not_an_object()),
            None => update.add(*own, value),
        }
    }
    match numbers.first() {
        Some(form) => Ok(*form),
        None => add_empty_form(update),
    }
}

/// `/Matrix` of a form XObject that is to stand upright in a widget turned by `rotate` degrees
/// counterclockwise. It only turns: where the content lands and how large is a matter of `/Rect`
/// (ISO 32000-2, 12.5.5, algorithm 8).
fn matrix(rotate: i64) -> Option<&'static [u8]> {
    match rotate {
        90 => Some(b"[0 1 -1 0 0 0]"),
        180 => Some(b"[-1 0 0 -1 0 0]"),
        270 => Some(b"[0 -1 1 0 0 0]"),
        _ => None,
    }
}

fn objects(request: &SignatureRequest) -> &[AppearanceObject] {
    request.appearance.as_ref().map_or(&[], |appearance| &appearance.objects)
}

/// `/AP` with its key.
pub(crate) fn shown(form: Reference) -> String {
    ["/AP", &seen(form)].concat()
}

/// An appearance dictionary (ISO 32000-2, 12.5.5).
fn seen(form: Reference) -> String {
    ["<</N ", &form.spelled(), ">>"].concat()
}

pub(crate) fn add_empty_form(update: &mut Update) -> Result<Reference> {
    let form = update.allocate()?;
    let dictionary = b"<</Type/XObject/Subtype/Form/BBox[0 0 0 0]/Resources<<>>>>";
    update.add_stream(form, Dictionary::parse(dictionary).ok_or_else(not_an_object)?, b"");
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

fn not_an_object() -> Box<Error> {
    Error::request(RequestPart::AppearanceObjects, "not objects that begin with a form XObject")
}

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
