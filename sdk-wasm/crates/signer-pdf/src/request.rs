//! What the signature dictionary and its field shall say.

/// How `/Contents` is to be read (ISO 32000-2, table 255, `SubFilter`).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SubFilter {
    /// A CMS whose signature covers the byte range, with the attributes of CAdES (PAdES, EN 319 142).
    #[default]
    EtsiCadesDetached,
}

impl SubFilter {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::EtsiCadesDetached => "/ETSI.CAdES.detached",
        }
    }
}

/// The wishes for one signature; texts are entries of the signature dictionary (ISO 32000-2, table 255).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SignatureRequest {
    /// `/SubFilter`.
    pub sub_filter: SubFilter,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// `/Name`, the person who signs.
    pub name: Option<String>,
    /// `/ContactInfo`.
    pub contact: Option<String>,
    /// `/M` as a PDF date, `D:20261122120000Z` (ISO 32000-2, 7.9.4).
    pub modified: Option<String>,
    /// Bytes of CMS to reserve.
    pub hole: usize,
    /// The full name of an empty signature field to sign, or the name of a new field.
    pub field_name: Option<String>,
}
