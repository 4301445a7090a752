//! The new signature dictionary and the field that holds it (ISO 32000-2, 12.7.5.5 and 12.8.1).

use crate::encryption::Encryption;
use crate::error::Result;
use crate::request::SignatureRequest;
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
    /// `lock` is the `/Reference` of a field that locks others once it is signed.
    pub(crate) fn new(reference: Reference, request: &SignatureRequest, lock: Option<Vec<u8>>) -> Self {
        let mut head = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter".to_vec();
        head.extend_from_slice(request.sub_filter.name().as_bytes());
        let texts = [
            ("/Name", &request.name),
            ("/M", &request.modified),
            ("/Location", &request.location),
            ("/Reason", &request.reason),
            ("/ContactInfo", &request.contact),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                head.extend_from_slice(key.as_bytes());
                head.extend(text::spell(text, reference));
            }
        }
        head.extend(lock.unwrap_or_default());
        Self { reference, head, reserved: request.hole }
    }

    /// The same with all strings encrypted; `/Contents` never is (ISO 32000-2, 7.6.2).
    pub(crate) fn close(&self, encryption: &Encryption, entropy: &[u8; 32]) -> Result<Self> {
        let head = encryption.close(self.reference, &self.head, entropy)?;
        Ok(Self { head, ..*self })
    }
}

/// `/Reference` with the FieldMDP transform that a field's `/Lock` asks for (ISO 32000-2, table 236 and 12.8.2.4).
pub(crate) fn lock_reference(action: &[u8], fields: Option<&[u8]>) -> Vec<u8> {
    let mut out = b"/Reference[<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2/Action".to_vec();
    out.extend_from_slice(action);
    if let Some(fields) = fields {
        out.extend_from_slice(b"/Fields");
        out.extend_from_slice(fields);
    }
    out.extend_from_slice(b">>>>]");
    out
}
