//! The first page, found without walking the others (ISO 32000-2, 7.7.3).

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::limits;
use crate::object::Object;
use crate::reader::{Reader, Value};
use crate::value::{self, Reference};

/// A page tree node whose kids are being tried.
struct Level {
    kids: Value,
    /// How many of them were tried.
    tried: usize,
}

impl Reader {
    /// The first leaf of the page tree, however deep; nodes that are null, empty or seen before are passed over.
    pub(crate) fn first_page(&mut self, catalog: &Object) -> Result<Arc<Object>> {
        let root = catalog.dictionary()?.get(b"Pages").and_then(Reference::parse);
        let mut node = Some(root.ok_or(catalog.malformed("a catalog without pages"))?);
        let mut levels: Vec<Level> = Vec::new();
        let mut visited: Vec<Reference> = Vec::new();
        for _ in 0..limits::PAGE_NODES {
            if let Some(reference) = node.filter(|reference| !visited.contains(reference)) {
                visited.push(reference);
                let object = self.object(reference)?;
                match self.node(&object)? {
                    Node::Page => return Ok(object),
                    Node::Pages(kids) => levels.push(Level { kids, tried: 0 }),
                    Node::Nothing => {}
                }
            }
            let Some(level) = levels.last_mut() else { break };
            let next = level.kids.items().nth(level.tried);
            level.tried += 1;
            node = next.and_then(Reference::parse);
            if next.is_none() {
                levels.pop();
            }
        }
        Err(Error::CannotAppend { reason: "the document has no page" })
    }

    /// A leaf may lack its type: no other object without kids is in a page tree.
    fn node(&mut self, object: &Object) -> Result<Node> {
        let Ok(dictionary) = object.dictionary() else { return Ok(Node::Nothing) };
        if let Some(kids) = self.array(dictionary, b"Kids")? {
            return Ok(Node::Pages(kids));
        }
        let kind = self.resolve(dictionary.get(b"Type"))?;
        let is_page = kind.is_none_or(|kind| value::is_name(kind.bytes(), b"Page"));
        Ok(if is_page { Node::Page } else { Node::Nothing })
    }
}

enum Node {
    Nothing,
    Page,
    Pages(Value),
}
