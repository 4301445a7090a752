//! The new signature dictionary and the field that holds it (ISO 32000-2, 12.7.5.5 and 12.8.1).

use crate::certification;
use crate::encryption::Encryption;
use crate::error::Result;
use crate::prepare::Plan;
use crate::request::SubFilter;
use crate::seed_value::Terms;
use crate::text;
use crate::value::Reference;

/// The spelling of a signature dictionary up to the places that are filled in later.
#[derive(Debug)]
pub(crate) struct SignatureDictionary {
    pub(crate) reference: Reference,
    /// `<<` and all entries but `/ByteRange` and `/Contents`.
    pub(crate) head: Vec<u8>,
    /// Bytes of CMS to reserve.
    pub(crate) reserved: usize,
}

impl SignatureDictionary {
    pub(crate) fn new(plan: &Plan<'_>, terms: &Terms) -> Self {
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
        Self { reference, head, reserved: request.hole }
    }

    /// The same with all strings encrypted; `/Contents` never is (ISO 32000-2, 7.6.2).
    pub(crate) fn close(&self, encryption: &Encryption, entropy: &[u8; 32]) -> Result<Self> {
        let head = encryption.close(self.reference, &self.head, entropy)?;
        Ok(Self { head, ..*self })
    }
}
