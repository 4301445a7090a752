//! The document security store: data that judges the signatures when their certificates have run out
//! (ISO 32000-2, 12.8.4.3 and 12.8.4.4; ETSI EN 319 142-1, 5.4.2).

use crate::document::catalog;
use crate::document::coverage;
use crate::document::form;
use crate::error::Result;
use crate::file::object::Object;
use crate::file::objects::{File, Value};
use crate::limits;
use crate::store::data::{SecurityStore, ValidationData, ValidationRelatedInformation};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value::{self, Reference, hexadecimal};
use crate::update::changes::Update;
use crate::update::splice::put_in;

/// Validation data that is in the store, and where.
type Stored<'a> = Vec<(&'a [u8], Reference)>;

/// The update that adds `store` to the document; empty if all of it is there already.
pub(crate) fn append(file: &mut File, store: &SecurityStore) -> Result<Vec<u8>> {
    let catalog = catalog::read(file)?;
    let fields = form::all_signature_fields(file, &catalog)?;
    coverage::check(file, &fields)?;
    let mut update = Update::new(file.cross_reference()?, store.entropy)?;
    let old = file.dictionary(catalog.dictionary()?, b"DSS")?;
    let bytes = old.as_ref().map_or(b"<</Type/DSS>>".to_vec(), |old| old.bytes().to_vec());
    let changed = extend_store(file, &mut update, bytes, store)?;
    match old {
        Some(Value::Object(object)) => update.replace(&object, changed),
        _ if changed == b"<</Type/DSS>>" => {}
        _ => {
            let own = update.allocate()?;
            update.add(own, changed);
            put_in(&mut update, &catalog, b"DSS", own.spelled().as_bytes())?;
        }
    }
    if update.is_empty() {
        return Ok(Vec::new());
    }
    declare_extension(file, &mut update, &catalog)?;
    update.write(file)
}

fn extend_store(
    file: &mut File,
    update: &mut Update,
    mut dss: Vec<u8>,
    store: &SecurityStore,
) -> Result<Vec<u8>> {
    let mut stored = Vec::new();
    for kind in &LISTS {
        let (changed, found) = extend_list(file, update, dss, kind, store)?;
        dss = changed;
        stored.push(found);
    }
    if store.related.is_empty() { Ok(dss) } else { relate(file, update, dss, store, &stored) }
}

/// The store with all of one kind in its list, and where each is.
fn extend_list<'a>(
    file: &mut File,
    update: &mut Update,
    dss: Vec<u8>,
    kind: &StoreList,
    store: &'a SecurityStore,
) -> Result<(Vec<u8>, Stored<'a>)> {
    let mut stored: Stored<'a> = Vec::new();
    let dictionary = well_formed(file, &dss)?;
    let list = file.array(dictionary, kind.key)?;
    let mut longer = list.as_ref().map_or(b"[]".to_vec(), |list| list.bytes().to_vec());
    for data in kind.wanted(store) {
        if stored.iter().any(|(known, _)| *known == data) {
            continue;
        }
        let reference = match find_stored(file, list.as_ref(), data)? {
            Some(reference) => reference,
            None => {
                let reference = add_data(update, data)?;
                longer = value::push(&longer, reference.spelled().as_bytes());
                reference
            }
        };
        stored.push((data, reference));
    }
    let is_longer = longer.len() > list.as_ref().map_or(2, |list| list.bytes().len());
    let changed = if is_longer { dictionary.put(kind.key, &longer) } else { dss };
    Ok((changed, stored))
}

/// Which stream of the list holds `data`.
fn find_stored(file: &mut File, list: Option<&Value>, data: &[u8]) -> Result<Option<Reference>> {
    let Some(list) = list else { return Ok(None) };
    for reference in list.items().filter_map(Reference::parse).take(limits::STORED_STREAMS) {
        if file.stored_data(reference)? == Some(data) {
            return Ok(Some(reference));
        }
    }
    Ok(None)
}

/// Adds the entries of single signatures.
fn relate(
    file: &mut File,
    update: &mut Update,
    dss: Vec<u8>,
    store: &SecurityStore,
    stored: &[Stored<'_>],
) -> Result<Vec<u8>> {
    let dictionary = well_formed(file, &dss)?;
    let old = file.dictionary(dictionary, b"VRI")?;
    let mut entries = old.as_ref().map_or(b"<<>>".to_vec(), |old| old.bytes().to_vec());
    for related in &store.related {
        let key: Vec<u8> = related.signature.iter().flat_map(|byte| hexadecimal(*byte)).collect();
        let known = well_formed(file, &entries)?;
        if known.get(&key).is_none() {
            let own = related.add(update, stored)?;
            entries = known.put(&key, own.spelled().as_bytes());
        }
    }
    match old {
        Some(Value::Object(object)) => {
            update.replace(&object, entries);
            Ok(dss)
        }
        _ => Ok(dictionary.put(b"VRI", &entries)),
    }
}

fn well_formed<'a>(file: &File, bytes: &'a [u8]) -> Result<Dictionary<'a>> {
    let sections = file.cross_reference()?;
    Dictionary::parse(bytes).ok_or_else(|| sections.malformed("the security store is not well formed"))
}

/// Says that a document of PDF 1.7 uses an extension of it; PDF 2.0 has the store, and earlier
/// versions cannot say so (EN 319 142-1, 5.4.1; ISO 32000-2, 7.12).
fn declare_extension(file: &mut File, update: &mut Update, catalog: &Object) -> Result<()> {
    if !is_version_1_7(file, catalog)? {
        return Ok(());
    }
    // Spelled in the catalog: there it is a change that goes with a signature.
    let old = file.dictionary(catalog.dictionary()?, b"Extensions")?;
    let bytes = old.as_ref().map_or(b"<<>>".as_slice(), Value::bytes);
    let extensions = well_formed(file, bytes)?;
    match extensions.get(b"ESIC") {
        Some(_) => Ok(()),
        None => put_in(update, catalog, b"Extensions", &extensions.put(b"ESIC", EXTENSION)),
    }
}

fn is_version_1_7(file: &mut File, catalog: &Object) -> Result<bool> {
    let stated = file.resolve(catalog.dictionary()?.get(b"Version"))?;
    let in_header = file.header()?.starts_with(b"%PDF-1.7");
    Ok(stated.map_or(in_header, |stated| value::is_name(stated.bytes(), b"1.7")))
}

impl ValidationRelatedInformation {
    /// Adds the entry's dictionary (ISO 32000-2, table 262).
    fn add(&self, update: &mut Update, stored: &[Stored<'_>]) -> Result<Reference> {
        let own = update.allocate()?;
        let mut entry = b"<</Type/VRI".to_vec();
        for (kind, stored) in LISTS.iter().zip(stored) {
            let of_signature = (kind.of)(&self.data);
            let places = stored.iter().filter(|(data, _)| of_signature.iter().any(|own| own == data));
            let list = places
                .fold(b"[]".to_vec(), |list, (_, place)| value::push(&list, place.spelled().as_bytes()));
            if list.len() > 2 {
                entry.extend_from_slice(kind.related_key);
                entry.extend_from_slice(&list);
            }
        }
        if let Some(date) = &self.updated {
            entry.extend_from_slice(b"/TU");
            entry.extend(text::spell(date));
        }
        if let Some(token) = &self.timestamp {
            entry.extend_from_slice(b"/TS ");
            entry.extend_from_slice(add_data(update, token)?.spelled().as_bytes());
        }
        entry.extend_from_slice(b">>");
        update.add(own, entry);
        Ok(own)
    }
}

/// A stream without filter: keys and signatures do not compress.
fn add_data(update: &mut Update, data: &[u8]) -> Result<Reference> {
    let own = update.allocate()?;
    update.add_stream(own, Dictionary::EMPTY, data);
    Ok(own)
}

/// One list of the store.
struct StoreList {
    key: &'static [u8],
    /// Its key in an entry of a signature, with the slash.
    related_key: &'static [u8],
    of: fn(&ValidationData) -> &[Vec<u8>],
}

impl StoreList {
    /// All that the list is to hold.
    fn wanted<'a>(&self, store: &'a SecurityStore) -> impl Iterator<Item = &'a [u8]> {
        let related = store.related.iter().map(|related| &related.data);
        let of = self.of;
        std::iter::once(&store.data).chain(related).flat_map(of).map(Vec::as_slice)
    }
}

/// ISO 32000-2, tables 261 and 262.
const LISTS: [StoreList; 3] = [
    StoreList { key: b"Certs", related_key: b"/Cert", of: |data| &data.certificates },
    StoreList { key: b"OCSPs", related_key: b"/OCSP", of: |data| &data.ocsp_responses },
    StoreList { key: b"CRLs", related_key: b"/CRL", of: |data| &data.revocation_lists },
];
const EXTENSION: &[u8] = b"<</BaseVersion/1.7/ExtensionLevel 1>>";
