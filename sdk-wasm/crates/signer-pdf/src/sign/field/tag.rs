//! Tags a new field: structure element, object reference, parent tree (ISO 32000-2, 14.7 and 14.8.4.8.3).

use std::sync::Arc;

use crate::document::standards::if_sound;
use crate::error::Result;
use crate::file::object::Object;
use crate::file::objects::{File, Value};
use crate::limits;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::{self, Reference};
use crate::update::changes::Update;
use crate::update::splice::put_in;

/// The end of the structure, all of it read before anything is changed.
struct End {
    parent: Arc<Object>,
    /// `/K` of the parent, as an array.
    kids: Vec<u8>,
    tree: Option<Value>,
    key: u64,
}

/// Adds an element `Form` for the widget at the end of the document; returns the widget's `/StructParent`.
/// A structure that is damaged stays as it is.
pub(crate) fn add(
    file: &mut File,
    update: &mut Update,
    root: &Arc<Object>,
    page: Reference,
    widget: Reference,
) -> Result<Option<u64>> {
    let Some(end) = if_sound(end_of_structure(file, root).map(Some))? else { return Ok(None) };
    let element = update.allocate()?;
    update.add(element, form_element(end.parent.reference, page, widget));
    put_in(update, &end.parent, b"K", &value::push(&end.kids, element.spelled().as_bytes()))?;
    let spelling = end.tree.as_ref().map_or(b"<<>>".as_slice(), Value::bytes);
    let nodes = Dictionary::parse(spelling).ok_or_else(|| root.malformed("not a dictionary"))?;
    let longer = entered(file, update, nodes, end.key, element)?;
    match &end.tree {
        Some(Value::Object(tree)) => update.replace(tree, longer),
        _ => put_in(update, root, b"ParentTree", &longer)?,
    }
    put_in(update, root, b"ParentTreeNextKey", end.key.saturating_add(1).to_string().as_bytes())?;
    Ok(Some(end.key))
}

fn end_of_structure(file: &mut File, root: &Arc<Object>) -> Result<End> {
    let parent = document_element(file, root)?.unwrap_or_else(|| Arc::clone(root));
    let kids = kids(file, parent.dictionary()?)?;
    let kids = kids.as_ref().map_or(b"[]".as_slice(), Value::bytes).to_vec();
    let tree = file.dictionary(root.dictionary()?, b"ParentTree")?;
    let promised = file.resolve(root.dictionary()?.get(b"ParentTreeNextKey"))?;
    let mut key = promised.and_then(|key| value::unsigned(key.bytes())).unwrap_or(0);
    if let Some(nodes) = tree.as_ref().and_then(Value::dictionary) {
        key = key.max(end_of(file, nodes)?);
    }
    Ok(End { parent, kids, tree, key })
}

/// The element that holds the whole document, if it has one.
fn document_element(file: &mut File, root: &Object) -> Result<Option<Arc<Object>>> {
    let kids = match kids(file, root.dictionary()?)? {
        Some(kids) => kids.items().filter_map(Reference::parse).take(limits::KIDS).collect(),
        None => Vec::new(),
    };
    for kid in kids {
        let kid = file.object(kid)?;
        let Ok(element) = kid.dictionary() else { continue };
        let kind = file.resolve(element.get(b"S"))?;
        if kind.is_some_and(|kind| value::is_name(kind.bytes(), b"Document")) {
            return Ok(Some(kid));
        }
    }
    Ok(None)
}

/// `/K` as an array: it may be the only kid itself.
fn kids(file: &mut File, element: Dictionary<'_>) -> Result<Option<Value>> {
    let Some(kids) = element.get(b"K") else { return Ok(None) };
    match file.resolve(Some(kids))? {
        Some(array) if value::is_array(array.bytes()) => Ok(Some(array)),
        Some(_) => Ok(Some(Value::Direct([b"[", kids, b"]"].concat()))),
        None => Ok(None),
    }
}

/// The key after the last one of the number tree (ISO 32000-2, 7.9.7).
fn end_of(file: &mut File, tree: Dictionary<'_>) -> Result<u64> {
    let mut numbers: Vec<u64> = Vec::new();
    if let Some(leaf) = file.array(tree, b"Nums")? {
        numbers.extend(leaf.items().step_by(2).filter_map(value::unsigned));
    }
    if let Some(kids) = file.array(tree, b"Kids")? {
        let last = kids.items().last();
        let last = file.resolve(last)?;
        if let Some(last) = last.as_ref().and_then(Value::dictionary) {
            let limits = file.array(last, b"Limits")?;
            numbers.extend(limits.iter().flat_map(Value::items).filter_map(value::unsigned));
        }
    }
    Ok(numbers.into_iter().max().map_or(0, |last| last.saturating_add(1)))
}

/// The root of the number tree with one more pair: in its own leaf, or in a new one behind the others.
fn entered(
    file: &mut File,
    update: &mut Update,
    tree: Dictionary<'_>,
    key: u64,
    element: Reference,
) -> Result<Vec<u8>> {
    let pair = [&key.to_string(), " ", &element.spelled()].concat();
    if let Some(kids) = file.array(tree, b"Kids")? {
        let leaf = update.allocate()?;
        let limits = [&key.to_string(), " ", &key.to_string()].concat();
        update.add(leaf, ["<</Limits[", &limits, "]/Nums[", &pair, "]>>"].concat().into_bytes());
        return Ok(tree.put(b"Kids", &value::push(kids.bytes(), leaf.spelled().as_bytes())));
    }
    let leaf = file.array(tree, b"Nums")?;
    let leaf = leaf.as_ref().map_or(b"[]".as_slice(), Value::bytes);
    Ok(tree.put(b"Nums", &value::push(leaf, pair.as_bytes())))
}

/// An element `Form` with the one widget in it.
fn form_element(parent: Reference, page: Reference, widget: Reference) -> Vec<u8> {
    let (page, widget) = (page.spelled(), widget.spelled());
    let content = ["/Pg ", &page, "/K<</Type/OBJR/Pg ", &page, "/Obj ", &widget, ">>>>"].concat();
    ["<</Type/StructElem/S/Form/P ", &parent.spelled(), &content].concat().into_bytes()
}
