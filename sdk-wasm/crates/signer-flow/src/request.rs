//! What the caller asks for, once it crossed the door.

use serde::{Serialize, Serializer};

use signer_pdf::{Appearance, Certification, Field, Opening, Placement, SignatureRequest};

use crate::{Error, Result};

/// The plain part of a `SignRequest`; blobs and callbacks stay with the host.
#[derive(Clone, Debug)]
pub struct Request {
    /// The integrator's own name for the document.
    pub document_id: String,
    /// `pdf`; left out = recognised from the bytes.
    pub document_type: Option<String>,
    /// Where the key is.
    pub certificate_mode: CertificateMode,
    /// The file's name, where it has one.
    pub document_name: Option<String>,
    /// Which cloud provider.
    pub provider_hint: Option<String>,
    /// Details.
    pub request_options: RequestOptions,
    /// The password of an encrypted document, and whether a damaged one is to be repaired.
    pub opening: Opening,
    /// What the document allows once it is signed: makes the signature a certification.
    pub certification: Option<Certification>,
    /// Entries of the document information dictionary: names without slash, and texts.
    pub information: Vec<(String, String)>,
    /// The field to sign, or where a visible one goes.
    pub appearance: Option<AppearanceRequest>,
    /// The API, without a slash at its end; none = nothing is registered.
    pub api_base_url: Option<String>,
    /// Where to look for the agent on 127.0.0.1.
    pub agent_ports: Option<Vec<u16>>,
}

/// Where the key is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateMode {
    /// In a PFX file that the page opened.
    A1,
    /// At a cloud provider, behind the API.
    Cloud,
    /// On a token, behind the agent.
    Local,
}

/// `appearance`.
#[derive(Clone, Debug, Default)]
pub struct AppearanceRequest {
    /// The full name of a field that is there.
    pub field: Option<String>,
    /// Where a new field goes.
    pub placement: Placement,
    /// Whether the host draws something into it; a field that is there may keep what it has.
    pub drawn: bool,
}

/// `requestOptions`.
#[derive(Clone, Debug, Default)]
pub struct RequestOptions {
    /// What the signature dictionary says.
    pub metadata: Metadata,
}

/// What the caller says about the signature. `reason`, `location`, `name` and `contact` go into the signature dictionary
/// (ISO 32000-2, table 255); all of it goes to the API, where there is one.
#[derive(Clone, Debug, Default)]
pub struct Metadata(pub Vec<(String, String)>);

impl Metadata {
    /// One entry; an empty one counts as left out.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&str> {
        let entry = self.0.iter().find(|(own, value)| own == name && !value.is_empty());
        entry.map(|(_, value)| value.as_str())
    }

    /// Nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl CertificateMode {
    /// As the caller spells it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "a1" => Some(Self::A1),
            "cloud" => Some(Self::Cloud),
            "local" => Some(Self::Local),
            _ => None,
        }
    }
}

impl Request {
    /// The API that is needed for what is asked.
    pub(crate) fn api(&self) -> Result<&str> {
        self.api_base_url.as_deref().ok_or(Error::invalid("apiBaseUrl"))
    }

    /// What is known of the signature before anybody was asked for anything.
    pub(crate) fn signature(&self) -> SignatureRequest {
        let placed =
            |wanted: &AppearanceRequest| Appearance { placement: wanted.placement, objects: Vec::new() };
        SignatureRequest {
            reason: self.metadata("reason"),
            location: self.metadata("location"),
            name: self.metadata("name"),
            contact: self.metadata("contact"),
            field: self.appearance.as_ref().and_then(|wanted| wanted.field.clone()).map(Field::Existing),
            certification: self.certification,
            appearance: self.appearance.as_ref().map(placed),
            information: self.information.clone(),
            ..SignatureRequest::default()
        }
    }

    /// Whether the host has something to draw.
    pub(crate) fn is_drawn(&self) -> bool {
        self.appearance.as_ref().is_some_and(|wanted| wanted.drawn)
    }

    fn metadata(&self, name: &str) -> Option<String> {
        self.request_options.metadata.entry(name).map(str::to_owned)
    }

    /// What a person sees as the document's name.
    pub(crate) fn shown_name(&self) -> &str {
        self.document_name.as_deref().unwrap_or(&self.document_id)
    }
}
