//! Standards that a document claims: PDF/A in its metadata (ISO 19005), tags in its catalog (ISO 32000-2, 14.7 and 14.8).

use std::sync::Arc;

use crate::error::Result;
use crate::file::object::Object;
use crate::file::objects::{File, Value};
use crate::limits;

/// The part of ISO 19005 that a document says it conforms to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Archive {
    part: Option<u8>,
    has_output_intent: bool,
}

impl Archive {
    /// PDF/A-1 wants an appearance of every field, also of one without size (ISO 19005-1, 6.9).
    pub(crate) fn wants_appearance(self) -> bool {
        self.part == Some(b'1')
    }

    /// PDF/A-4 knows no document information dictionary but for its `/ModDate` (ISO 19005-4, 6.1.3).
    pub(crate) fn has_no_information(self) -> bool {
        self.part == Some(b'4')
    }

    /// PDF/A-1 knows no transparency (ISO 19005-1, 6.4); later parts want to know the colour space that it
    /// is blended in (ISO 19005-2, 6.2.10).
    pub(crate) fn is_opaque(self) -> bool {
        self.part.is_some_and(|part| part == b'1' || !self.has_output_intent)
    }
}

pub(crate) fn archive(file: &mut File, catalog: &Object) -> Result<Archive> {
    let entries = catalog.dictionary()?;
    let Some(metadata) = metadata(file, catalog)? else { return Ok(Archive::default()) };
    let has_output_intent = entries.get(b"OutputIntents").is_some();
    Ok(Archive { part: part(&metadata), has_output_intent })
}

/// The XMP packet; damaged or compressed metadata says nothing, and in PDF/A is neither.
fn metadata(file: &mut File, catalog: &Object) -> Result<Option<Vec<u8>>> {
    if_sound(read_metadata(file, catalog))
}

fn read_metadata(file: &mut File, catalog: &Object) -> Result<Option<Vec<u8>>> {
    match file.resolve(catalog.dictionary()?.get(b"Metadata"))? {
        Some(Value::Object(stream)) => file.unfiltered(&stream, limits::METADATA),
        _ => Ok(None),
    }
}

/// The root of the structure tree of a tagged document; a damaged one is none.
pub(crate) fn structure_root(file: &mut File, catalog: &Object) -> Result<Option<Arc<Object>>> {
    if_sound(read_structure_root(file, catalog))
}

fn read_structure_root(file: &mut File, catalog: &Object) -> Result<Option<Arc<Object>>> {
    let entries = catalog.dictionary()?;
    let information = file.dictionary(entries, b"MarkInfo")?;
    let Some(information) = information.as_ref().and_then(Value::dictionary) else { return Ok(None) };
    let is_marked = file.resolve(information.get(b"Marked"))?.is_some_and(|marked| marked.bytes() == b"true");
    match file.dictionary(entries, b"StructTreeRoot")? {
        Some(Value::Object(root)) if is_marked => Ok(Some(root)),
        _ => Ok(None),
    }
}

/// Signing does not depend on what is damaged here.
pub(crate) fn if_sound<T>(read: Result<Option<T>>) -> Result<Option<T>> {
    match read {
        Err(error) if error.is_fault() => Ok(None),
        read => read,
    }
}

/// The digit after `pdfaid:part`, be it an element or an attribute (ISO 19005-1, 6.7.11).
fn part(metadata: &[u8]) -> Option<u8> {
    let key = b"pdfaid:part";
    let at = metadata.windows(key.len()).position(|found| found == key)?;
    let rest = metadata.get(at + key.len()..)?;
    let is_between = |byte: &&u8| byte.is_ascii_whitespace() || b"=\"'>".contains(byte);
    rest.iter().find(|byte| !is_between(byte)).copied().filter(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_is_an_element_or_an_attribute() {
        assert_eq!(part(b"<a><pdfaid:part> 1</pdfaid:part></a>"), Some(b'1'));
        assert_eq!(part(b"<a pdfaid:part = '2' />"), Some(b'2'));
        assert_eq!(part(b"<pdfaid:part/>"), None);
        assert_eq!(part(b"pdfaid:part"), None);
    }
}
