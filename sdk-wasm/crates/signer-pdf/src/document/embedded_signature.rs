//! The signatures that a document has (ISO 32000-2, 12.8.1).

use crate::document::field::SignatureField;
use crate::error::Result;
use crate::file::object::Object;
use crate::file::reader::{Reader, Value};
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value;

/// A signature or document time-stamp in a document, as its dictionary says it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EmbeddedSignature {
    /// The full name of its field.
    pub field_name: String,
    /// `/SubFilter` without its slash; empty if there is none.
    pub sub_filter: String,
    /// `/ByteRange`: offsets and lengths in turn.
    pub byte_range: Vec<u64>,
    /// The value of `/Contents`, with the zeros that pad it.
    pub contents: Vec<u8>,
}

impl Reader {
    /// All signatures, in the order of the form's fields.
    ///
    /// [`Error::Missing`](crate::Error::Missing) asks for (at least) that range: insert it and call again.
    pub fn signatures(&mut self) -> Result<Vec<EmbeddedSignature>> {
        self.mending(Self::embedded_signatures)
    }

    fn embedded_signatures(&mut self) -> Result<Vec<EmbeddedSignature>> {
        self.open()?;
        let catalog = self.catalog()?;
        let mut found = Vec::new();
        for field in self.all_signature_fields(&catalog)? {
            if let Some(signature) = field.signature.as_ref().and_then(Value::dictionary) {
                found.push(self.embedded(field.name, signature)?);
            }
        }
        Ok(found)
    }

    /// The signature fields of the form, also of one that does not say that it is signed.
    pub(crate) fn all_signature_fields(&mut self, catalog: &Object) -> Result<Vec<SignatureField>> {
        let form = self.dictionary(catalog.dictionary()?, b"AcroForm")?;
        let Some(form) = form.as_ref().and_then(Value::dictionary) else { return Ok(Vec::new()) };
        match self.array(form, b"Fields")? {
            Some(fields) => self.signature_fields(&fields),
            None => Ok(Vec::new()),
        }
    }

    fn embedded(&mut self, field_name: String, signature: Dictionary<'_>) -> Result<EmbeddedSignature> {
        let sub_filter = self.resolve(signature.get(b"SubFilter"))?;
        let sub_filter = sub_filter.as_ref().and_then(|name| name.bytes().strip_prefix(b"/"));
        let byte_range = self.array(signature, b"ByteRange")?;
        let contents = self.resolve(signature.get(b"Contents"))?;
        Ok(EmbeddedSignature {
            field_name,
            sub_filter: sub_filter
                .map_or(String::new(), |name| value::name_bytes(name).map(char::from).collect()),
            byte_range: byte_range.map_or(Vec::new(), |range| {
                range.items().filter_map(value::unsigned).take(NUMBERS).collect()
            }),
            contents: contents.and_then(|contents| text::bytes(contents.bytes())).unwrap_or_default(),
        })
    }
}

/// Numbers of a byte range looked at; a signature has four.
const NUMBERS: usize = 64;
