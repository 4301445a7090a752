//! A format that lives in another module, behind a door: the seam as questions and answers of plain data.
//!
//! ```text
//! open     { size, metadata }               → { values? } or { missing: { start, end } }
//! insert   { offset, bytes }                → {}
//! prepare  { signer, entropy }              → { prepared, toBeSigned: [{ kind, bytes }] } or { missing }
//! imprints { prepared, values, algorithm }  → { digests: [bytes] }
//! finish   { prepared, evidence }           → { parts: [{ of: { start, end } } | { bytes }], signatures: [{ of, level? }],
//!                                               beside?: [bytes], warnings?: [code] }
//! lift     { size, target, renew: 0 | 1, named?, password? } → {} where the goal stands, { lift, needs: [{ token | validationData | policyFiles }] } or { missing }
//! raise    { lift, supplied }               → as finish
//! ```

use std::ops::Range;

use serde::Serialize;
use signer_pki::DigestAlgorithm;

use crate::error::{Error, Result};
use crate::format::seam::{
    DrawingWanted, Evidence, Finished, Format, Fresh, Goal, Level, MessageImprint, Need, SignatureFact,
    SignatureValue, SignerFacts, Supplied, TimeStampToken, ToBeSigned, Warning, Which,
};
use crate::source::{Content, Part, Source};
use crate::submission::Metadata;
use crate::world::{Door, Json, Plain};

/// The door to one document's format.
#[derive(Clone, Debug)]
pub struct Hosted<D>(pub D);

/// A document that the other side has opened.
pub struct Document<S> {
    content: Content<S>,
    values: u64,
}

/// The other side's own data, kept as it came.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Opaque<J>(J);

impl<D: Door> Hosted<D> {
    /// Asks, and hands over the ranges that are missing until there is an answer.
    async fn fed<S: Source>(
        &self,
        content: &Content<S>,
        call: &str,
        question: &Plain<'_, D::Json>,
    ) -> Result<D::Json> {
        let mut last = 0..0;
        loop {
            let answer = self.0.ask(call, question).await?;
            let Some(missing) = answer.member("missing") else { return Ok(answer) };
            let range = range(&missing).filter(|range| may_be_read(range, content.size()) && *range != last);
            let range = range.ok_or_else(|| broken("a range that cannot be read, or was read just now"))?;
            last = range.clone();
            let offset = Plain::Number(range.start);
            let bytes = content.read(range).await?;
            let piece = vec![("offset", offset), ("bytes", Plain::Bytes(&bytes))];
            self.0.ask("insert", &Plain::Members(piece)).await?;
        }
    }
}

impl<D: Door, S: Source> Format<S> for Hosted<D> {
    type Wanted = ();
    type Document = Document<S>;
    type Prepared = Opaque<D::Json>;
    type Lift = Opaque<D::Json>;

    async fn open(&self, content: Content<S>, metadata: &Metadata, (): ()) -> Result<Document<S>> {
        let said = metadata.0.iter().map(|(name, value)| (name.as_str(), Plain::Text(value)));
        let said = Plain::Members(said.collect());
        let question = vec![("size", Plain::Number(content.size())), ("metadata", said)];
        let answer = self.fed(&content, "open", &Plain::Members(question)).await?;
        Ok(Document { content, values: answer.whole("values").unwrap_or(1) })
    }

    fn values(&self, document: &Document<S>) -> u64 {
        document.values
    }

    async fn drawing(&self, _: &mut Document<S>, _: &SignerFacts) -> Result<Option<DrawingWanted>> {
        Ok(None)
    }

    async fn prepare(
        &self,
        document: Document<S>,
        signer: &SignerFacts,
        fresh: Fresh,
    ) -> Result<(Self::Prepared, Vec<ToBeSigned>)> {
        let algorithm = signer.algorithm.algorithm_identifier();
        let chain = signer.chain.iter().map(|certificate| Plain::Bytes(certificate.der())).collect();
        let facts = vec![
            ("chain", Plain::List(chain)),
            ("algorithm", Plain::Bytes(&algorithm)),
            ("signedAt", Plain::Text(&signer.signed_at.iso)),
            ("tokenRoom", Plain::Number(signer.token_room as u64)),
        ];
        let question = vec![("signer", Plain::Members(facts)), ("entropy", Plain::Bytes(&fresh.entropy))];
        let answer = self.fed(&document.content, "prepare", &Plain::Members(question)).await?;
        let to_be_signed = list(&answer, "toBeSigned", &to_be_signed)?;
        if to_be_signed.is_empty() {
            return Err(broken("nothing to be signed"));
        }
        Ok((opaque(&answer, "prepared")?, to_be_signed))
    }

    async fn imprints(
        &self,
        prepared: &Self::Prepared,
        values: &[SignatureValue],
        algorithm: DigestAlgorithm,
    ) -> Result<Vec<MessageImprint>> {
        let values = values.iter().map(|value| Plain::Bytes(&value.0)).collect();
        let question = vec![
            ("prepared", Plain::Json(&prepared.0)),
            ("values", Plain::List(values)),
            ("algorithm", Plain::Text(algorithm.name())),
        ];
        let answer = self.0.ask("imprints", &Plain::Members(question)).await?;
        list(&answer, "digests", &|digest| Some(MessageImprint { algorithm, digest: digest.as_bytes()? }))
    }

    async fn finish(&self, prepared: Self::Prepared, evidence: Vec<Evidence>) -> Result<Finished> {
        let plain = evidence.iter().map(plain_evidence).collect();
        let question = vec![("prepared", Plain::Json(&prepared.0)), ("evidence", Plain::List(plain))];
        let finished = finished(&self.0.ask("finish", &Plain::Members(question)).await?)?;
        if finished.signatures.len() == evidence.len() {
            return Ok(finished);
        }
        Err(broken("another number of signatures than were made"))
    }

    async fn lift(&self, content: Content<S>, goal: &Goal<S>) -> Result<Option<(Self::Lift, Vec<Need>)>> {
        let mut question = vec![
            ("size", Plain::Number(content.size())),
            ("target", Plain::Text(goal.target.name())),
            ("renew", Plain::Number(goal.renew.into())),
        ];
        if let Which::Named(name) = &goal.which {
            question.push(("named", Plain::Text(name)));
        }
        if let Some(password) = &goal.password {
            question.push(("password", Plain::Text(password)));
        }
        if goal.detached.is_some() {
            // No call of the seam reads from a second document yet.
            return Err(Error::invalid("detached"));
        }
        let answer = self.fed(&content, "lift", &Plain::Members(question)).await?;
        if answer.member("lift").is_none() {
            return Ok(None);
        }
        Ok(Some((opaque(&answer, "lift")?, list(&answer, "needs", &need)?)))
    }

    async fn raise(&self, lift: Self::Lift, supplied: Vec<Supplied>) -> Result<Finished> {
        let supplied = supplied.iter().map(plain_supplied).collect();
        let question = vec![("lift", Plain::Json(&lift.0)), ("supplied", Plain::List(supplied))];
        finished(&self.0.ask("raise", &Plain::Members(question)).await?)
    }
}

fn plain_evidence<J>(evidence: &Evidence) -> Plain<'_, J> {
    Plain::Members(match evidence {
        Evidence::Cms(cms) => vec![("cms", Plain::Bytes(cms))],
        Evidence::Value { value, token: None } => vec![("value", Plain::Bytes(&value.0))],
        Evidence::Value { value, token: Some(token) } => {
            vec![("value", Plain::Bytes(&value.0)), ("token", Plain::Bytes(&token.0))]
        }
    })
}

fn plain_supplied<J>(supplied: &Supplied) -> Plain<'_, J> {
    Plain::Members(match supplied {
        Supplied::PolicyFiles(files) => vec![("policyFiles", many(files))],
        Supplied::Token(token) => vec![("token", Plain::Bytes(&token.0))],
        Supplied::ValidationData { certificates, ocsp, crls } => {
            vec![("certificates", many(certificates)), ("ocsp", many(ocsp)), ("crls", many(crls))]
        }
    })
}

fn many<J>(list: &[Vec<u8>]) -> Plain<'_, J> {
    Plain::List(list.iter().map(|bytes| Plain::Bytes(bytes)).collect())
}

/// A door that throws: `{ code, reason?, field?, offset? }`, with the codes that a document can be refused with.
pub fn refused<J: Json>(thrown: &J) -> Box<Error> {
    let code = thrown.text("code").unwrap_or_default();
    let reason = thrown.text("reason").unwrap_or_default().into();
    let field = || thrown.text("field").unwrap_or_default();
    let offset = || thrown.whole("offset").unwrap_or_default();
    match code.as_str() {
        "cannot_append" => Error::CannotAppend { reason },
        "document_encrypted" => Error::DocumentEncrypted,
        "document_locked" => Error::DocumentLocked { reason },
        "document_malformed" => Error::DocumentMalformed { offset: offset(), what: reason },
        "document_unsupported" => Error::DocumentUnsupported { reason },
        "invalid_request" => Error::InvalidRequest { field: field(), reason },
        "password_incorrect" => Error::PasswordIncorrect { field: "password" },
        _ => return broken("an error that no document is refused with"),
    }
    .into()
}

fn finished<J: Json>(answer: &J) -> Result<Finished> {
    Ok(Finished {
        parts: list(answer, "parts", &part)?,
        signatures: list(answer, "signatures", &signature)?,
        beside: list(answer, "beside", &|token| token.as_bytes().map(TimeStampToken))?,
        // Of a warning that only a newer core knows nothing can be told; the document is signed all the same.
        warnings: answer
            .texts("warnings")
            .unwrap_or_default()
            .iter()
            .filter_map(|code| Warning::of_code(code))
            .collect(),
    })
}

fn part<J: Json>(part: &J) -> Option<Part> {
    match part.member("bytes") {
        Some(bytes) => bytes.as_bytes().map(Part::Bytes),
        None => range(&part.member("of")?).map(Part::Of),
    }
}

fn signature<J: Json>(signature: &J) -> Option<SignatureFact> {
    let level = match signature.text("level") {
        Some(name) => Some(Level::parse(&name)?),
        None => None,
    };
    Some(SignatureFact { of: signature.text("of")?, level })
}

fn to_be_signed<J: Json>(asked: &J) -> Option<ToBeSigned> {
    let bytes = asked.member("bytes")?.as_bytes()?;
    match asked.text("kind")?.as_str() {
        "signed-info" => Some(ToBeSigned::SignedInfo(bytes)),
        "signed-attributes" => Some(ToBeSigned::SignedAttributes(bytes)),
        _ => None,
    }
}

fn need<J: Json>(need: &J) -> Option<Need> {
    if let Some(imprint) = need.member("token") {
        let algorithm = DigestAlgorithm::from_name(&imprint.text("algorithm")?)?;
        let digest = imprint.member("digest")?.as_bytes()?;
        return Some(Need::Token(MessageImprint { algorithm, digest }));
    }
    if let Some(oid) = need.text("policyFiles") {
        return Some(Need::PolicyFiles(oid));
    }
    let wanted = need.member("validationData")?;
    let tokens = list(&wanted, "tokens", &|token| token.as_bytes().map(TimeStampToken)).ok()?;
    Some(Need::ValidationData { certificates: list(&wanted, "certificates", &J::as_bytes).ok()?, tokens })
}

/// A door gets parts of the document, never the whole of a large one.
fn may_be_read(range: &Range<u64>, size: u64) -> bool {
    let len = range.end.saturating_sub(range.start);
    len > 0 && len <= LONGEST_PIECE && range.end <= size
}

fn range<J: Json>(range: &J) -> Option<Range<u64>> {
    let (start, end) = (range.whole("start")?, range.whole("end")?);
    (start <= end).then_some(start..end)
}

fn opaque<J: Json>(answer: &J, name: &str) -> Result<Opaque<J>> {
    answer.member(name).map(Opaque).ok_or_else(|| broken(name))
}

/// Each element of the list under `name`; one that cannot be read makes the answer broken, no list at all is an empty one.
fn list<J: Json, T>(answer: &J, name: &str, read: &dyn Fn(&J) -> Option<T>) -> Result<Vec<T>> {
    let mut found = Vec::new();
    for element in answer.member(name).map(|list| list.elements()).unwrap_or_default() {
        found.push(read(&element).ok_or_else(|| broken(name))?);
    }
    Ok(found)
}

fn broken(what: &str) -> Box<Error> {
    Error::Internal { what: format!("the format's module answers with {what}") }.into()
}

/// Bytes that a door may ask for at once.
const LONGEST_PIECE: u64 = 16 << 20;
