//! The document security store: what judges the signatures when their certificates have run out
//! (ISO 32000-2, 12.8.4.3 and 12.8.4.4; ETSI EN 319 142-1, 5.4.2).

use crate::document::form;
use crate::error::Result;
use crate::file::object::Object;
use crate::file::reader::{Reader, Value};
use crate::limits;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value::{self, Reference, hexadecimal};
use crate::update::changes::Update;

/// Validation data, in DER.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ValidationData {
    /// X.509 certificates (RFC 5280).
    pub certificates: Vec<Vec<u8>>,
    /// OCSP responses (RFC 6960), whole: `OCSPResponse`, not `BasicOCSPResponse`.
    pub ocsp_responses: Vec<Vec<u8>>,
    /// Certificate revocation lists (RFC 5280).
    pub revocation_lists: Vec<Vec<u8>>,
}

/// What one signature is judged by (ISO 32000-2, table 262, `VRI`).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ValidationRelatedInformation {
    /// SHA-1 of [`EmbeddedSignature::contents`](crate::EmbeddedSignature::contents), padding included.
    pub signature: [u8; 20],
    /// What belongs to that signature; it becomes part of the store as well.
    pub data: ValidationData,
    /// `/TU`: when the entry was made, as a PDF date.
    pub updated: Option<String>,
    /// `/TS`: a time-stamp token over the entry, in DER.
    pub timestamp: Option<Vec<u8>>,
}

/// What a document's security store is to hold.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SecurityStore {
    /// For all signatures.
    pub data: ValidationData,
    /// For single ones; these entries are optional.
    pub related: Vec<ValidationRelatedInformation>,
    /// Random bytes, as in [`SignatureRequest::entropy`](crate::SignatureRequest::entropy).
    pub entropy: [u8; 32],
}

/// Validation data that is in the store, and where.
type Stored<'a> = Vec<(&'a [u8], Reference)>;

impl Reader {
    /// The update that adds `store` to the document; empty if all of it is there already.
    ///
    /// What the document's store holds stays, also an entry for a signature that has one: earlier
    /// signatures and time-stamps may be judged by it. The same data is not stored twice. Allowed in
    /// every document, also where a certification allows no changes (ISO 32000-2, table 257, `P` 1).
    ///
    /// [`Error::Missing`](crate::Error::Missing) asks for (at least) that range: insert it and call again.
    pub fn append_security_store(&mut self, store: &SecurityStore) -> Result<Vec<u8>> {
        self.mending(|reader| reader.plan_security_store(store))
    }

    fn plan_security_store(&mut self, store: &SecurityStore) -> Result<Vec<u8>> {
        self.open()?;
        let catalog = self.catalog()?;
        let fields = self.all_signature_fields(&catalog)?;
        self.check_coverage(&fields)?;
        let mut update = Update::new(self.cross_reference()?, store.entropy)?;
        let old = self.dictionary(catalog.dictionary()?, b"DSS")?;
        let bytes = old.as_ref().map_or(b"<</Type/DSS>>".to_vec(), |old| old.bytes().to_vec());
        let changed = self.extend_store(&mut update, bytes, store)?;
        match old {
            Some(Value::Object(object)) => update.replace(&object, changed),
            _ if changed == b"<</Type/DSS>>" => {}
            _ => {
                let own = update.allocate()?;
                update.add(own, changed);
                form::put_in(&mut update, &catalog, b"DSS", own.spelled().as_bytes())?;
            }
        }
        if update.is_empty() {
            return Ok(Vec::new());
        }
        self.declare_extension(&mut update, &catalog)?;
        update.write(self)
    }

    fn extend_store(
        &mut self,
        update: &mut Update,
        mut dss: Vec<u8>,
        store: &SecurityStore,
    ) -> Result<Vec<u8>> {
        let mut stored = Vec::new();
        for kind in &KINDS {
            let (changed, found) = self.extend_list(update, dss, kind, store)?;
            dss = changed;
            stored.push(found);
        }
        if store.related.is_empty() { Ok(dss) } else { self.relate(update, dss, store, &stored) }
    }

    /// The store with all of one kind in its list, and where each is.
    fn extend_list<'a>(
        &mut self,
        update: &mut Update,
        dss: Vec<u8>,
        kind: &Kind,
        store: &'a SecurityStore,
    ) -> Result<(Vec<u8>, Stored<'a>)> {
        let mut stored: Stored<'a> = Vec::new();
        let dictionary = self.well_formed(&dss)?;
        let list = self.array(dictionary, kind.key)?;
        let mut longer = list.as_ref().map_or(b"[]".to_vec(), |list| list.bytes().to_vec());
        for data in kind.wanted(store) {
            if stored.iter().any(|(known, _)| *known == data) {
                continue;
            }
            let reference = match self.find_stored(list.as_ref(), data)? {
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
    fn find_stored(&mut self, list: Option<&Value>, data: &[u8]) -> Result<Option<Reference>> {
        let Some(list) = list else { return Ok(None) };
        for reference in list.items().filter_map(Reference::parse).take(limits::STORED_STREAMS) {
            if self.stored_data(reference)? == Some(data) {
                return Ok(Some(reference));
            }
        }
        Ok(None)
    }

    /// Adds the entries of single signatures.
    fn relate(
        &mut self,
        update: &mut Update,
        dss: Vec<u8>,
        store: &SecurityStore,
        stored: &[Stored<'_>],
    ) -> Result<Vec<u8>> {
        let dictionary = self.well_formed(&dss)?;
        let old = self.dictionary(dictionary, b"VRI")?;
        let mut entries = old.as_ref().map_or(b"<<>>".to_vec(), |old| old.bytes().to_vec());
        for related in &store.related {
            let key: Vec<u8> = related.signature.iter().flat_map(|byte| hexadecimal(*byte)).collect();
            let known = self.well_formed(&entries)?;
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

    fn well_formed<'a>(&self, bytes: &'a [u8]) -> Result<Dictionary<'a>> {
        let malformed = self.cross_reference()?.malformed("the security store is not well formed");
        Dictionary::parse(bytes).ok_or(malformed)
    }

    /// Says that a document of PDF 1.7 uses an extension of it; PDF 2.0 has the store, and earlier
    /// versions cannot say so (EN 319 142-1, 5.4.1; ISO 32000-2, 7.12).
    fn declare_extension(&mut self, update: &mut Update, catalog: &Object) -> Result<()> {
        if !self.is_version_1_7(catalog)? {
            return Ok(());
        }
        // Spelled in the catalog: there it is a change that goes with a signature.
        let old = self.dictionary(catalog.dictionary()?, b"Extensions")?;
        let bytes = old.as_ref().map_or(b"<<>>".as_slice(), Value::bytes);
        let extensions = self.well_formed(bytes)?;
        match extensions.get(b"ESIC") {
            Some(_) => Ok(()),
            None => form::put_in(update, catalog, b"Extensions", &extensions.put(b"ESIC", EXTENSION)),
        }
    }

    fn is_version_1_7(&mut self, catalog: &Object) -> Result<bool> {
        let stated = self.resolve(catalog.dictionary()?.get(b"Version"))?;
        let in_header = self.header()?.starts_with(b"%PDF-1.7");
        Ok(stated.map_or(in_header, |stated| value::is_name(stated.bytes(), b"1.7")))
    }
}

impl ValidationRelatedInformation {
    /// Adds the entry's dictionary (ISO 32000-2, table 262).
    fn add(&self, update: &mut Update, stored: &[Stored<'_>]) -> Result<Reference> {
        let own = update.allocate()?;
        let mut entry = b"<</Type/VRI".to_vec();
        for (kind, stored) in KINDS.iter().zip(stored) {
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
struct Kind {
    key: &'static [u8],
    /// Its key in an entry of a signature, with the slash.
    related_key: &'static [u8],
    of: fn(&ValidationData) -> &[Vec<u8>],
}

impl Kind {
    /// All that the list is to hold.
    fn wanted<'a>(&self, store: &'a SecurityStore) -> impl Iterator<Item = &'a [u8]> {
        let related = store.related.iter().map(|related| &related.data);
        let of = self.of;
        std::iter::once(&store.data).chain(related).flat_map(of).map(Vec::as_slice)
    }
}

/// ISO 32000-2, tables 261 and 262.
const KINDS: [Kind; 3] = [
    Kind { key: b"Certs", related_key: b"/Cert", of: |data| &data.certificates },
    Kind { key: b"OCSPs", related_key: b"/OCSP", of: |data| &data.ocsp_responses },
    Kind { key: b"CRLs", related_key: b"/CRL", of: |data| &data.revocation_lists },
];
const EXTENSION: &[u8] = b"<</BaseVersion/1.7/ExtensionLevel 1>>";
