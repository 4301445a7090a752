//! The first page, found without walking the others (ISO 32000-2, 7.7.3).

use std::sync::Arc;

use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::limits;
use crate::object::Object;
use crate::reader::Reader;
use crate::value::{self, Reference};

/// A page tree node whose kids are being tried.
struct Level {
    kids: Vec<u8>,
    /// How many of them were tried.
    tried: usize,
}

impl Reader {
    /// The first leaf of the page tree, however deep; nodes that are null, empty or seen before are passed over.
    pub(crate) fn first_page(&mut self, catalog: &Object) -> Result<FirstPage> {
        let root = catalog.dictionary()?.get(b"Pages").and_then(Reference::parse);
        let mut node = Some(root.ok_or(catalog.malformed("a catalog without pages"))?);
        let mut levels: Vec<Level> = Vec::new();
        let mut visited: Vec<Reference> = Vec::new();
        for _ in 0..limits::PAGE_NODES {
            if let Some(reference) = node.filter(|reference| !visited.contains(reference)) {
                visited.push(reference);
                let object = self.object(reference)?;
                match self.kids(&object)? {
                    Node::Page => {
                        let siblings = levels.pop().map(|level| level.kids).unwrap_or_default();
                        return Ok(FirstPage { object, siblings });
                    }
                    Node::Pages(kids) => levels.push(Level { kids, tried: 0 }),
                    Node::Nothing => {}
                }
            }
            let Some(level) = levels.last_mut() else { break };
            let next = value::items(&level.kids).nth(level.tried);
            level.tried += 1;
            node = next.and_then(Reference::parse);
            if next.is_none() {
                levels.pop();
            }
        }
        Err(Error::CannotAppend { reason: "the document has no page" })
    }

    /// Whether the page's list of annotations is that of one of its next siblings as well. Those whose
    /// bytes are not at hand are not read for this.
    pub(crate) fn shares_annotations(&mut self, page: &FirstPage) -> Result<bool> {
        let list = |page: &Object| page.dictionary().ok()?.get(b"Annots").and_then(Reference::parse);
        let Some(own) = list(&page.object) else { return Ok(false) };
        for sibling in value::items(&page.siblings).filter_map(Reference::parse).take(SIBLINGS) {
            let is_other = sibling != page.object.reference;
            if is_other && self.at_hand(sibling)?.is_some_and(|other| list(&other) == Some(own)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn kids(&mut self, object: &Object) -> Result<Node> {
        let Ok(dictionary) = object.dictionary() else { return Ok(Node::Nothing) };
        match self.array(dictionary, b"Kids")? {
            Some(kids) => Ok(Node::Pages(kids.bytes().to_vec())),
            None if dictionary.is_type(b"Pages") => Ok(Node::Nothing),
            None => Ok(if is_page(dictionary) { Node::Page } else { Node::Nothing }),
        }
    }
}

/// The page that gets the widget.
#[derive(Debug)]
pub(crate) struct FirstPage {
    pub(crate) object: Arc<Object>,
    /// The array it was found in.
    siblings: Vec<u8>,
}

enum Node {
    Nothing,
    Page,
    Pages(Vec<u8>),
}

/// Some writers forget the type; no other object is a leaf of the page tree.
fn is_page(dictionary: Dictionary<'_>) -> bool {
    dictionary.get(b"Type").is_none_or(|kind| value::is_name(kind, b"Page"))
}

/// Siblings that are held against the page.
const SIBLINGS: usize = 64;
