//! The seam as questions and answers of plain data: what a side module understands.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use signer_pki::{Certificate, CertificateChain, DigestAlgorithm};

use crate::{ARCHIVED, NAMES, archive, attributes, cms, digest_of, halves};

/// All that is ever asked; each call has its own members.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Question {
    size: u64,
    offset: u64,
    bytes: ByteBuf,
    signer: Signer,
    prepared: Prepared,
    values: Vec<ByteBuf>,
    algorithm: String,
    evidence: Vec<Evidence>,
    target: String,
    lift: u64,
    supplied: Vec<Supplied>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Signer {
    chain: Vec<ByteBuf>,
}

/// Comes back as it was given.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct Prepared {
    size: u64,
    chain: Vec<ByteBuf>,
    digests: Vec<ByteBuf>,
}

#[derive(Debug, Deserialize)]
struct Evidence {
    value: ByteBuf,
    token: Option<ByteBuf>,
}

#[derive(Debug, Deserialize)]
struct Supplied {
    token: ByteBuf,
}

/// All that is ever answered; each call has its own members.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prepared: Option<Prepared>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_be_signed: Vec<ToBeSigned>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    digests: Vec<ByteBuf>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    signatures: Vec<Signature>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lift: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    needs: Vec<Need>,
}

#[derive(Debug, Serialize)]
struct Span {
    start: u64,
    end: u64,
}

#[derive(Debug, Serialize)]
struct ToBeSigned {
    kind: &'static str,
    bytes: ByteBuf,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum Part {
    Of(Span),
    Bytes(ByteBuf),
}

#[derive(Debug, Serialize)]
struct Signature {
    of: &'static str,
    level: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum Need {
    Token { algorithm: &'static str, digest: ByteBuf },
}

/// The shape of an error at the door.
#[derive(Debug, Serialize)]
pub struct Refusal {
    code: &'static str,
    reason: String,
}

impl Refusal {
    /// A document that is not signed, and why.
    #[must_use]
    pub fn new(reason: String) -> Self {
        Self { code: "document_unsupported", reason }
    }
}

/// One document on this side of the door.
#[derive(Debug, Default)]
pub struct Side {
    size: u64,
    held: Vec<u8>,
}

impl Side {
    /// Answers one call. Ranges of 16 bytes are asked for, so that a test sees many.
    ///
    /// # Errors
    /// A word about what is wrong.
    pub fn ask(&mut self, call: &str, question: Question) -> Result<Answer, String> {
        match call {
            "open" => self.open(question.size),
            "insert" => self.insert(&question),
            "prepare" => self.prepare(question.signer),
            "imprints" => imprints(&question),
            "finish" => finish(question.prepared, &question.evidence),
            "lift" if question.target == "B-LTA" => self.lift(question.size),
            "lift" => Ok(Answer::default()),
            "raise" => raise(question.lift, &question.supplied),
            _ => Err(format!("{call} is out of turn")),
        }
    }

    fn open(&mut self, size: u64) -> Result<Answer, String> {
        *self = Self { size, held: Vec::new() };
        let opened = Answer { values: Some(NAMES.len() as u64), ..Answer::default() };
        if size == 0 { Err("there is nothing to sign".into()) } else { Ok(opened) }
    }

    fn insert(&mut self, Question { offset, bytes, .. }: &Question) -> Result<Answer, String> {
        if *offset != self.held.len() as u64 {
            return Err("a piece that was not asked for".into());
        }
        self.held.extend_from_slice(bytes);
        Ok(Answer::default())
    }

    /// The next range that is not held, if any.
    fn missing(&self) -> Option<Answer> {
        let start = self.held.len() as u64;
        let span = Span { start, end: start.saturating_add(16).min(self.size) };
        (span.start < span.end).then(|| Answer { missing: Some(span), ..Answer::default() })
    }

    fn prepare(&self, signer: Signer) -> Result<Answer, String> {
        if let Some(missing) = self.missing() {
            return Ok(missing);
        }
        let chain = chain(&signer.chain)?;
        let algorithm = digest_of(&chain).map_err(text)?;
        let digests: Vec<_> =
            halves(self.size).iter().map(|half| digest(&self.held, half, algorithm)).collect();
        let mut to_be_signed = Vec::new();
        for digest in &digests {
            let bytes = attributes(digest, &chain).map_err(text)?.der().to_vec();
            to_be_signed.push(ToBeSigned { kind: "signed-attributes", bytes: ByteBuf::from(bytes) });
        }
        let prepared = Some(Prepared { size: self.size, chain: signer.chain, digests });
        Ok(Answer { prepared, to_be_signed, ..Answer::default() })
    }

    /// The document has grown since it was opened.
    fn lift(&mut self, size: u64) -> Result<Answer, String> {
        if self.size != size {
            self.open(size)?;
        }
        if let Some(missing) = self.missing() {
            return Ok(missing);
        }
        if self.held.ends_with(ARCHIVED) {
            return Ok(Answer::default());
        }
        let digest = ByteBuf::from(DigestAlgorithm::Sha256.digest(&self.held));
        let needs = vec![Need::Token { algorithm: "SHA-256", digest }];
        Ok(Answer { lift: Some(size), needs, ..Answer::default() })
    }
}

fn imprints(question: &Question) -> Result<Answer, String> {
    let algorithm = DigestAlgorithm::from_name(&question.algorithm).ok_or("an unknown digest algorithm")?;
    let digests = question.values.iter().map(|value| ByteBuf::from(algorithm.digest(value))).collect();
    Ok(Answer { digests, ..Answer::default() })
}

fn finish(prepared: Prepared, evidence: &[Evidence]) -> Result<Answer, String> {
    let chain = chain(&prepared.chain)?;
    let mut answer =
        Answer { parts: vec![Part::Of(Span { start: 0, end: prepared.size })], ..Answer::default() };
    for ((digest, Evidence { value, token }), of) in prepared.digests.iter().zip(evidence).zip(NAMES) {
        let cms = cms(digest, &chain, value, token.as_ref().map(|token| token.as_slice())).map_err(text)?;
        answer.parts.push(Part::Bytes(ByteBuf::from(cms)));
        answer.signatures.push(Signature { of, level: if token.is_some() { "B-T" } else { "B-B" } });
    }
    Ok(answer)
}

fn raise(size: u64, supplied: &[Supplied]) -> Result<Answer, String> {
    let [Supplied { token }] = supplied else { return Err("one token was needed".into()) };
    let parts = vec![Part::Of(Span { start: 0, end: size }), Part::Bytes(ByteBuf::from(archive(token)))];
    let signatures = NAMES.map(|of| Signature { of, level: "B-LTA" }).into();
    Ok(Answer { parts, signatures, ..Answer::default() })
}

fn digest(held: &[u8], half: &std::ops::Range<u64>, algorithm: DigestAlgorithm) -> ByteBuf {
    let (start, end) = (usize::try_from(half.start), usize::try_from(half.end));
    let half = held.get(start.unwrap_or_default()..end.unwrap_or_default()).unwrap_or_default();
    ByteBuf::from(algorithm.digest(half))
}

fn chain(der: &[ByteBuf]) -> Result<CertificateChain, String> {
    let read = |der: &ByteBuf| Certificate::from_der(der).map_err(text);
    let mut certificates = der.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if certificates.is_empty() {
        return Err("no certificate".into());
    }
    let signer = certificates.remove(0);
    Ok(CertificateChain::order(signer, certificates))
}

fn text(error: Box<signer_pki::Error>) -> String {
    error.to_string()
}
