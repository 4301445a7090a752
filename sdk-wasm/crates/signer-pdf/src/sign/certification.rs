//! The changes that a signature still allows: `/Reference` and `/Perms` (ISO 32000-2, 12.8.2 and 12.8.4).

use crate::document::catalog;
use crate::error::{Error, RequestPart, Result};
use crate::file::objects::File;
use crate::sign::lock::FieldLock;
use crate::sign::plan::Plan;
use crate::sign::request::Certification;
use crate::syntax::value::{self, Reference};
use crate::update::changes::Update;
use crate::update::splice::put_below;

/// Names the signature in the catalog as the document's certification, which is its first
/// signature or none (ISO 32000-2, 12.8.2.2.1).
pub(crate) fn certify(file: &mut File, update: &mut Update, plan: &Plan<'_>) -> Result<()> {
    if plan.request.certification.is_none() {
        return Ok(());
    }
    if plan.form.is_signed() || catalog::certification(file, plan.catalog.dictionary()?)?.is_some() {
        let reason = "only the first signature of a document can certify it";
        return Err(Error::request(RequestPart::Certification, reason));
    }
    let own = plan.signature.spelled();
    put_below(file, update, plan.catalog, b"Perms", b"DocMDP", own.as_bytes())
}

/// `/Reference` of the new signature (ISO 32000-2, table 256).
///
/// The lock of a certified field may allow less than was asked for, never more.
pub(crate) fn references(
    certification: Option<Certification>,
    lock: Option<&FieldLock>,
    catalog: Reference,
) -> Vec<u8> {
    let mut out = Vec::new();
    if let Some(certification) = certification {
        let asked = certification.permission();
        let permission = lock.and_then(|lock| lock.permission).map_or(asked, |locked| asked.min(locked));
        out.extend_from_slice(
            b"<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2",
        );
        put_permission(&mut out, permission);
        out.extend_from_slice(b">>>>");
    }
    if let Some(lock) = lock {
        out.extend(field_modifications(lock, catalog));
    }
    if out.is_empty() { out } else { [b"/Reference[", out.as_slice(), b"]"].concat() }
}

/// The FieldMDP transform that a field's `/Lock` asks for (ISO 32000-2, 12.8.2.4 and table 236).
///
/// `/P` is the lock's own; Acrobat wants it here as well.
fn field_modifications(lock: &FieldLock, catalog: Reference) -> Vec<u8> {
    let mut out = b"<</Type/SigRef/TransformMethod/FieldMDP/Data ".to_vec();
    out.extend_from_slice(catalog.spelled().as_bytes());
    out.extend_from_slice(b"/TransformParams<</Type/TransformParams/V/1.2/Action");
    out.extend_from_slice(&lock.action);
    if let Some(fields) = &lock.fields {
        out.extend_from_slice(b"/Fields");
        out.extend_from_slice(value::space_between(&out, fields));
        out.extend_from_slice(fields);
    }
    if let Some(permission) = lock.permission {
        put_permission(&mut out, permission);
    }
    out.extend_from_slice(b">>>>");
    out
}

fn put_permission(out: &mut Vec<u8>, permission: i64) {
    out.extend_from_slice(b"/P ");
    out.extend_from_slice(permission.to_string().as_bytes());
}
