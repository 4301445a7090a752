//! One `sign()` call, from request to update.

use signer_cms::{SignedAttributes, SignedData};
use signer_pdf::{AppearanceBox, Credentials, Prepared, SignatureRequest};
use signer_pki::DigestAlgorithm;

use crate::{
    Drawing, Host, KeySource, Phase, Progress, Request, Result, SignerIdentity, api::Session, error::warning,
    format::pdf::Document, signer::Signer,
};

/// What a call gives back: the document stays where it is, this is to be appended to it.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The incremental update.
    pub update: Vec<u8>,
    /// The API's name for the signature, or a UUID where there is no API.
    pub signature_id: String,
    /// Who signed.
    pub signer: SignerIdentity,
    /// What the caller should know.
    pub warnings: Vec<&'static str>,
}

/// Signs one document. On failure nothing stays open at the API or the agent.
pub async fn sign<H: Host>(host: &H, request: &Request, key: KeySource<H::Key>) -> Result<Signed> {
    let mut document = Document::open(host, request).await?;
    let session = Session::open(host, request, &mut document).await?;
    let outcome = road(host, request, key, &mut document, session.as_ref()).await;
    if let (Err(_), Some(session)) = (&outcome, &session) {
        session.cancel().await;
    }
    outcome
}

async fn road<H: Host>(
    host: &H,
    request: &Request,
    key: KeySource<H::Key>,
    document: &mut Document<'_, H>,
    session: Option<&Session<'_, H>>,
) -> Result<Signed> {
    let signer = Signer::open(host, request, session, key).await?;
    let prepared = prepare(host, request, document, &signer).await?;
    let attributes = attributes(document, &prepared, &signer).await?;
    let value = signer.sign(host, &attributes, request).await?;

    host.progress(Progress::begin(Phase::Finishing));
    let cms = SignedData::detached(&attributes, signer.algorithm(), &value, signer.chain()).encode().head;
    let warnings = prepared.warnings().iter().copied().map(warning).collect();
    let update = prepared.finish(&cms)?;
    let signature_id = match session {
        Some(session) => session.complete(document, &update).await?,
        None => host.uuid(),
    };
    Ok(Signed { update, signature_id, signer: SignerIdentity::of(signer.certificate()), warnings })
}

async fn prepare<H: Host>(
    host: &H,
    request: &Request,
    document: &mut Document<'_, H>,
    signer: &Signer<'_, '_, H>,
) -> Result<Prepared> {
    host.progress(Progress::begin(Phase::Preparing));
    let (wanted, now) = (request.signature(), host.now());
    let mut signature = SignatureRequest {
        name: wanted.name.or_else(|| signer.certificate().common_name()),
        modified: Some(pdf_date(&now.iso)),
        hole: hole(signer),
        entropy: host.entropy()?,
        credentials: Some(credentials(signer)),
        ..wanted
    };
    if request.is_drawn() {
        let signer = SignerIdentity::of(signer.certificate());
        draw(host, document, &mut signature, signer, now.seconds).await?;
    }
    document.prepare(&signature).await
}

/// Has the host draw what is seen of the signature, in the size of its place.
async fn draw<H: Host>(
    host: &H,
    document: &mut Document<'_, H>,
    signature: &mut SignatureRequest,
    signer: SignerIdentity,
    signed_at: i64,
) -> Result<()> {
    let AppearanceBox { width, height, opaque } = document.appearance_box(signature).await?;
    let objects = host.draw(&Drawing { width, height, opaque, signer, signed_at }).await?;
    if let Some(appearance) = &mut signature.appearance {
        appearance.objects = objects;
    }
    Ok(())
}

/// What a field may ask of whoever signs it.
fn credentials<H: Host>(signer: &Signer<'_, '_, H>) -> Credentials {
    let usage = signer.certificate().key_usage().unwrap_or_default();
    Credentials {
        digest_method: signer.algorithm().digest().name(),
        certificates: signer.chain().iter().map(|certificate| certificate.der().to_vec()).collect(),
        subject: signer.certificate().subject_attributes(),
        key_usage: [
            usage.digital_signature,
            usage.non_repudiation,
            usage.key_encipherment,
            usage.data_encipherment,
            usage.key_agreement,
            usage.key_cert_sign,
            usage.crl_sign,
        ],
        timestamp: false,
    }
}

async fn attributes<H: Host>(
    document: &mut Document<'_, H>,
    prepared: &Prepared,
    signer: &Signer<'_, '_, H>,
) -> Result<SignedAttributes> {
    let algorithm: DigestAlgorithm = signer.algorithm().digest();
    let message_digest = document.digest_with(algorithm, &prepared.covered()).await?;
    Ok(SignedAttributes::pades_baseline(&message_digest, algorithm, signer.certificate()))
}

/// Octets of the longest CMS that this signer's key makes.
fn hole<H: Host>(signer: &Signer<'_, '_, H>) -> usize {
    let digest = signer.algorithm().digest();
    let attributes = SignedAttributes::pades_baseline(&vec![0; digest.len()], digest, signer.certificate());
    SignedData::max_len(&attributes, signer.algorithm(), signer.chain(), None)
}

/// `2026-11-22T12:00:00.000Z` as `D:20261122120000Z` (ISO 32000-2, 7.9.4).
fn pdf_date(iso: &str) -> String {
    let seconds = iso.split('.').next().unwrap_or_default();
    let digits: String = seconds.chars().filter(char::is_ascii_digit).collect();
    format!("D:{digits}Z")
}
