//! The incremental update: changed and new objects, and the trailer that names them (ISO 32000-2, 7.5.6).

use std::ops::Range;

use crate::error::{Error, Result};
use crate::file::cross_reference::CrossReference;
use crate::file::object::Object;
use crate::file::objects::File;
use crate::file::trailer;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::{self, Reference};
use crate::update::hole::{self, Hole};
use crate::update::new_object::NewObject;
use crate::update::writer::Writer;

/// Objects that the update will hold.
#[derive(Debug)]
pub(crate) struct Update {
    /// `/Info` of the trailer, if it is a new one or changed.
    pub(crate) information: Option<Reference>,
    /// Sorted by number.
    objects: Vec<(Reference, NewObject)>,
    next: u32,
    /// The number after the last free one.
    end: u32,
    entropy: [u8; 32],
}

impl Update {
    pub(crate) fn new(file: &CrossReference, entropy: [u8; 32]) -> Result<Self> {
        let free = file.free_numbers()?.ok_or_else(numbers_used_up)?;
        let number = |number: u64| u32::try_from(number).map_err(|_| numbers_used_up());
        let (next, end) = (number(free.start)?, number(free.end)?);
        Ok(Self { information: None, objects: Vec::new(), next, end, entropy })
    }

    /// The number of a new object.
    pub(crate) fn allocate(&mut self) -> Result<Reference> {
        let number = self.next;
        if number >= self.end {
            return Err(numbers_used_up());
        }
        self.next = number.saturating_add(1);
        Ok(Reference { number, generation: 0 })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// The value of `object` as it will be.
    pub(crate) fn current(&self, object: &Object) -> Vec<u8> {
        match self.objects.iter().find(|(reference, _)| *reference == object.reference) {
            Some((_, NewObject::Value(changed))) => changed.clone(),
            _ => object.bytes.clone(),
        }
    }

    /// Gives `object` a new value; the one it had already is no change.
    pub(crate) fn replace(&mut self, object: &Object, bytes: Vec<u8>) {
        if self.current(object) != bytes {
            self.add(object.reference, bytes);
        }
    }

    /// A new stream; `dictionary` comes without `/Length`.
    pub(crate) fn add_stream(&mut self, reference: Reference, dictionary: Dictionary<'_>, data: &[u8]) {
        let dictionary = dictionary.bytes().to_vec();
        self.put(reference, NewObject::Stream { dictionary, data: data.to_vec() });
    }

    pub(crate) fn add(&mut self, reference: Reference, value: Vec<u8>) {
        self.put(reference, NewObject::Value(value));
    }

    /// Writes anew what was damaged: whoever reads the update needs no repair for it.
    pub(crate) fn mend(&mut self, file: &mut File) -> Result<()> {
        for reference in file.mended.clone() {
            let object = file.object(reference)?;
            self.add(reference, self.current(&object));
        }
        Ok(())
    }

    fn put(&mut self, reference: Reference, new: NewObject) {
        match self.objects.binary_search_by_key(&reference, |(known, _)| *known) {
            Ok(place) => {
                if let Some((_, old)) = self.objects.get_mut(place) {
                    *old = new;
                }
            }
            Err(place) => self.objects.insert(place, (reference, new)),
        }
    }

    /// Spells the update around a hole; returns the place of the hole in it, `<` to `>`.
    ///
    /// All strings of its dictionary are encrypted, `/Contents` never is (ISO 32000-2, 7.6.2).
    pub(crate) fn write_with_hole(self, file: &mut File, hole: Hole) -> Result<(Vec<u8>, Range<usize>)> {
        let head = file.encryption()?.close(hole.reference, hole.head, &self.entropy)?;
        let mut writer = self.spell(file)?;
        let (numbers, hole) = writer.hole(&Hole { head, ..hole })?;
        writer.section()?;
        let range = hole::byte_range(file.len(), &hole, writer.out.len());
        writer.fill(numbers, range)?;
        Ok((writer.out, hole))
    }

    /// Spells the update without a signature.
    pub(crate) fn write(self, file: &mut File) -> Result<Vec<u8>> {
        let mut writer = self.spell(file)?;
        writer.section()?;
        Ok(writer.out)
    }

    /// All but the cross-reference section.
    fn spell(mut self, file: &mut File) -> Result<Writer> {
        let last_byte = file.last_byte()?;
        let sections = file.cross_reference()?;
        let own = if sections.is_stream { Some(self.allocate()?) } else { None };
        let mut writer = Writer::new(sections, file.len(), own, self.trailer(sections)?);
        if last_byte != b'\n' {
            writer.out.push(b'\n');
        }
        for (reference, object) in &self.objects {
            let (value, data) = object.close(*reference, file.encryption()?, &self.entropy)?;
            writer.object(*reference, &value, data.as_deref());
        }
        Ok(writer)
    }

    /// The entries of the trailer: all of the newest one, as they are spelled there (ISO 32000-2, 7.5.6).
    fn trailer(&self, file: &CrossReference) -> Result<Vec<u8>> {
        let newest = file.trailer()?;
        let size = file.end().max(u64::from(self.next));
        let mut out = [b"/Size ", size.to_string().as_bytes()].concat();
        if file.live.is_none() {
            out.extend_from_slice(b"/Prev ");
            out.extend_from_slice(file.newest.to_string().as_bytes());
        }
        let information = self.information.map(|reference| reference.spelled().into_bytes());
        let kept = |key| newest.get(key).map(<[u8]>::to_vec);
        let entries = [
            (&b"/Root"[..], kept(b"Root")),
            (b"/Encrypt", kept(b"Encrypt")),
            (b"/Info", information.or(kept(b"Info"))),
            (b"/ID", identifier(newest, &self.entropy)),
        ];
        for (name, value) in entries {
            if let Some(value) = value {
                trailer::put(&mut out, name, &value);
            }
        }
        trailer::keep_others(&mut out, newest);
        Ok(out)
    }
}

/// `/ID`: the first part stays, the second one is new (ISO 32000-2, 14.4). The key of an encrypted
/// document may have been made from the first part, also from its absence.
fn identifier(trailer: Dictionary<'_>, entropy: &[u8; 32]) -> Option<Vec<u8>> {
    let mut new = vec![b'<'];
    new.extend(entropy.iter().take(16).flat_map(|byte| value::hexadecimal(*byte)));
    new.push(b'>');
    let first = match trailer.get(b"ID") {
        Some(old) => match value::items(old).next() {
            Some(first @ [b'(' | b'<', ..]) if value::is_array(old) => first,
            _ => return Some(old.to_vec()),
        },
        None if trailer.get(b"Encrypt").is_some() => return None,
        None => &new,
    };
    Some([b"[", first, &new, b"]"].concat())
}

fn numbers_used_up() -> Box<Error> {
    Error::cannot_append("no object numbers are left")
}
