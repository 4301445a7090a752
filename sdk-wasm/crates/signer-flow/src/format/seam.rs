//! The seam between the road and a kind of document. All that crosses it is plain data, so that a format may live in another module.

use serde::Serialize;
use signer_pki::{Certificate, CertificateChain, DigestAlgorithm, SignatureAlgorithm};
use zeroize::Zeroizing;

use crate::error::Result;
use crate::plain;
use crate::source::{Content, Part, Source};
use crate::submission::Metadata;

/// A kind of document: hands over the bytes to be signed, takes the values back, lifts a signature to a higher level.
///
/// `&self` is the format: a hosted one holds its door, so that nothing is global and a reload can open it again.
#[allow(async_fn_in_trait, reason = "wasm has one thread: no future here has to be Send")]
pub trait Format<S: Source> {
    /// Wishes for the signature that only this format knows.
    type Wanted;
    /// Opened: what cannot be signed was refused.
    type Document;
    /// Plain data: another device may finish it.
    type Prepared: Serialize;
    /// Plain data: one step of [`Format::lift`], before what it needs was supplied.
    type Lift: Serialize;

    /// Reads as much as a signature touches, and refuses before anybody is asked for anything. `metadata` are the caller's words
    /// about the signature.
    async fn open(
        &self,
        content: Content<S>,
        metadata: &Metadata,
        wanted: Self::Wanted,
    ) -> Result<Self::Document>;

    /// How many things there are to be signed in it: a person approves the number before any of them is there.
    fn values(&self, _: &Self::Document) -> u64 {
        1
    }

    /// The box of a visible signature; the picture comes from the world. None where nothing is seen.
    async fn drawing(
        &self,
        document: &mut Self::Document,
        signer: &SignerFacts,
    ) -> Result<Option<DrawingWanted>>;

    /// Plans the signature. One document may hold several things to sign: the 50 NF-e of an `enviNFe`.
    async fn prepare(
        &self,
        document: Self::Document,
        signer: &SignerFacts,
        fresh: Fresh,
    ) -> Result<(Self::Prepared, Vec<ToBeSigned>)>;

    /// The bytes that the time-stamp of each value covers: the value's octets in CMS, the canonical `ds:SignatureValue` in XAdES.
    async fn imprints(
        &self,
        prepared: &Self::Prepared,
        values: &[SignatureValue],
        algorithm: DigestAlgorithm,
    ) -> Result<Vec<MessageImprint>>;

    /// Puts in the evidence, one for each thing to be signed and in that order. All of it was verified before.
    async fn finish(&self, prepared: Self::Prepared, evidence: Vec<Evidence>) -> Result<Finished>;

    /// The next step of a finished document towards `goal`, and all that it needs at once; none where the goal stands.
    ///
    /// A step that would change bytes which another signature covers is refused, that signature named.
    async fn lift(&self, content: Content<S>, goal: &Goal<S>) -> Result<Option<(Self::Lift, Vec<Need>)>>;

    /// Takes the step.
    async fn raise(&self, lift: Self::Lift, supplied: Vec<Supplied>) -> Result<Finished>;
}

/// Facts of the signer that a format needs: certificates and sizes, never a key.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignerFacts {
    /// The signer's certificate first.
    #[serde(serialize_with = "plain::certificates")]
    pub chain: CertificateChain,
    /// How the key signs; its `AlgorithmIdentifier` in DER where it crosses.
    #[serde(serialize_with = "plain::algorithm_identifier")]
    pub algorithm: SignatureAlgorithm,
    /// When the page says to sign.
    pub signed_at: Moment,
    /// Octets to reserve for a time-stamp token in each signature; 0 where none is to come.
    pub token_room: usize,
}

impl SignerFacts {
    /// The signer's certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        self.chain.end_entity()
    }
}

/// One moment, as the page's clock has it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Moment {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// The same as `2026-11-22T12:00:00.000Z` (ISO 8601).
    pub iso: String,
}

/// Made for one document alone.
#[derive(Clone, Debug, Serialize)]
pub struct Fresh {
    /// Random bytes that nobody can guess.
    #[serde(with = "plain::bytes")]
    pub entropy: [u8; 32],
    /// The picture of a visible signature, where [`Format::drawing`] wanted one.
    pub drawing: Option<Drawing>,
}

/// The room for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DrawingWanted {
    /// Points.
    pub width: f64,
    /// Points.
    pub height: f64,
    /// Without transparency, which PDF/A-1 forbids (ISO 19005-1, 6.4).
    pub opaque: bool,
}

/// A picture: objects of PDF with local references, the form XObject first.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Drawing(pub Vec<DrawnObject>);

/// One object of a picture, in the syntax of PDF.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct DrawnObject {
    /// The value; of a stream its dictionary without `/Length`.
    #[serde(with = "plain::bytes")]
    pub value: Vec<u8>,
    /// The data of a stream, encoded as `value` says.
    #[serde(serialize_with = "plain::maybe_bytes")]
    pub data: Option<Vec<u8>>,
}

/// A structure that a key signs: never a bare digest and never any text from the page. The agent's protocol has the same kinds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ToBeSigned {
    /// The answer to a server that wants to know who is there.
    Challenge(Vec<u8>),
    /// The parameters of a fiscal QR code.
    FiscalQr(String),
    /// The attributes of a CMS signature in DER, as a SET OF (RFC 5652, 5.4).
    SignedAttributes(Vec<u8>),
    /// The canonical `ds:SignedInfo` (XML Signature, 3.1.2).
    SignedInfo(Vec<u8>),
}

impl ToBeSigned {
    /// The octets that are digested and signed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Challenge(bytes) | Self::SignedAttributes(bytes) | Self::SignedInfo(bytes) => bytes,
            Self::FiscalQr(text) => text.as_bytes(),
        }
    }
}

/// The octets of a signature value: PKCS#1 for RSA, `Ecdsa-Sig-Value` in DER for ECDSA.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct SignatureValue(#[serde(with = "plain::bytes")] pub Vec<u8>);

/// A digest for an authority to stamp (RFC 3161, 2.4.1).
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct MessageImprint {
    /// Of the digest.
    #[serde(with = "plain::digest_name")]
    pub algorithm: DigestAlgorithm,
    /// Its octets.
    #[serde(with = "plain::bytes")]
    pub digest: Vec<u8>,
}

impl MessageImprint {
    /// That of a message.
    #[must_use]
    pub fn of(algorithm: DigestAlgorithm, message: &[u8]) -> Self {
        Self { algorithm, digest: algorithm.digest(message) }
    }
}

/// The DER of a `TimeStampToken` (RFC 3161, 2.4.2).
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct TimeStampToken(#[serde(with = "plain::bytes")] pub Vec<u8>);

/// The answer to one [`ToBeSigned`], verified.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Evidence {
    /// A finished CMS by a signer who makes its own.
    #[serde(with = "plain::bytes")]
    Cms(Vec<u8>),
    /// A signature value.
    Value {
        /// Of the key.
        value: SignatureValue,
        /// Proves when it was there.
        token: Option<TimeStampToken>,
    },
}

/// A document that got its signatures, as parts of the one before.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Finished {
    /// In the order of the new document.
    pub parts: Vec<Part>,
    /// One for each thing that was signed.
    pub signatures: Vec<SignatureFact>,
    /// Tokens for which the document has no place.
    pub beside: Vec<TimeStampToken>,
    /// For the caller to know.
    pub warnings: Vec<Warning>,
}

/// One signature of a finished document.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct SignatureFact {
    /// The field, the reference or the part that is signed.
    pub of: String,
    /// None where the format has no levels.
    pub level: Option<Level>,
}

/// The levels of AdES baseline signatures (ETSI EN 319 122-1, 319 132-1, 319 142-1, clause 6).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Level {
    /// The signature.
    #[serde(rename = "B-B")]
    BB,
    /// With a time-stamp.
    #[serde(rename = "B-T")]
    BT,
    /// With validation data.
    #[serde(rename = "B-LT")]
    BLt,
    /// With a time-stamp over these.
    #[serde(rename = "B-LTA")]
    BLta,
}

impl Level {
    /// As the standard spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BB => "B-B",
            Self::BT => "B-T",
            Self::BLt => "B-LT",
            Self::BLta => "B-LTA",
        }
    }

    /// The level of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::BB, Self::BT, Self::BLt, Self::BLta].into_iter().find(|level| level.name() == name)
    }
}

/// A fact that stops nothing, but that the caller should know.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Warning {
    /// The API does not know yet that the document is signed.
    NotRegistered,
    /// The damaged cross-reference was replaced by a new one.
    Repaired,
    /// The signer's chain was not shown to end in a root of ICP-Brasil.
    UntrustedRoot,
    /// The form has an XFA part, which some viewers show instead of the pages.
    XfaPresent,
}

impl Warning {
    /// The code callers match on. Never renamed, as those of the errors.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotRegistered => "not_registered",
            Self::Repaired => "repaired",
            Self::UntrustedRoot => "untrusted_root",
            Self::XfaPresent => "xfa_present",
        }
    }

    /// The warning of this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Repaired, Self::XfaPresent].into_iter().find(|warning| warning.code() == code)
    }
}

/// The state that a document is to be lifted to.
#[derive(Clone)]
pub struct Goal<S> {
    /// The signatures that are meant.
    pub which: Which,
    /// How high.
    pub target: Level,
    /// One more archive time-stamp, also where the level stands.
    pub renew: bool,
    /// Opens an encrypted document.
    pub password: Option<Zeroizing<String>>,
    /// The content that a detached signature covers.
    pub detached: Option<Content<S>>,
}

/// The signatures that a lift is for.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Which {
    /// Each one.
    All,
    /// The one of this name, as in [`SignatureFact::of`].
    Named(String),
}

/// Something that a lift cannot go on without.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Need {
    /// The files of a signature policy, by its dotted object identifier.
    PolicyFiles(String),
    /// A time-stamp.
    Token(MessageImprint),
    /// OCSP responses, CRLs and issuers for all of these.
    ValidationData {
        /// DER.
        certificates: Vec<Vec<u8>>,
        /// Whose authorities are to be proven too.
        tokens: Vec<TimeStampToken>,
    },
}

/// The answer to a [`Need`], verified.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Supplied {
    /// Policy, list of policies, signature of the list.
    #[serde(serialize_with = "plain::many_bytes")]
    PolicyFiles(Vec<Vec<u8>>),
    /// A time-stamp.
    Token(TimeStampToken),
    /// Validation data.
    ValidationData {
        /// DER of certificates that were missing.
        #[serde(serialize_with = "plain::many_bytes")]
        certificates: Vec<Vec<u8>>,
        /// DER of OCSP responses (RFC 6960, 4.2.1).
        #[serde(serialize_with = "plain::many_bytes")]
        ocsp: Vec<Vec<u8>>,
        /// DER of CRLs (RFC 5280, 5).
        #[serde(serialize_with = "plain::many_bytes")]
        crls: Vec<Vec<u8>>,
    },
}
