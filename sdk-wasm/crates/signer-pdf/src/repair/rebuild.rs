//! A damaged document's cross-reference, made anew from the objects that a scan finds.

use std::collections::BinaryHeap;

use crate::error::{Error, Result};
use crate::file::cross_reference::CrossReference;
use crate::file::objects::File;
use crate::file::open;
use crate::file::opening::Opening;
use crate::file::section::Entry;
use crate::file::startxref;
use crate::file::trailer;
use crate::limits;
use crate::repair::scan;
use crate::repair::scan::{FoundObject, ObjectKind, Scan};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::lexer;
use crate::syntax::value::Reference;

/// The stage of a repair.
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

/// Candidates for the catalog, the best guess last: one that a trailer names goes before one by its looks.
#[derive(Debug)]
pub(crate) struct Roots {
    candidates: BinaryHeap<(Guess, Reference)>,
    /// All that a trailer says besides.
    trailer: Vec<u8>,
}

#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Guess {
    LooksLikeOne(u64),
    Named(u64),
}

/// Goes on with the repair until it is done; to be called again until nothing is missing.
pub(crate) fn go_on(stage: &mut Repair, file: &mut File, opening: &Opening) -> Result<()> {
    loop {
        *stage = match stage {
            Repair::Scan(scan) => {
                scan.run(&mut file.source)?;
                Repair::Unpack(Unpack::new(scan))
            }
            Repair::Unpack(unpack) => self::unpack(file, opening, unpack)?,
            Repair::Root(roots) => settle(file, roots)?,
            Repair::Done => return Ok(()),
        };
    }
}

fn unpack(file: &mut File, opening: &Opening, unpack: &mut Unpack) -> Result<Repair> {
    if file.encryption.is_none() {
        put_in_place(file, unpack)?;
        open::unlock(file, opening)?;
    }
    while let Some((number, offset)) = unpack.streams.last().copied() {
        match file.object_stream(number) {
            Ok(stream) => {
                let place = |(object, index)| (object, offset, Entry::InStream { stream: number, index });
                let is_object =
                    |object: &(u32, u64, Entry)| unpack.containers.binary_search(&object.0).is_err();
                unpack.objects.extend(stream.numbers().zip(0..).map(place).filter(is_object));
                let catalog = stream.catalog().map(|catalog| (Guess::LooksLikeOne(offset), catalog));
                unpack.roots.candidates.extend(catalog);
            }
            // Its objects cannot be had; unless there is too much of everything, the others can.
            Err(error) if error.is_fault() => file.spend(0)?,
            Err(error) => return Err(error),
        }
        unpack.streams.pop();
        if unpack.objects.len() > scan::FOUND {
            return Err(Error::unsupported("too many objects to repair"));
        }
    }
    put_in_place(file, unpack)?;
    let Roots { candidates, trailer } = &mut unpack.roots;
    Ok(Repair::Root(Roots { candidates: std::mem::take(candidates), trailer: trailer.clone() }))
}

/// A cross-reference of what is known so far.
fn put_in_place(file: &mut File, unpack: &mut Unpack) -> Result<()> {
    let base = startxref::header(&mut file.source)?;
    let objects = &mut unpack.objects;
    // Of the same number the last one counts.
    *objects = sorted(std::mem::take(objects));
    let last = objects.chunk_by(|a, b| a.0 == b.0).filter_map(<[_]>::last);
    let live: Vec<_> = last.filter_map(|(number, _, entry)| counted_from(base, *number, *entry)).collect();
    unpack.is_stream |= live.iter().any(|(_, entry)| matches!(entry, Entry::InStream { .. }));
    // A table would name every number in between.
    let end = live.last().map_or(0, |(last, _)| *last as usize);
    unpack.is_stream |= end > live.len().saturating_add(GAPS);
    let trailer = [b"<<", unpack.roots.trailer.as_slice(), b">>"].concat();
    file.cross_reference =
        Some(CrossReference::repaired((base, unpack.taken), unpack.is_stream, live, trailer));
    Ok(())
}

fn settle(file: &mut File, roots: &mut Roots) -> Result<Repair> {
    while let Some((_, root)) = roots.candidates.peek() {
        let root = *root;
        if is_catalog(file, root)? {
            let root = root.spelled();
            let trailer = [b"<</Root ", root.as_bytes(), roots.trailer.as_slice(), b">>"].concat();
            file.cross_reference.iter_mut().for_each(|file| file.trailer.clone_from(&trailer));
            return Ok(Repair::Done);
        }
        roots.candidates.pop();
    }
    Err(Error::malformed(file.len(), "the document has no catalog"))
}

fn is_catalog(file: &mut File, reference: Reference) -> Result<bool> {
    match file.object(reference) {
        Ok(object) => Ok(object.dictionary().is_ok_and(|catalog| catalog.get(b"Pages").is_some())),
        Err(error) if error.is_malformed() => Ok(false),
        Err(error) => Err(error),
    }
}

impl Unpack {
    fn new(scan: &mut Scan) -> Self {
        let trailers = std::mem::take(&mut scan.trailers);
        let live = newest(std::mem::take(&mut scan.found));
        let of_kind = |kind| live.iter().filter(move |found| found.kind == kind);
        let containers = || of_kind(ObjectKind::ObjectStream);
        let is_stream = |(_, trailer): &(u64, Vec<u8>)| {
            Dictionary::parse(trailer).is_some_and(|trailer| trailer.is_type(b"XRef"))
        };
        Self {
            objects: live.iter().map(in_file).collect(),
            streams: containers().map(|found| (found.reference.number, found.offset)).collect(),
            containers: containers().map(|found| found.reference.number).collect(),
            is_stream: trailers.iter().any(is_stream),
            taken: if scan.taken <= limits::OBJECT_NUMBER { scan.taken } else { 0 },
            roots: Roots::new(of_kind(ObjectKind::Catalog), &trailers),
        }
    }
}

impl Roots {
    fn new<'a>(catalogs: impl Iterator<Item = &'a FoundObject>, trailers: &[(u64, Vec<u8>)]) -> Self {
        let looks = |found: &FoundObject| (Guess::LooksLikeOne(found.offset), found.reference);
        let mut candidates: BinaryHeap<_> = catalogs.map(looks).collect();
        candidates.extend(trailers.iter().filter_map(|(offset, trailer)| {
            let root = Dictionary::parse(trailer)?.get(b"Root").and_then(Reference::parse)?;
            Some((Guess::Named(*offset), root))
        }));
        Self { candidates, trailer: trailer(trailers) }
    }
}

/// One object of each number: the last one counts, and one that can be read before one that cannot.
fn newest(mut found: Vec<FoundObject>) -> Vec<FoundObject> {
    found.retain(|found| (1..=limits::OBJECT_NUMBER).contains(&u64::from(found.reference.number)));
    let rank =
        |found: FoundObject| (found.reference.number, found.kind != ObjectKind::Odd, found.offset, found);
    let ranked = sorted(found.into_iter().map(rank).collect());
    let same = ranked.chunk_by(|a, b| a.0 == b.0);
    same.filter_map(|same| same.last().map(|last| last.3)).collect()
}

/// By a heap: `sort` is ten times the code, and only damaged documents come here.
fn sorted<T: Ord>(items: Vec<T>) -> Vec<T> {
    BinaryHeap::from(items).into_sorted_vec()
}

fn in_file(found: &FoundObject) -> (u32, u64, Entry) {
    let FoundObject { reference: Reference { number, generation }, offset, .. } = *found;
    (number, offset, Entry::InFile { offset, generation })
}

/// Numbers without an object that a table may name, of 20 bytes each.
const GAPS: usize = 1 << 16;

/// The entries of a trailer besides `/Root`: those that readers need as the last one that has them says, others
/// as the last one does.
fn trailer(trailers: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let read = || trailers.iter().rev().filter_map(|(_, trailer)| Dictionary::parse(trailer));
    for name in [&b"/Info"[..], b"/ID", b"/Encrypt"] {
        if let Some(value) = read().find_map(|trailer| trailer.get(lexer::tail(name, 1))) {
            trailer::put(&mut out, name, value);
        }
    }
    if let Some(last) = read().next() {
        trailer::keep_others(&mut out, last);
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
