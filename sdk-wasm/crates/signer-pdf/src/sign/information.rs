//! Entries of the document information dictionary, written with the first signature (ISO 32000-2, 14.3.3).

use crate::document::standards;
use crate::error::{Error, RequestPart, Result};
use crate::file::objects::{File, Value};
use crate::sign::plan::Plan;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value::Reference;
use crate::update::changes::Update;

/// Adds the entries to the dictionary, or a dictionary where there is none.
pub(crate) fn add(file: &mut File, update: &mut Update, plan: &Plan<'_>) -> Result<()> {
    if plan.request.information.is_empty() {
        return Ok(());
    }
    check_information(file, plan)?;
    let (owner, mut bytes) = information(file, update)?;
    for (name, text) in &plan.request.information {
        check(name)?;
        let dictionary = Dictionary::parse(&bytes)
            .ok_or_else(|| Error::malformed(0, "the information is no dictionary"))?;
        bytes = dictionary.put(name.as_bytes(), &text::spell(text));
    }
    update.add(owner, bytes);
    update.information = Some(owner);
    Ok(())
}

fn check_information(file: &mut File, plan: &Plan<'_>) -> Result<()> {
    if plan.form.is_signed() {
        let reason =
            "only the first signature of a document can come with entries of its information dictionary";
        return Err(Error::request(RequestPart::Information, reason));
    }
    if standards::archive(file, plan.catalog)?.has_no_information() {
        return Err(Error::cannot_append("PDF/A-4 allows no entries of the information dictionary"));
    }
    Ok(())
}

/// The dictionary and where it is at home, as an object of its own (ISO 32000-2, table 15).
fn information(file: &mut File, update: &mut Update) -> Result<(Reference, Vec<u8>)> {
    let entry = file.cross_reference()?.trailer()?.get(b"Info").map(<[u8]>::to_vec);
    match file.resolve(entry.as_deref())?.filter(|known| known.dictionary().is_some()) {
        Some(Value::Object(known)) => Ok((known.reference, update.current(&known))),
        Some(Value::Direct(known)) => Ok((update.allocate()?, known)),
        None => Ok((update.allocate()?, b"<<>>".to_vec())),
    }
}

/// The standard's own entries are also in the XMP metadata, which would contradict them (ISO 19005-1, 6.7.3).
fn check(name: &str) -> Result<()> {
    let request = |reason| Err(Error::request(RequestPart::Information, reason));
    if STANDARD.contains(&name) {
        return request("an entry of the information dictionary that the metadata repeats");
    }
    if name.is_empty() || name.len() > NAME || name.contains('\0') {
        return request("not a name for an entry of the information dictionary");
    }
    Ok(())
}

/// ISO 32000-2, table 349.
const STANDARD: [&str; 9] =
    ["Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate", "Trapped"];
/// Bytes of a name (ISO 32000-1, annex C).
const NAME: usize = 127;
