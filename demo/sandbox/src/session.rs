//! A session: one document's way from its digest to a registered signature.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, Unit};
use serde::{Deserialize, Serialize};
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
}

/// The request that created a session; it does not change.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct SessionRequest {
    pub(crate) document: DocumentFacts,
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

/// One digest to be signed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct DigestItem {
    pub(crate) id: String,
    pub(crate) digest: Digest,
    pub(crate) signature: Option<Vec<u8>>,
}

impl DigestItem {
    /// The same question, whatever its answer.
    pub(crate) fn asks_the_same(&self, other: &Self) -> bool {
        self.id == other.id && self.digest == other.digest
    }
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SigningSession {
    pub(crate) number: i64,
    pub(crate) id: String,
    pub(crate) signature_id: String,
    pub(crate) status: Status,
    pub(crate) revision: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) completed_at: Option<Timestamp>,
    /// When its values were in an answer first.
    pub(crate) given_out_at: Option<Timestamp>,
    pub(crate) request: SessionRequest,
    pub(crate) completion: Option<Completion>,
    pub(crate) items: Vec<DigestItem>,
}

impl SigningSession {
    /// A new one; a key outside the cloud needs nobody's approval here.
    pub(crate) fn new(request: SessionRequest, seconds_to_live: u32) -> Self {
        let now = Timestamp::now().round(Unit::Millisecond).unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            number: 0,
            id: Uuid::new_v4().to_string(),
            signature_id: Uuid::new_v4().to_string(),
            status: match request.certificate_mode {
                CertificateMode::Cloud => Status::AwaitingAuthorization,
                CertificateMode::Local => Status::Processing,
            },
            revision: 0,
            created_at: now,
            expires_at: now + i64::from(seconds_to_live).seconds(),
            completed_at: None,
            given_out_at: None,
            request,
            completion: None,
            items: Vec::new(),
        }
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
