//! The file as its objects: a sparse view of it and what was already made of it.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::file::cross_reference::CrossReference;
use crate::file::encryption::Encryption;
use crate::file::object::{self, Object};
use crate::file::object_stream::ObjectStream;
use crate::file::section::Entry;
use crate::file::source::Source;
use crate::file::stream;
use crate::limits;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::{self, Reference};

/// A file that is read range by range.
///
/// Parsed objects are kept, the bytes they were parsed from are not: asking again goes on where
/// [`Error::Missing`] stopped.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) source: Source,
    pub(crate) cross_reference: Option<CrossReference>,
    /// The key of the file; `None` until it is known, also of a file without encryption.
    pub(crate) encryption: Option<Encryption>,
    /// Sorted by number.
    objects: Vec<Arc<Object>>,
    /// Objects that are not as a sound document has them, and so are written anew.
    pub(crate) mended: Vec<Reference>,
    /// The object streams used last, by number; `true` of a sound one.
    streams: Vec<(u32, ObjectStream, bool)>,
    /// Validation data and the streams that hold it, sorted by number; what is past the limit is kept as none.
    stored: Vec<(Reference, Vec<u8>)>,
    /// Bytes of objects and object streams so far, thrown away or not.
    spent: u64,
}

impl File {
    /// A file of `len` bytes, none of which is known yet.
    pub(crate) fn new(len: u64) -> Self {
        Self {
            source: Source::new(len),
            cross_reference: None,
            encryption: None,
            objects: Vec::new(),
            mended: Vec::new(),
            streams: Vec::new(),
            stored: Vec::new(),
            spent: 0,
        }
    }

    pub(crate) fn len(&self) -> u64 {
        self.source.len()
    }

    pub(crate) fn encryption(&self) -> Result<&Encryption> {
        self.encryption.as_ref().ok_or_else(not_open)
    }

    pub(crate) fn cross_reference(&self) -> Result<&CrossReference> {
        self.cross_reference.as_ref().ok_or_else(not_open)
    }

    /// The file's last byte.
    pub(crate) fn last_byte(&mut self) -> Result<u8> {
        let len = self.source.len();
        let last = self.source.read(len.saturating_sub(1)..len)?;
        last.first().copied().ok_or(Error::malformed(0, "the document is empty"))
    }

    /// The object; `null` where there is none of that number and generation (ISO 32000-2, 7.3.10).
    pub(crate) fn object(&mut self, reference: Reference) -> Result<Arc<Object>> {
        let place = self.objects.binary_search_by_key(&reference, |object| object.reference);
        match place {
            Ok(place) => Ok(Arc::clone(self.objects.get(place).ok_or_else(not_kept)?)),
            Err(place) => {
                let object = Arc::new(self.read(reference)?);
                self.spend(object.bytes.len())?;
                self.objects.insert(place.min(self.objects.len()), Arc::clone(&object));
                self.source.release();
                Ok(object)
            }
        }
    }

    /// Counts what is read: small files can name large things often.
    pub(crate) fn spend(&mut self, bytes: usize) -> Result<()> {
        self.spent = self.spent.saturating_add(bytes as u64);
        if self.spent > limits::BYTES {
            return Err(Error::unsupported("more than 512 MiB of objects"));
        }
        Ok(())
    }

    /// Viewers do not look at generations where a document is damaged: an object answers to the one it is
    /// asked for by, and has that one once it is written anew.
    fn read(&mut self, reference: Reference) -> Result<Object> {
        let is_lenient = self.source.is_lenient;
        let (mut object, is_sound) = match self.entry(reference.number)? {
            Entry::InFile { offset, generation } if generation == reference.generation || is_lenient => {
                let own = Reference { generation, ..reference };
                let (mut object, is_sound) =
                    self.mending(|file| object::read(&mut file.source, own, offset))?;
                if let Some(encryption) = &mut self.encryption {
                    encryption.open(&mut object);
                }
                (object, is_sound)
            }
            Entry::InStream { stream, index } if reference.generation == 0 || is_lenient => {
                let (container, is_sound) = self.container(stream)?;
                let what = "the object stream lacks an object that the cross-reference names";
                let object = container.object(reference.number, index);
                (object.ok_or_else(|| Error::malformed(container.offset(), what))?, is_sound)
            }
            _ => return Ok(Object { reference, offset: 0, bytes: b"null".to_vec(), data: None }),
        };
        // What is read before the key is known is never encrypted.
        let can_be_written = self.encryption.is_some() && object.data.is_none();
        if can_be_written && !(is_sound && object.reference == reference) {
            self.mended.push(reference);
        }
        object.reference = reference;
        Ok(object)
    }

    /// Reads as in a sound document; where that fails in one that is repaired, as viewers do. `true` of what is sound.
    fn mending<T>(&mut self, read: impl Fn(&mut Self) -> Result<T>) -> Result<(T, bool)> {
        let is_lenient = std::mem::replace(&mut self.source.is_lenient, false);
        let sound = read(self);
        self.source.is_lenient = is_lenient;
        match sound {
            Err(error) if is_lenient && error.is_malformed() => Ok((read(self)?, false)),
            sound => Ok((sound?, true)),
        }
    }

    fn entry(&mut self, number: u32) -> Result<Entry> {
        match &self.cross_reference {
            Some(opened) => opened.entry(&mut self.source, number),
            None => Err(not_open()),
        }
    }

    pub(crate) fn object_stream(&mut self, number: u32) -> Result<&ObjectStream> {
        self.container(number).map(|(stream, _)| stream)
    }

    fn container(&mut self, number: u32) -> Result<(&ObjectStream, bool)> {
        let place = match self.streams.iter().position(|(known, ..)| *known == number) {
            Some(place) => place,
            None => {
                let (stream, is_sound) = self.mending(|file| file.read_object_stream(number))?;
                if self.streams.len() >= STREAMS {
                    self.streams.remove(0);
                }
                self.streams.push((number, stream, is_sound));
                self.source.release();
                self.streams.len() - 1
            }
        };
        self.streams.get(place).map(|(_, stream, is_sound)| (stream, *is_sound)).ok_or_else(not_kept)
    }

    fn read_object_stream(&mut self, number: u32) -> Result<ObjectStream> {
        let Entry::InFile { offset, generation } = self.entry(number)? else {
            return Err(self.cross_reference()?.malformed("an object stream that is not in the file"));
        };
        let container = object::read(&mut self.source, Reference { number, generation }, offset)?;
        let data = self.decoded(&container)?;
        ObjectStream::parse(&container, data)
    }

    /// The data of a stream, decrypted and decoded.
    fn decoded(&mut self, container: &Object) -> Result<Vec<u8>> {
        let head = container.head()?;
        let length = self.direct(head.get(b"Length"))?;
        let length = length.as_deref().and_then(value::unsigned);
        let length = match self.source.is_lenient {
            true => {
                let length = stream::proven_length(&mut self.source, container, length)?;
                self.encryption.as_ref().map_or(length, |known| known.whole_blocks(length))
            }
            false => length.ok_or_else(|| container.malformed("a stream without length"))?,
        };
        let (filter, parms) = (self.direct(head.get(b"Filter"))?, self.direct(head.get(b"DecodeParms"))?);
        let filter = (filter.as_deref(), parms.as_deref());
        let data = stream::open(&mut self.source, self.encryption.as_ref(), container, length, filter)?;
        self.spend(data.len())?;
        Ok(data)
    }

    /// Data of a stream of the security store; one that cannot be read holds nothing.
    pub(crate) fn stored_data(&mut self, reference: Reference) -> Result<Option<&[u8]>> {
        let place = match self.stored.binary_search_by_key(&reference, |(known, _)| *known) {
            Ok(place) => place,
            Err(place) => {
                let data = match self.object(reference).and_then(|stream| self.decoded(&stream)) {
                    Err(missing) if missing.is_missing() => return Err(missing),
                    data => data.unwrap_or_default(),
                };
                let kept: usize = self.stored.iter().map(|(_, data)| data.len()).sum();
                let fits = kept.saturating_add(data.len()) <= limits::STORED;
                self.stored.insert(place, (reference, if fits { data } else { Vec::new() }));
                self.source.release();
                place
            }
        };
        Ok(self.stored.get(place).map(|(_, data)| data.as_slice()))
    }

    /// The first line's first bytes (ISO 32000-2, 7.5.2).
    pub(crate) fn header(&mut self) -> Result<Vec<u8>> {
        let start = self.cross_reference()?.base;
        self.source.read(start..start.saturating_add(8).min(self.source.len()))
    }

    /// An entry of a stream's dictionary: direct or an object of its own in the file, for an object
    /// stream cannot hold what is needed to read one (ISO 32000-2, 7.5.7).
    fn direct(&mut self, value: Option<&[u8]>) -> Result<Option<Vec<u8>>> {
        let Some(reference) = value.and_then(Reference::parse) else { return Ok(value.map(<[u8]>::to_vec)) };
        match self.entry(reference.number)? {
            Entry::InFile { offset, generation }
                if generation == reference.generation || self.source.is_lenient =>
            {
                let own = Reference { generation, ..reference };
                let object = object::read(&mut self.source, own, offset)?;
                Ok(Some(object.bytes))
            }
            _ => Ok(None),
        }
    }

    /// The data of a stream that has no filter; `None` if it has one or is longer than `longest`.
    pub(crate) fn unfiltered(&mut self, stream: &Object, longest: u64) -> Result<Option<Vec<u8>>> {
        let head = stream.head()?;
        let length = self.resolve(head.get(b"Length"))?;
        let length = length.and_then(|length| value::unsigned(length.bytes())).filter(|len| *len <= longest);
        let (Some(start), Some(length), None) = (stream.data, length, head.get(b"Filter")) else {
            return Ok(None);
        };
        self.source.read(start..start.saturating_add(length)).map(Some)
    }

    /// The file could be read as it is while it was only `len` bytes long: a signature over
    /// damaged bytes is broken, and a new one behind it would cover that up.
    pub(crate) fn was_sound(&mut self, len: u64) -> Result<bool> {
        let whole = self.source.end_at(len);
        let is_lenient = std::mem::replace(&mut self.source.is_lenient, false);
        let sound = CrossReference::is_sound(&mut self.source);
        self.source.end_at(whole);
        self.source.is_lenient = is_lenient;
        match sound {
            Err(missing) if missing.is_missing() => Err(missing),
            sound => Ok(matches!(sound, Ok(true))),
        }
    }

    /// The value itself, or what it refers to; `None` for `null`.
    pub(crate) fn resolve(&mut self, value: Option<&[u8]>) -> Result<Option<Value>> {
        let Some(value) = value else { return Ok(None) };
        let Some(reference) = Reference::parse(value) else { return Ok(Some(Value::Direct(value.to_vec()))) };
        let object = self.object(reference)?;
        Ok((!object.is_null()).then_some(Value::Object(object)))
    }

    /// The dictionary under `key`, wherever it is; `None` if something else, as a stream, or nothing is there.
    pub(crate) fn dictionary(&mut self, of: Dictionary<'_>, key: &[u8]) -> Result<Option<Value>> {
        let Some(value) = self.resolve(of.get(key))?.filter(|value| value::is_dictionary(value.bytes()))
        else {
            return Ok(None);
        };
        match &value {
            Value::Object(object) if object.data.is_some() => return Ok(None),
            Value::Object(object) => object.dictionary().map(drop)?,
            Value::Direct(_) if value.dictionary().is_none() => {
                return Err(self
                    .cross_reference()?
                    .malformed("a dictionary inside an object is not well formed"));
            }
            Value::Direct(_) => {}
        }
        Ok(Some(value))
    }

    /// The whole number under `key`, wherever it is; `None` if there is none.
    pub(crate) fn integer(&mut self, of: Dictionary<'_>, key: &[u8]) -> Result<Option<i64>> {
        Ok(self.resolve(of.get(key))?.and_then(|number| value::integer(number.bytes())))
    }

    /// The value under `key`, or those of the array there, wherever they are.
    pub(crate) fn values(&mut self, of: Dictionary<'_>, key: &[u8]) -> Result<Option<Vec<Value>>> {
        let Some(found) = self.resolve(of.get(key))? else { return Ok(None) };
        if !value::is_array(found.bytes()) {
            return Ok(Some(vec![found]));
        }
        let mut values = Vec::new();
        for item in found.items().take(limits::FIELDS) {
            let value = self.resolve(Some(item))?;
            self.spend(value.as_ref().map_or(0, |value| value.bytes().len()))?;
            values.extend(value);
        }
        Ok(Some(values))
    }

    /// The array under `key`, wherever it is; `None` if there is none.
    pub(crate) fn array(&mut self, of: Dictionary<'_>, key: &[u8]) -> Result<Option<Value>> {
        Ok(self.resolve(of.get(key))?.filter(|value| value::is_array(value.bytes())))
    }
}

/// A value and where it is at home.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Part of a larger object.
    Direct(Vec<u8>),
    /// An object of its own.
    Object(Arc<Object>),
}

impl Value {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Direct(bytes) => bytes,
            Self::Object(object) => &object.bytes,
        }
    }

    pub(crate) fn dictionary(&self) -> Option<Dictionary<'_>> {
        match self {
            Self::Direct(bytes) => Dictionary::parse(bytes),
            Self::Object(object) => object.dictionary().ok(),
        }
    }

    pub(crate) fn items(&self) -> value::Items<'_> {
        value::items(self.bytes())
    }
}

/// Decoded object streams that are kept: a catalog and its page are seldom in more than two.
const STREAMS: usize = 4;
fn not_open() -> Box<Error> {
    Error::malformed(0, "no cross-reference section was read")
}

fn not_kept() -> Box<Error> {
    Error::malformed(0, "an object was not kept")
}
