//! A session: the way of one or several documents from their digests to registered signatures.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, Unit};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::digest::Digest;

/// The state of a session; the last four are final.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Status {
    AwaitingAuthorization,
    Authorized,
    Processing,
    Signed,
    Failed,
    Cancelled,
    Expired,
}

impl Status {
    const ALL: [Self; 7] = [
        Self::AwaitingAuthorization,
        Self::Authorized,
        Self::Processing,
        Self::Signed,
        Self::Failed,
        Self::Cancelled,
        Self::Expired,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::AwaitingAuthorization => "awaiting_authorization",
            Self::Authorized => "authorized",
            Self::Processing => "processing",
            Self::Signed => "signed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    pub(crate) const fn is_final(self) -> bool {
        match self {
            Self::AwaitingAuthorization | Self::Authorized | Self::Processing => false,
            Self::Signed | Self::Failed | Self::Cancelled | Self::Expired => true,
        }
    }
}

/// The place of the key: at a provider, or with the person.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CertificateMode {
    Cloud,
    Local,
}

/// Facts about a document that stays in the browser.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct DocumentFacts {
    pub(crate) id: String,
    pub(crate) r#type: String,
    pub(crate) name: Option<String>,
    pub(crate) size: u64,
    pub(crate) digest: Digest,
    /// How many values are signed for it: 50 for an `enviNFe`. A session of before knew one.
    #[serde(default = "one")]
    pub(crate) signatures: usize,
}

/// The request that created a session; it does not change.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct SessionRequest {
    /// At least one; a session of before had `document`.
    #[serde(alias = "document", deserialize_with = "one_or_many")]
    pub(crate) documents: Vec<DocumentFacts>,
    pub(crate) certificate_mode: CertificateMode,
    pub(crate) provider: String,
    pub(crate) metadata: BTreeMap<String, String>,
    /// The page that asked, by its `Origin` header.
    pub(crate) origin: Option<String>,
}

/// The signed document, by its digest.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Completion {
    pub(crate) digest: Digest,
    pub(crate) size: u64,
}

/// One of a session's documents, on its way to a signature.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SigningDocument {
    pub(crate) number: i64,
    pub(crate) signature_id: String,
    pub(crate) completion: Option<Completion>,
}

/// The signed document at a place of its session.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Registration {
    pub(crate) place: usize,
    pub(crate) completion: Completion,
}

/// One digest to be signed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct DigestItem {
    pub(crate) id: String,
    /// The place of its document.
    pub(crate) document: usize,
    pub(crate) digest: Digest,
    pub(crate) signature: Option<Vec<u8>>,
}

impl DigestItem {
    /// The same question, whatever its answer.
    pub(crate) fn asks_the_same(&self, other: &Self) -> bool {
        self.id == other.id && self.document == other.document && self.digest == other.digest
    }
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SigningSession {
    pub(crate) id: String,
    pub(crate) status: Status,
    pub(crate) revision: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) completed_at: Option<Timestamp>,
    /// When its values were in an answer first.
    pub(crate) given_out_at: Option<Timestamp>,
    pub(crate) request: SessionRequest,
    /// In the order of the request's.
    pub(crate) documents: Vec<SigningDocument>,
    pub(crate) items: Vec<DigestItem>,
}

impl SigningDocument {
    fn new() -> Self {
        Self { number: 0, signature_id: Uuid::new_v4().to_string(), completion: None }
    }
}

impl SigningSession {
    /// A new one; a key outside the cloud needs nobody's approval here.
    pub(crate) fn new(request: SessionRequest, seconds_to_live: u32) -> Self {
        let now = Timestamp::now().round(Unit::Millisecond).unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            id: Uuid::new_v4().to_string(),
            status: match request.certificate_mode {
                CertificateMode::Cloud => Status::AwaitingAuthorization,
                CertificateMode::Local => Status::Processing,
            },
            revision: 0,
            created_at: now,
            expires_at: now + i64::from(seconds_to_live).seconds(),
            completed_at: None,
            given_out_at: None,
            documents: request.documents.iter().map(|_| SigningDocument::new()).collect(),
            request,
            items: Vec::new(),
        }
    }

    /// Each document with what the request told of it.
    pub(crate) fn told(&self) -> impl Iterator<Item = (&DocumentFacts, &SigningDocument)> {
        self.request.documents.iter().zip(&self.documents)
    }

    /// The name of the signature on the first document.
    pub(crate) fn signature_id(&self) -> &str {
        self.documents.first().map(|document| document.signature_id.as_str()).unwrap_or_default()
    }

    /// The place of the document with this signature.
    pub(crate) fn place(&self, signature_id: &str) -> Option<usize> {
        self.documents.iter().position(|document| document.signature_id == signature_id)
    }

    /// The state of one document: in a session that is signed, one that nobody registered has failed.
    pub(crate) fn status_of(&self, document: &SigningDocument) -> Status {
        match (&document.completion, self.status) {
            (Some(_), _) => Status::Signed,
            (None, Status::Signed) => Status::Failed,
            (None, status) => status,
        }
    }

    /// `true` where exactly these were registered before.
    pub(crate) fn has_registered(&self, registrations: &[Registration]) -> bool {
        registrations.iter().all(|one| {
            let document = self.documents.get(one.place);
            document.and_then(|document| document.completion.as_ref()) == Some(&one.completion)
        })
    }

    /// `true` once the provider has signed all digests.
    pub(crate) fn has_signatures(&self) -> bool {
        !self.items.is_empty() && self.items.iter().all(|item| item.signature.is_some())
    }

    /// `true` where its values may be in an answer: they are there, and it has not ended without them.
    pub(crate) fn gives_values(&self) -> bool {
        self.has_signatures() && matches!(self.status, Status::Processing | Status::Signed)
    }

    /// `true` where the client must act next: holding an answer would only cost time.
    pub(crate) fn is_ready(&self) -> bool {
        self.status.is_final() || self.status == Status::Authorized || self.has_signatures()
    }
}

const fn one() -> usize {
    1
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<DocumentFacts>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Documents {
        Many(Vec<DocumentFacts>),
        One(DocumentFacts),
    }
    Ok(match Documents::deserialize(deserializer)? {
        Documents::Many(documents) => documents,
        Documents::One(document) => vec![document],
    })
}
