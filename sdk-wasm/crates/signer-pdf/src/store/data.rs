//! Validation data for the document security store (ISO 32000-2, 12.8.4.3 and 12.8.4.4).

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

/// Validation data of one signature (ISO 32000-2, table 262, `VRI`).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ValidationRelatedInformation {
    /// SHA-1 of [`EmbeddedSignature::contents`](crate::EmbeddedSignature::contents), padding included.
    pub signature: [u8; 20],
    /// The data of that signature; it becomes part of the store as well.
    pub data: ValidationData,
    /// `/TU`: when the entry was made, as a PDF date.
    pub updated: Option<String>,
    /// `/TS`: a time-stamp token over the entry, in DER.
    pub timestamp: Option<Vec<u8>>,
}

/// The content that a document's security store is to have.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SecurityStore {
    /// For all signatures.
    pub data: ValidationData,
    /// For single ones; these entries are optional.
    pub related: Vec<ValidationRelatedInformation>,
    /// Random bytes, as in [`SignatureRequest::entropy`](crate::SignatureRequest::entropy).
    pub entropy: [u8; 32],
}
