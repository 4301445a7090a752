//! The new signature dictionary and the field that holds it (ISO 32000-2, 12.7.5.5 and 12.8.1).

use crate::sign::certification;
use crate::sign::plan::Plan;
use crate::sign::request::SubFilter;
use crate::sign::seed::terms::Terms;
use crate::syntax::text;
use crate::update::hole::Hole;

/// The spelling of a signature dictionary around its hole.
pub(crate) fn dictionary(plan: &Plan<'_>, terms: &Terms) -> Hole {
    let Plan { request, signature: reference, .. } = *plan;
    let is_timestamp = request.sub_filter == SubFilter::EtsiRfc3161;
    let kind: &[u8] = if is_timestamp { b"<</Type/DocTimeStamp" } else { b"<</Type/Sig" };
    let sub_filter = request.sub_filter.name().as_bytes();
    let mut head = [kind, b"/Filter/Adobe.PPKLite/SubFilter", sub_filter].concat();
    let texts = [
        ("/Name", request.name.as_ref()),
        ("/M", request.modified.as_ref()),
        ("/Location", request.location.as_ref()),
        ("/Reason", terms.reason.as_ref()),
        ("/ContactInfo", request.contact.as_ref()),
    ];
    for (key, text) in texts {
        if let Some(text) = text.filter(|_| !is_timestamp) {
            head.extend_from_slice(key.as_bytes());
            head.extend(text::spell(text));
        }
    }
    let (certification, lock) = (request.certification, terms.lock.as_ref());
    head.extend(certification::references(certification, lock, plan.catalog.reference));
    Hole { reference, head, reserved: request.hole }
}
