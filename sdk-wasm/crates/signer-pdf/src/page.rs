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
    /// The first leaf of the page tree; nodes that are null, empty or seen before are passed over.
    pub(crate) fn first_page(&mut self, catalog: &Object) -> Result<Arc<Object>> {
        let root = catalog.dictionary()?.get(b"Pages").and_then(Reference::parse);
        let mut node = Some(root.ok_or(catalog.malformed("a catalog without pages"))?);
        let mut levels: Vec<Level> = Vec::new();
        let mut visited: Vec<Reference> = Vec::new();
        for _ in 0..limits::PAGE_NODES {
            if let Some(reference) = node.filter(|reference| !visited.contains(reference)) {
                visited.push(reference);
                let object = self.object(reference)?;
                match self.kids(&object)? {
                    Node::Page => return Ok(object),
                    Node::Pages(kids) if levels.len() < limits::DEPTH => {
                        levels.push(Level { kids, tried: 0 })
                    }
                    Node::Pages(_) | Node::Nothing => {}
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

    fn kids(&mut self, object: &Object) -> Result<Node> {
        let Ok(dictionary) = object.dictionary() else { return Ok(Node::Nothing) };
        match self.array(dictionary, b"Kids")? {
            Some(kids) => Ok(Node::Pages(kids.bytes().to_vec())),
            None if dictionary.is_type(b"Pages") => Ok(Node::Nothing),
            None => Ok(if is_page(dictionary) { Node::Page } else { Node::Nothing }),
        }
    }
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
