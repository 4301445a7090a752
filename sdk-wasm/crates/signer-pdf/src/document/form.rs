//! The interactive form and its signature fields (ISO 32000-2, 12.7.3).

use crate::document::field::{self, SignatureField};
use crate::error::Result;
use crate::file::object::Object;
use crate::file::objects::{File, Value};
use crate::limits;
use crate::syntax::dictionary::Dictionary;

/// The form, and its fields as far as they were looked at.
#[derive(Debug, Default)]
pub(crate) struct Form {
    pub(crate) signature_fields: Vec<SignatureField>,
    /// Names at the top of the form.
    pub(crate) names: Vec<String>,
    pub(crate) is_large: bool,
    pub(crate) has_xfa: bool,
}

impl Form {
    pub(crate) fn is_signed(&self) -> bool {
        self.signature_fields.iter().any(|field| field.signature.is_some())
    }

    /// The form that is there, as far as it is known.
    ///
    /// One of up to 64 top-level fields is read whole. Of a larger one, whose fields may lie all over
    /// the document, only what is at hand: unless it is signed, for then it may be locked, or the answer
    /// needs its fields.
    pub(crate) fn read(file: &mut File, catalog: &Object, needs_fields: bool) -> Result<Self> {
        let form = file.dictionary(catalog.dictionary()?, b"AcroForm")?;
        let Some(form) = form.as_ref().and_then(Value::dictionary) else { return Ok(Self::default()) };
        let has_xfa = file.resolve(form.get(b"XFA"))?.is_some();
        let Some(fields) = file.array(form, b"Fields")? else {
            return Ok(Self { has_xfa, ..Self::default() });
        };
        let is_small = fields.items().take(limits::NAMED_FIELDS + 1).count() <= limits::NAMED_FIELDS;
        let all = is_small || needs_fields || signature_flags(file, form)? & SIGNATURES_EXIST != 0;
        let signature_fields = if all { field::signature_fields(file, &fields)? } else { Vec::new() };
        Ok(Self {
            signature_fields,
            names: field::top_level_names(file, &fields, all)?,
            is_large: !is_small,
            has_xfa,
        })
    }
}

/// The signature fields of the form, also of one that does not say that it is signed.
pub(crate) fn all_signature_fields(file: &mut File, catalog: &Object) -> Result<Vec<SignatureField>> {
    let form = file.dictionary(catalog.dictionary()?, b"AcroForm")?;
    let Some(form) = form.as_ref().and_then(Value::dictionary) else { return Ok(Vec::new()) };
    match file.array(form, b"Fields")? {
        Some(fields) => field::signature_fields(file, &fields),
        None => Ok(Vec::new()),
    }
}

/// `/SigFlags` (ISO 32000-2, table 225).
pub(crate) fn signature_flags(file: &mut File, form: Dictionary<'_>) -> Result<i64> {
    Ok(file.integer(form, b"SigFlags")?.unwrap_or(0))
}

/// The first bit of `/SigFlags`.
const SIGNATURES_EXIST: i64 = 1;
