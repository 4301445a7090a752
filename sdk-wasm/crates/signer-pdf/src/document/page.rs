//! A page, found without walking all others, and the attributes it inherits (ISO 32000-2, 7.7.3).

use std::sync::Arc;

use crate::document::standards::if_sound;
use crate::error::{Error, RequestPart, Result};
use crate::file::object::Object;
use crate::file::objects::{File, Value};
use crate::limits;
use crate::syntax::value::{self, Reference};

/// A page of the document.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum PageChoice {
    /// The first.
    #[default]
    First,
    /// The last.
    Last,
    /// Counted from 1.
    Number(u32),
}

/// A leaf of the page tree and the nodes above it, the root first.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) object: Arc<Object>,
    ancestors: Vec<Arc<Object>>,
}

impl Page {
    pub(crate) fn reference(&self) -> Reference {
        self.object.reference
    }

    /// An attribute of the page or of the nearest node above it that has it (ISO 32000-2, 7.7.3.4).
    pub(crate) fn inherited(&self, file: &mut File, key: &[u8]) -> Result<Option<Value>> {
        for node in std::iter::once(&self.object).chain(self.ancestors.iter().rev()) {
            if let Some(found) = file.resolve(node.dictionary()?.get(key))? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// The way through the tree: nodes still to be looked at, the next one last, each with its depth.
struct Walk {
    pending: Vec<(Reference, usize)>,
    /// Sorted; a node that is named twice is there twice.
    visited: Vec<Reference>,
    ancestors: Vec<Arc<Object>>,
    /// Kids of all nodes so far.
    kids: usize,
    /// Pages to pass before the one that is wanted.
    before: usize,
    from_the_end: bool,
    /// Nodes that are looked at.
    limit: usize,
    /// The place of what should be a node, or of what names it.
    damage: Option<u64>,
}

/// The page; nodes of the tree that are null, empty or above themselves are passed over. One that is named
/// twice counts twice, as viewers show it.
pub(crate) fn find(file: &mut File, catalog: &Object, choice: PageChoice) -> Result<Page> {
    let root = catalog.dictionary()?.get(b"Pages").and_then(Reference::parse);
    let root = root.ok_or_else(|| catalog.malformed("a catalog without pages"))?;
    let (before, limit) = match choice {
        PageChoice::First | PageChoice::Last => (0, limits::PAGE_NODES),
        PageChoice::Number(number) => {
            (number.checked_sub(1).ok_or_else(no_such_page)? as usize, limits::NUMBERED_PAGE_NODES)
        }
    };
    let from_the_end = choice == PageChoice::Last;
    let mut walk = Walk {
        pending: vec![(root, 0)],
        visited: Vec::new(),
        ancestors: Vec::new(),
        kids: 0,
        before,
        from_the_end,
        limit,
        damage: None,
    };
    while let Some(next) = walk.pending.pop() {
        if let Some(object) = step(file, catalog, &mut walk, next)? {
            return Ok(Page { object, ancestors: walk.ancestors });
        }
    }
    if before > 0 {
        return Err(no_such_page());
    }
    Err(match walk.damage {
        Some(offset) => Error::malformed(offset, "the page tree leads to no page"),
        None => Error::cannot_append("the document has no page"),
    })
}

/// Looks at one node: the page that is wanted, or what is left to look at.
fn step(
    file: &mut File,
    catalog: &Object,
    walk: &mut Walk,
    (reference, depth): (Reference, usize),
) -> Result<Option<Arc<Object>>> {
    walk.ancestors.truncate(depth);
    let above = walk.ancestors.last().map_or(catalog.offset, |above| above.offset);
    if !walk.visit(file, reference)? {
        walk.damage.get_or_insert(above);
        return Ok(None);
    }
    let object = file.object(reference)?;
    match node(file, &object)? {
        Node::Page if walk.before == 0 => return Ok(Some(object)),
        Node::Page => walk.before -= 1,
        Node::Pages(kids) => {
            let number = walk.count(&kids)?;
            if number == 0 && object.dictionary()?.unsigned(b"Count") != Some(0) {
                walk.damage.get_or_insert(object.offset);
            }
            let leaves = if walk.before > 0 { leaves(file, &object, &kids, number)? } else { None };
            if let Some(leaves) = leaves.filter(|leaves| *leaves <= walk.before) {
                walk.before -= leaves;
                return Ok(None);
            }
            walk.ancestors.push(object);
            let page = if leaves.is_some() { leaf(file, &kids, walk.before)? } else { None };
            if page.is_some() {
                return Ok(page);
            }
            walk.descend(&kids, number, depth + 1);
        }
        Node::Nothing => {
            walk.damage.get_or_insert(if object.is_null() { above } else { object.offset });
        }
    }
    Ok(None)
}

/// The number of pages below, if it can be known without looking at each.
///
/// A wrong `/Count` must not lead to another page than the one asked for: it is believed where it is the
/// number of the kids, which then are pages. All other nodes are looked into.
fn leaves(file: &mut File, node: &Object, kids: &Value, number: usize) -> Result<Option<usize>> {
    let count = file.resolve(node.dictionary()?.get(b"Count"))?;
    let count = count.and_then(|count| value::unsigned(count.bytes()));
    let is_right = count == Some(number as u64);
    let first = if is_right { leaf(file, kids, 0)? } else { None };
    Ok((is_right && (number == 0 || first.is_some())).then_some(number))
}

/// The kid at `place` if it is a page.
fn leaf(file: &mut File, kids: &Value, place: usize) -> Result<Option<Arc<Object>>> {
    let Some(kid) = references(kids).nth(place) else { return Ok(None) };
    let object = file.object(kid)?;
    let is_page = matches!(node(file, &object)?, Node::Page);
    Ok(is_page.then_some(object))
}

/// A leaf may lack its type: no other object without kids is in a page tree.
fn node(file: &mut File, object: &Object) -> Result<Node> {
    let Ok(dictionary) = object.dictionary() else { return Ok(Node::Nothing) };
    if let Some(kids) = file.array(dictionary, b"Kids")? {
        return Ok(Node::Pages(kids));
    }
    let kind = file.resolve(dictionary.get(b"Type"))?;
    let is_page = kind.is_none_or(|kind| value::is_name(kind.bytes(), b"Page"));
    Ok(if is_page { Node::Page } else { Node::Nothing })
}

/// The page of a widget that names it (ISO 32000-2, table 166, `P`).
pub(crate) fn of_widget(file: &mut File, widget: &Object) -> Result<Option<Page>> {
    let Some(Value::Object(object)) = file.resolve(widget.dictionary()?.get(b"P"))? else {
        return Ok(None);
    };
    let mut ancestors: Vec<Arc<Object>> = Vec::new();
    let mut above = parent(file, &object)?;
    while let Some(node) = above.filter(|_| ancestors.len() < limits::DEPTH) {
        above = parent(file, &node)?;
        ancestors.insert(0, node);
    }
    Ok(object.dictionary().is_ok().then_some(Page { object, ancestors }))
}

/// True if one page has this array for its annotations and no other node of the tree names it; false also where
/// that cannot be known.
pub(crate) fn has_for_itself(file: &mut File, catalog: &Object, annotations: Reference) -> Result<bool> {
    Ok(if_sound(nodes_with(file, catalog, annotations).map(Some))? == Some(1))
}

/// Nodes that name this array; an error where there are more nodes than are looked at.
fn nodes_with(file: &mut File, catalog: &Object, array: Reference) -> Result<usize> {
    let mut pending: Vec<Reference> = Vec::new();
    pending.extend(catalog.dictionary()?.get(b"Pages").and_then(Reference::parse));
    let (mut visited, mut number, mut bytes) = (Vec::new(), 0, 0_usize);
    while let Some(next) = pending.pop() {
        let Err(place) = visited.binary_search(&next) else { continue };
        visited.insert(place, next);
        let object = file.object(next)?;
        let Ok(entries) = object.dictionary() else { continue };
        let named = [&b"Annots"[..], b"Kids"].map(|key| entries.get(key).and_then(Reference::parse));
        number += named.iter().filter(|named| **named == Some(array)).count();
        let kids = file.array(entries, b"Kids")?;
        bytes = bytes.saturating_add(object.bytes.len() + kids.as_ref().map_or(0, |kids| kids.bytes().len()));
        if bytes > limits::COMPARED_BYTES {
            return Err(too_many_nodes());
        }
        pending.extend(kids.iter().flat_map(references).take(limits::COMPARED_NODES));
        if visited.len().max(pending.len()) > limits::COMPARED_NODES {
            return Err(too_many_nodes());
        }
    }
    Ok(number)
}

fn parent(file: &mut File, node: &Object) -> Result<Option<Arc<Object>>> {
    let Ok(dictionary) = node.dictionary() else { return Ok(None) };
    match file.resolve(dictionary.get(b"Parent"))? {
        Some(Value::Object(parent)) => Ok(Some(parent)),
        _ => Ok(None),
    }
}

impl Walk {
    /// True for a node that is to be looked at: it is not above itself.
    fn visit(&mut self, file: &mut File, node: Reference) -> Result<bool> {
        let place = self.visited.binary_search(&node);
        if place.is_ok() {
            let is_above = self.ancestors.iter().any(|above| above.reference == node);
            if is_above || self.ancestors.len() > limits::DEPTH {
                return Ok(false);
            }
            // A small document can name a large node often.
            let object = file.object(node)?;
            let kids = object.dictionary().map_or(Ok(None), |node| file.array(node, b"Kids"))?;
            file.spend(object.bytes.len() + kids.map_or(0, |kids| kids.bytes().len()))?;
        }
        if self.visited.len() >= self.limit {
            return Err(too_many_nodes());
        }
        self.visited.insert(place.unwrap_or_else(|place| place), node);
        Ok(true)
    }

    /// The number of kids; nodes may share an array, so that a small document seems to have many.
    fn count(&mut self, kids: &Value) -> Result<usize> {
        let number = references(kids).count();
        self.kids = self.kids.saturating_add(number);
        if self.kids > limits::PAGE_KIDS {
            return Err(too_many_nodes());
        }
        Ok(number)
    }

    /// The kids that come first are looked at first.
    fn descend(&mut self, kids: &Value, number: usize, depth: usize) {
        let kids = references(kids).map(|kid| (kid, depth));
        let place = self.pending.len();
        if self.from_the_end {
            self.pending.extend(kids.skip(number.saturating_sub(self.limit)));
        } else {
            self.pending.extend(kids.take(self.limit));
            self.pending.get_mut(place..).unwrap_or_default().reverse();
        }
    }
}

fn references(kids: &Value) -> impl Iterator<Item = Reference> {
    kids.items().filter_map(Reference::parse)
}

enum Node {
    Nothing,
    Page,
    Pages(Value),
}

fn too_many_nodes() -> Box<Error> {
    Error::unsupported("too many page tree nodes before the page")
}

fn no_such_page() -> Box<Error> {
    Error::request(RequestPart::Page, "the document has no such page")
}
