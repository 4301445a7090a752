//! The wishes for one signature: its dictionary, its field, its appearance.

use crate::sign::field::placement::Placement;

/// The kind of `/Contents` (ISO 32000-2, table 255, `SubFilter`).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SubFilter {
    /// A CMS whose signature covers the byte range, with the attributes of CAdES (PAdES, EN 319 142).
    #[default]
    EtsiCadesDetached,
    /// An RFC 3161 time-stamp token over the byte range: the dictionary is a document time-stamp
    /// (ISO 32000-2, 12.8.5). The token says when and by whom, so none of the request's texts is written.
    EtsiRfc3161,
}

impl SubFilter {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::EtsiCadesDetached => "/ETSI.CAdES.detached",
            Self::EtsiRfc3161 => "/ETSI.RFC3161",
        }
    }
}

/// The wishes for one signature; texts are entries of the signature dictionary (ISO 32000-2, table 255).
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// The field that carries the signature; `None` = a new one, under a name that is free.
    pub field: Option<Field>,
    /// Changes that the document still allows: makes this its certification (ISO 32000-2, 12.8.2.2).
    pub certification: Option<Certification>,
    /// Visible part of the signature; `None` = nothing.
    pub appearance: Option<Appearance>,
    /// Entries for the document information dictionary, as names without slash and texts
    /// (ISO 32000-2, 14.3.3).
    pub information: Vec<(String, String)>,
    /// The signer, as far as a field may ask for it; `None` = not known yet. A signature that is prepared
    /// without what its field asks for cannot be finished.
    pub credentials: Option<Credentials>,
    /// Random bytes: initialisation vectors in an encrypted document and the new part of `/ID` come from them.
    pub entropy: [u8; 32],
}

/// A signature field by its full name: partial names joined by periods (ISO 32000-2, 12.7.4.2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Field {
    /// One that is there, empty.
    Existing(String),
    /// One that is added to the top of the form.
    New(String),
}

/// The signer, held against the seed values of a field (ISO 32000-2, tables 237 and 238).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Credentials {
    /// The digest algorithm: `SHA-256`.
    pub digest_method: &'static str,
    /// DER, the signer's first.
    pub certificates: Vec<Vec<u8>>,
    /// The attributes of the signer's name: types as dotted object identifiers, values.
    pub subject: Vec<(String, String)>,
    /// The first bits of the signer's key usage, `digitalSignature` to `cRLSign` (RFC 5280, 4.2.1.3).
    pub key_usage: [bool; 7],
    /// The CMS will hold a signature time-stamp.
    pub timestamp: bool,
}

/// `/P` of the DocMDP transform (ISO 32000-2, table 257).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Certification {
    /// 1: nothing.
    NoChanges,
    /// 2: fill in forms and sign.
    FormFilling,
    /// 3: the same, and annotate.
    Annotations,
}

impl Certification {
    /// `/P` (ISO 32000-2, table 257).
    pub(crate) const fn permission(self) -> i64 {
        match self {
            Self::NoChanges => 1,
            Self::FormFilling => 2,
            Self::Annotations => 3,
        }
    }
}

/// A visible signature: its place and its drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Appearance {
    /// The place; of no meaning for a field that is there already.
    pub placement: Placement,
    /// The form XObject and what it needs; the references in them are local: the first object is `1 0 R`.
    /// Empty: a field that is there already keeps the appearance it has.
    pub objects: Vec<AppearanceObject>,
}

/// The room for an appearance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AppearanceBox {
    /// Points, as the page is shown.
    pub width: f64,
    /// Points, as the page is shown.
    pub height: f64,
    /// The document says that it conforms to a standard which forbids transparency here (PDF/A).
    pub opaque: bool,
}

/// An object of an appearance, spelled in the syntax of PDF.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AppearanceObject {
    /// The value; of a stream its dictionary without `/Length`.
    pub value: Vec<u8>,
    /// The data of a stream, encoded as `value` says.
    pub data: Option<Vec<u8>>,
}

/// A fact that does not stop a signature, but whoever signs should know.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Warning {
    /// The damaged cross-reference was replaced by a new one.
    Repaired,
    /// The form has an XFA part, which viewers that know XFA show instead of the pages (ISO 32000-1, 12.7.8).
    Xfa,
}
