//! A damaged document's cross-reference, made anew from the objects that a scan finds.

use crate::document::page::NO_PAGE;
use crate::error::{Error, Result};
use crate::file::cross_reference::CrossReference;
use crate::file::reader::Reader;
use crate::file::section::Entry;
use crate::file::startxref;
use crate::limits;
use crate::repair::scan;
use crate::repair::scan::{Found, Kind, Scan};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::value::{self, Reference};

/// How far a repair has come.
#[derive(Debug)]
pub(crate) enum Repair {
    Scan(Scan),
    /// The objects in object streams are being named.
    Unpack(Unpack),
    /// All objects are known, and the catalog is looked for.
    Root(Roots),
    Done,
}

#[derive(Debug)]
pub(crate) struct Unpack {
    /// Numbers, where they were defined, and where they are.
    objects: Vec<(u32, u64, Entry)>,
    /// Object streams that are still to be read, and where they are.
    streams: Vec<(u32, u64)>,
    /// All object streams: none can be in another (ISO 32000-2, 7.5.7), whatever that one says.
    containers: Vec<u32>,
    is_stream: bool,
    /// Numbers below it are not free.
    taken: u64,
    roots: Roots,
}

/// What may be the catalog, the best guess last: what trailers name goes before what looks like one.
#[derive(Debug)]
pub(crate) struct Roots {
    candidates: Vec<(Guess, Reference)>,
    /// All that a trailer says besides.
    trailer: Vec<u8>,
}

#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Guess {
    LooksLikeOne(u64),
    Named(u64),
}

impl Reader {
    /// Takes `road`, and once more with a new cross-reference if the document is damaged and shall be
    /// repaired: what reads fine is left as it is.
    pub(crate) fn mending<T>(&mut self, road: impl Fn(&mut Self) -> Result<T>) -> Result<T> {
        let done = road(self);
        let may_be_damaged = match &done {
            Err(Error::Malformed { .. } | Error::Unsupported { .. }) => true,
            Err(error) => *error == NO_PAGE,
            Ok(_) => false,
        };
        if !may_be_damaged || !self.opening.repair || self.repair.is_some() {
            return done;
        }
        self.forget();
        self.repair = Some(Repair::Scan(Scan::default()));
        road(self)
    }

    /// Whether the document could be read as it is while it was only `len` bytes long: a signature over
    /// damaged bytes is broken, and a new one behind it would cover that up.
    pub(crate) fn was_sound(&mut self, len: u64) -> Result<bool> {
        let whole = self.source.end_at(len);
        let sound = CrossReference::is_sound(&mut self.source);
        self.source.end_at(whole);
        match sound {
            Err(missing @ Error::Missing(_)) => Err(missing),
            sound => Ok(sound == Ok(true)),
        }
    }

    /// Goes on with the repair until it is done.
    pub(crate) fn go_on(&mut self, mut stage: Repair) -> Result<()> {
        loop {
            let next = match &mut stage {
                Repair::Scan(scan) => scan.run(&mut self.source).map(|()| Repair::Unpack(Unpack::new(scan))),
                Repair::Unpack(unpack) => self.unpack(unpack),
                Repair::Root(roots) => self.settle(roots),
                Repair::Done => Ok(Repair::Done),
            };
            match next {
                Ok(Repair::Done) => {
                    self.repair = Some(Repair::Done);
                    return Ok(());
                }
                Ok(next) => stage = next,
                Err(error) => {
                    self.repair = Some(stage);
                    return Err(error);
                }
            }
        }
    }

    fn unpack(&mut self, unpack: &mut Unpack) -> Result<Repair> {
        if !self.is_open() {
            self.put_in_place(unpack)?;
            self.open_encryption()?;
        }
        while let Some((number, offset)) = unpack.streams.last().copied() {
            match self.object_stream(number) {
                Ok(stream) => {
                    let place = |(object, index)| (object, offset, Entry::InStream { stream: number, index });
                    let is_object =
                        |object: &(u32, u64, Entry)| unpack.containers.binary_search(&object.0).is_err();
                    unpack.objects.extend(stream.numbers().zip(0..).map(place).filter(is_object));
                    let catalog = stream.catalog().map(|catalog| (Guess::LooksLikeOne(offset), catalog));
                    unpack.roots.candidates.extend(catalog);
                }
                // What it held cannot be had, unless there is too much of everything.
                Err(Error::Malformed { .. } | Error::Unsupported { .. }) => self.spend(0)?,
                Err(error) => return Err(error),
            }
            unpack.streams.pop();
            if unpack.objects.len() > scan::FOUND {
                return Err(Error::Unsupported { reason: "too many objects to repair" });
            }
        }
        self.put_in_place(unpack)?;
        let Roots { candidates, trailer } = &mut unpack.roots;
        candidates.sort_unstable();
        Ok(Repair::Root(Roots { candidates: std::mem::take(candidates), trailer: trailer.clone() }))
    }

    /// A cross-reference of what is known so far.
    fn put_in_place(&mut self, unpack: &mut Unpack) -> Result<()> {
        let base = startxref::header(&mut self.source)?;
        let objects = &mut unpack.objects;
        // Of the same number the last one counts.
        objects.sort_unstable();
        let last = objects.chunk_by(|a, b| a.0 == b.0).filter_map(<[_]>::last);
        let live: Vec<_> =
            last.filter_map(|(number, _, entry)| counted_from(base, *number, *entry)).collect();
        unpack.is_stream |= live.iter().any(|(_, entry)| matches!(entry, Entry::InStream { .. }));
        let trailer = [b"<<", unpack.roots.trailer.as_slice(), b">>"].concat();
        self.cross_reference =
            Some(CrossReference::repaired((base, unpack.taken), unpack.is_stream, live, trailer));
        Ok(())
    }

    fn settle(&mut self, roots: &mut Roots) -> Result<Repair> {
        while let Some((_, root)) = roots.candidates.last() {
            let root = *root;
            if self.is_catalog(root)? {
                let root = root.spelled();
                let trailer = [b"<</Root ", root.as_bytes(), roots.trailer.as_slice(), b">>"].concat();
                self.cross_reference.iter_mut().for_each(|file| file.trailer.clone_from(&trailer));
                return Ok(Repair::Done);
            }
            roots.candidates.pop();
        }
        Err(Error::Malformed { offset: self.document_len(), what: "the document has no catalog" })
    }

    fn is_catalog(&mut self, reference: Reference) -> Result<bool> {
        match self.object(reference) {
            Ok(object) => Ok(object.dictionary().is_ok_and(|catalog| catalog.get(b"Pages").is_some())),
            Err(Error::Malformed { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Unpack {
    fn new(scan: &mut Scan) -> Self {
        let mut found = std::mem::take(&mut scan.found);
        found.retain(|found| (1..=limits::OBJECT_NUMBER).contains(&u64::from(found.reference.number)));
        // Of the same number the last one counts, and one that can be read before one that cannot.
        found.sort_unstable_by_key(|found| (found.reference.number, found.kind != Kind::Odd, found.offset));
        let last = found.chunk_by(|a, b| a.reference.number == b.reference.number).filter_map(<[_]>::last);
        let live: Vec<&Found> = last.collect();
        let of_kind = |kind| live.iter().filter(move |found| found.kind == kind);
        let trailers = std::mem::take(&mut scan.trailers);
        let mut candidates: Vec<_> = of_kind(Kind::Catalog)
            .map(|found| (Guess::LooksLikeOne(found.offset), found.reference))
            .collect();
        candidates.extend(trailers.iter().filter_map(|(offset, trailer)| {
            let root = Dictionary::parse(trailer)?.get(b"Root").and_then(Reference::parse)?;
            Some((Guess::Named(*offset), root))
        }));
        let is_stream = |(_, trailer): &(u64, Vec<u8>)| {
            Dictionary::parse(trailer).is_some_and(|trailer| trailer.is_type(b"XRef"))
        };
        Self {
            objects: live
                .iter()
                .map(|found| {
                    let Found { reference: Reference { number, generation }, offset, .. } = **found;
                    (number, offset, Entry::InFile { offset, generation })
                })
                .collect(),
            streams: of_kind(Kind::ObjectStream)
                .map(|found| (found.reference.number, found.offset))
                .collect(),
            containers: of_kind(Kind::ObjectStream).map(|found| found.reference.number).collect(),
            is_stream: trailers.iter().any(is_stream),
            taken: if scan.taken <= limits::OBJECT_NUMBER { scan.taken } else { 0 },
            roots: Roots { candidates, trailer: trailer(&trailers) },
        }
    }
}

/// The entries of a trailer besides `/Root`, each as the last one that has it says.
fn trailer(trailers: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    for key in [&b"Info"[..], b"ID", b"Encrypt"] {
        let said = trailers.iter().rev().find_map(|(_, trailer)| Dictionary::parse(trailer)?.get(key));
        if let Some(value) = said {
            out.push(b'/');
            out.extend_from_slice(key);
            out.extend_from_slice(value::space_between(key, value));
            out.extend_from_slice(value);
        }
    }
    out
}

/// The entry with its offset as a cross-reference says it; nothing that stands before the header.
fn counted_from(base: u64, number: u32, entry: Entry) -> Option<(u32, Entry)> {
    match entry {
        Entry::InFile { offset, generation } => {
            Some((number, Entry::InFile { offset: offset.checked_sub(base)?, generation }))
        }
        entry => Some((number, entry)),
    }
}
