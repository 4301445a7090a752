//! One document as the caller hands it in.

use serde::{Serialize, Serializer};

/// One document to be signed.
#[derive(Clone, Debug)]
pub struct Submission<S> {
    /// Its bytes.
    pub source: S,
    /// The integrator's own name for it.
    pub document_id: String,
    /// The file's name, where it has one.
    pub document_name: Option<String>,
    /// The caller's words about the signature.
    pub metadata: Metadata,
}

impl<S> Submission<S> {
    /// The document's name for a person to read.
    pub(crate) fn shown_name(&self) -> &str {
        self.document_name.as_deref().unwrap_or(&self.document_id)
    }
}

/// `requestOptions.metadata`. `reason`, `location`, `name` and `contact` go into the signature dictionary of a PDF
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

    /// Nothing was said; an empty entry counts as left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, value)| value.is_empty())
    }
}

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let said = self.0.iter().filter(|(_, value)| !value.is_empty());
        serializer.collect_map(said.map(|(name, value)| (name, value)))
    }
}
