//! Objects in object streams (ISO 32000-2, 7.5.7).

use crate::error::Result;
use crate::file::object::Object;
use crate::syntax::lexer;
use crate::syntax::value::Reference;

/// A decoded object stream.
#[derive(Debug)]
pub(crate) struct ObjectStream {
    offset: u64,
    data: Vec<u8>,
    /// Numbers and where their values begin.
    index: Vec<(u32, usize)>,
}

impl ObjectStream {
    pub(crate) fn parse(container: &Object, mut data: Vec<u8>) -> Result<Self> {
        let head = container.head()?;
        let wrong = || container.malformed("not an object stream");
        if !head.is_type(b"ObjStm") {
            return Err(wrong());
        }
        let first =
            head.unsigned(b"First").and_then(|first| usize::try_from(first).ok()).ok_or_else(wrong)?;
        let count = head.unsigned(b"N").ok_or_else(wrong)?;
        let index = read_index(data.get(..first).ok_or_else(wrong)?, first, count);
        // Whatever is last gets an end.
        data.extend_from_slice(b"\nendobj \n");
        Ok(Self { offset: container.offset, data, index })
    }

    /// The place of the stream in the file.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// The numbers of all its objects, in order.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.index.iter().map(|(number, _)| *number)
    }

    /// The last object that says that it is a catalog.
    pub(crate) fn catalog(&self) -> Option<Reference> {
        let word = b"/Catalog";
        let place = self.data.windows(word.len()).rposition(|window| window == word)?;
        let before = self.index.iter().filter(|(_, start)| *start <= place);
        let (number, _) = before.max_by_key(|(_, start)| *start)?;
        let object = self.object(*number, 0)?;
        object.dictionary().is_ok_and(|head| head.is_type(b"Catalog")).then_some(object.reference)
    }

    /// The object of that number; `position` is where the cross-reference expects it.
    pub(crate) fn object(&self, number: u32, position: u32) -> Option<Object> {
        let expected = usize::try_from(position).ok().and_then(|position| self.index.get(position));
        let found = expected.filter(|entry| entry.0 == number);
        let (_, start) = found.or_else(|| self.index.iter().find(|entry| entry.0 == number))?;
        let start = lexer::skip_white(&self.data, *start);
        let end = lexer::value_end(&self.data, start).ok()?;
        let bytes = self.data.get(start..end)?.to_vec();
        let reference = Reference { number, generation: 0 };
        Some(Object { reference, offset: self.offset, bytes, data: None })
    }
}

fn read_index(pairs: &[u8], first: usize, count: u64) -> Vec<(u32, usize)> {
    let mut index = Vec::new();
    let mut position = 0;
    while (index.len() as u64) < count {
        let Some((number, end)) = lexer::next_unsigned(pairs, position) else { break };
        let Some((offset, end)) = lexer::next_unsigned(pairs, end) else { break };
        let (Ok(number), Ok(offset)) = (u32::try_from(number), usize::try_from(offset)) else { break };
        index.push((number, first.saturating_add(offset)));
        position = end;
    }
    index
}
