//! The incremental update: changed and new objects, one cross-reference section (ISO 32000-2, 7.5.6).

use std::ops::Range;

use crate::dictionary::Dictionary;
use crate::error::{Error, Result};
use crate::object::Object;
use crate::prepared::{self, Prepared};
use crate::signature::SignatureDictionary;
use crate::value::{self, Reference};
use crate::xref::CrossReference;

/// Objects that the update will hold.
#[derive(Debug)]
pub(crate) struct Update {
    /// Sorted by number.
    objects: Vec<(Reference, Vec<u8>)>,
    next: u32,
}

impl Update {
    pub(crate) fn new(file: &CrossReference) -> Result<Self> {
        let next = file.free_number()?.and_then(|number| u32::try_from(number).ok());
        Ok(Self { objects: Vec::new(), next: next.ok_or(NUMBERS_USED_UP)? })
    }

    /// The number of a new object.
    pub(crate) fn allocate(&mut self) -> Result<Reference> {
        let number = self.next;
        self.next = number.checked_add(1).ok_or(NUMBERS_USED_UP)?;
        Ok(Reference { number, generation: 0 })
    }

    /// The value of `object` as it will be.
    pub(crate) fn current(&self, object: &Object) -> Vec<u8> {
        let changed = self.objects.iter().find(|(reference, _)| *reference == object.reference);
        changed.map_or(&object.bytes, |(_, bytes)| bytes).clone()
    }

    /// Gives `object` a new value; the one it had already is no change.
    pub(crate) fn replace(&mut self, object: &Object, bytes: Vec<u8>) {
        if self.current(object) != bytes {
            self.add(object.reference, bytes);
        }
    }

    /// A new stream; `dictionary` comes without `/Length`.
    pub(crate) fn add_stream(&mut self, reference: Reference, dictionary: Dictionary<'_>, data: &[u8]) {
        let dictionary = dictionary.put(b"Length", data.len().to_string().as_bytes());
        self.add(reference, [&dictionary, b"\nstream\n".as_slice(), data, b"\nendstream"].concat());
    }

    pub(crate) fn add(&mut self, reference: Reference, bytes: Vec<u8>) {
        match self.objects.binary_search_by_key(&reference, |(known, _)| *known) {
            Ok(place) => {
                if let Some((_, old)) = self.objects.get_mut(place) {
                    *old = bytes;
                }
            }
            Err(place) => self.objects.insert(place, (reference, bytes)),
        }
    }

    /// Spells the update of a document of `document_len` bytes that ends in `last_byte`.
    pub(crate) fn write(
        mut self,
        file: &CrossReference,
        document_len: u64,
        last_byte: u8,
        signature: &SignatureDictionary,
        field_name: String,
    ) -> Result<Prepared> {
        let section = if file.is_stream { Some(self.allocate()?) } else { None };
        let mut writer = Writer { out: Vec::new(), start: document_len, base: file.base, places: Vec::new() };
        if last_byte != b'\n' {
            writer.out.push(b'\n');
        }
        for (reference, bytes) in &self.objects {
            writer.object(*reference, bytes);
        }
        let trailer = trailer(file, file.end().max(u64::from(self.next)))?;
        let (numbers, hole) = writer.signature(signature, trailer.len())?;
        match section {
            Some(own) => writer.stream(own, &trailer),
            None => writer.table(&trailer)?,
        }
        let range = prepared::byte_range(document_len, &hole, writer.out.len());
        writer.fill(numbers, &range)?;
        Ok(Prepared { document_len, update: writer.out, hole, field_name, warnings: Vec::new() })
    }
}

/// What the trailer of the update says, with the values of the newest one as they are spelled there
/// (ISO 32000-2, 7.5.5 and 7.5.6).
fn trailer(file: &CrossReference, size: u64) -> Result<Vec<u8>> {
    let newest = file.newest.to_string();
    let mut out = [b"/Size ", size.to_string().as_bytes(), b"/Prev ", newest.as_bytes()].concat();
    let trailer = file.trailer()?;
    for key in [&b"Root"[..], b"Info", b"ID"] {
        if let Some(value) = trailer.get(key) {
            out.push(b'/');
            out.extend_from_slice(key);
            out.extend_from_slice(value::space_between(&out, value));
            out.extend_from_slice(value);
        }
    }
    Ok(out)
}

/// The bytes of the update as they grow.
struct Writer {
    out: Vec<u8>,
    /// Where the update begins in the file.
    start: u64,
    /// What offsets are counted from.
    base: u64,
    /// Objects and their offsets, sorted by number.
    places: Vec<(Reference, u64)>,
}

impl Writer {
    /// Where the next byte will be, as a cross-reference says it.
    fn offset(&self) -> u64 {
        self.start.saturating_add(self.out.len() as u64).saturating_sub(self.base)
    }

    fn text(&mut self, parts: &[&str]) {
        for part in parts {
            self.out.extend_from_slice(part.as_bytes());
        }
    }

    fn begin(&mut self, reference: Reference) {
        let place = self.places.partition_point(|(earlier, _)| *earlier < reference);
        self.places.insert(place, (reference, self.offset()));
        self.text(&[&reference.number.to_string(), " ", &reference.generation.to_string(), " obj\n"]);
    }

    fn object(&mut self, reference: Reference, bytes: &[u8]) {
        self.begin(reference);
        self.out.extend_from_slice(bytes);
        self.text(&["\nendobj\n"]);
    }

    /// Returns where the numbers of `/ByteRange` go, and the hole.
    fn signature(
        &mut self,
        signature: &SignatureDictionary,
        ahead: usize,
    ) -> Result<(Range<usize>, Range<usize>)> {
        let too_large = Error::CannotAppend { reason: "the hole is larger than a document" };
        let digits = signature.reserved.checked_mul(2).filter(|len| *len < HOLE).ok_or(too_large)?;
        self.begin(signature.reference);
        self.out.extend_from_slice(&signature.head);
        self.text(&["/ByteRange"]);
        let end = self.start.saturating_add((self.out.len() + digits + ahead + SECTION) as u64);
        let numbers = self.pad(b' ', 6 + 3 * end.to_string().len());
        self.text(&["/Contents"]);
        let hole = self.out.len()..self.out.len() + digits + 2;
        self.text(&["<"]);
        self.pad(b'0', digits);
        self.text(&[">>>\nendobj\n"]);
        Ok((numbers, hole))
    }

    fn pad(&mut self, byte: u8, len: usize) -> Range<usize> {
        let start = self.out.len();
        self.out.resize(start + len, byte);
        start..self.out.len()
    }

    /// Writes `[0 a b c]` where blanks were left for it.
    fn fill(&mut self, place: Range<usize>, range: &[u64; 4]) -> Result<()> {
        let [a, b, c, d] = range.map(|number| number.to_string());
        let array = ["[", &a, " ", &b, " ", &c, " ", &d, "]"].concat();
        let blanks = self.out.get_mut(place).and_then(|blanks| blanks.get_mut(..array.len()));
        let too_small = Error::CannotAppend { reason: "no room for the byte range" };
        blanks.ok_or(too_small)?.copy_from_slice(array.as_bytes());
        Ok(())
    }

    /// A cross-reference table and its trailer (ISO 32000-2, 7.5.4).
    fn table(&mut self, trailer: &[u8]) -> Result<()> {
        let start = self.offset();
        self.text(&["xref\n"]);
        for run in runs(&self.places.clone()) {
            self.text(&[&run_head(run), "\n"]);
            for (reference, offset) in run {
                if *offset > TABLE_OFFSET {
                    return Err(Error::CannotAppend {
                        reason: "a cross-reference table reaches 10 GB at most",
                    });
                }
                let generation = reference.generation.to_string();
                let offset = offset.to_string();
                self.text(&[zeros(10, &offset), &offset, " ", zeros(5, &generation), &generation, " n \n"]);
            }
        }
        self.text(&["trailer\n<<"]);
        self.out.extend_from_slice(trailer);
        self.text(&[">>\n"]);
        self.end(start);
        Ok(())
    }

    /// A cross-reference stream, which is in its own rows as well (ISO 32000-2, 7.5.8).
    fn stream(&mut self, own: Reference, trailer: &[u8]) {
        let start = self.offset();
        self.begin(own);
        let width = (8 - start.leading_zeros() as usize / 8).max(1);
        let (mut index, mut rows) = (String::new(), Vec::new());
        for run in runs(&self.places.clone()) {
            index.push_str(if index.is_empty() { "" } else { " " });
            index.push_str(&run_head(run));
            for (reference, offset) in run {
                rows.push(1);
                rows.extend(offset.to_be_bytes().iter().skip(8 - width));
                rows.extend_from_slice(&reference.generation.to_be_bytes());
            }
        }
        self.text(&["<</Type/XRef/W[1 ", &width.to_string(), " 2]/Index[", &index, "]/Length "]);
        self.text(&[&rows.len().to_string()]);
        self.out.extend_from_slice(trailer);
        self.text(&[">>\nstream\n"]);
        self.out.extend_from_slice(&rows);
        self.text(&["\nendstream\nendobj\n"]);
        self.end(start);
    }

    fn end(&mut self, section: u64) {
        self.text(&["startxref\n", &section.to_string(), "\n%%EOF\n"]);
    }
}

/// The places in runs of consecutive numbers.
fn runs(places: &[(Reference, u64)]) -> impl Iterator<Item = &[(Reference, u64)]> {
    places.chunk_by(|(a, _), (b, _)| a.number.checked_add(1) == Some(b.number))
}

fn run_head(run: &[(Reference, u64)]) -> String {
    let first = run.first().map_or(0, |(reference, _)| reference.number);
    [&first.to_string(), " ", &run.len().to_string()].concat()
}

/// What fills `number` up to `width` digits.
fn zeros(width: usize, number: &str) -> &'static str {
    "0000000000".get(..width.saturating_sub(number.len())).unwrap_or_default()
}

const NUMBERS_USED_UP: Error = Error::CannotAppend { reason: "no object numbers are left" };
/// What ten digits can say.
const TABLE_OFFSET: u64 = 9_999_999_999;
/// More than a cross-reference section takes, besides its trailer.
const SECTION: usize = 64 << 10;
/// Hexadecimal digits of CMS; more than any signature has.
const HOLE: usize = 256 << 20;
