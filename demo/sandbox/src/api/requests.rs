//! The bodies that arrive, read field by field.

use std::collections::HashSet;

use axum::http::{HeaderMap, header};

use super::fields::Fields;
use crate::error::ApiError;
use crate::providers::Providers;
use crate::session::{
    CertificateMode, Completion, DigestItem, DocumentFacts, Registration, SessionRequest, SigningSession,
};

/// The body that creates a session.
pub(super) fn request(
    providers: &Providers,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<SessionRequest, ApiError> {
    let mut fields = Fields::of_body(body)?;
    fields.refuse(UPLOAD, NO_UPLOADS)?;
    let (certificate_mode, provider) = mode(providers, &mut fields)?;
    let request = SessionRequest {
        documents: documents(&mut fields)?,
        certificate_mode,
        provider,
        metadata: fields.texts("metadata")?,
        origin: headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()).map(str::to_owned),
    };
    fields.end()?;
    Ok(request)
}

/// The mode and the provider's name.
fn mode(providers: &Providers, fields: &mut Fields) -> Result<(CertificateMode, String), ApiError> {
    let mode = fields.choice("certificate_mode", &["cloud", "local"])?;
    let hint = fields.optional_choice("provider_hint", &providers.hints())?;
    if mode == "local" {
        return Ok((CertificateMode::Local, mode));
    }
    let provider = hint.or_else(|| providers.only().map(str::to_owned));
    let several =
        || fields.invalid("provider_hint", format!("missing, one of {}", providers.hints().join(", ")));
    Ok((CertificateMode::Cloud, provider.ok_or_else(several)?))
}

/// The list of them, or one in the fields of the session itself, which gets one signature.
fn documents(fields: &mut Fields) -> Result<Vec<DocumentFacts>, ApiError> {
    let r#type = fields.choice("document_type", &["pdf", "xml", "cms"])?;
    if !fields.has("documents") {
        let names = ["document_id", "document_name", "document_size", "document_digest"];
        return Ok(vec![document(fields, r#type, names)?]);
    }
    for name in ["document_id", "document_name", "document_size", "document_digest"] {
        fields.refuse(name, "stands in documents")?;
    }
    let (mut documents, mut values) = (Vec::new(), 0);
    for mut one in fields.objects("documents", MOST_ITEMS)? {
        let signatures = one.optional_count("signatures", MOST_ITEMS)?.unwrap_or(1);
        let names = ["document_id", "name", "size", "digest"];
        documents.push(DocumentFacts { signatures, ..document(&mut one, r#type.clone(), names)? });
        values += signatures;
        one.end()?;
    }
    if values > MOST_ITEMS {
        return Err(fields.invalid("documents", format!("wanted at most {MOST_ITEMS} signatures in all")));
    }
    Ok(documents)
}

fn document(
    fields: &mut Fields,
    r#type: String,
    [id, name, size, digest]: [&str; 4],
) -> Result<DocumentFacts, ApiError> {
    Ok(DocumentFacts {
        id: fields.text(id, 200)?,
        r#type,
        name: fields.optional_text(name, 255)?,
        size: fields.size(size)?,
        digest: fields.digest(digest)?,
        signatures: 1,
    })
}

/// The body that has digests signed: no more for a document than the person approved.
pub(super) fn items(body: &[u8], session: &SigningSession) -> Result<Vec<DigestItem>, ApiError> {
    let mut fields = Fields::of_body(body)?;
    let mut seen = HashSet::new();
    let mut left: Vec<usize> = session.request.documents.iter().map(|document| document.signatures).collect();
    let mut items = Vec::new();
    for mut item in fields.objects("items", MOST_ITEMS)? {
        let id = item.text("id", 100)?;
        if !seen.insert(id.clone()) {
            return Err(item.invalid("id", "used twice"));
        }
        let document = place(&mut item, session)?;
        let digest = item.digest_in("digest_algorithm", "digest")?;
        match left.get_mut(document) {
            Some(left) if *left > 0 => *left -= 1,
            _ => return Err(item.invalid("digest", "more values than were approved for this document")),
        }
        items.push(DigestItem { id, document, digest, signature: None });
        item.end()?;
    }
    fields.end()?;
    Ok(items)
}

/// The place of the document that `signature_id` names; it may be left out where there is one.
fn place(fields: &mut Fields, session: &SigningSession) -> Result<usize, ApiError> {
    match (fields.optional_text("signature_id", 100)?, session.documents.len()) {
        (Some(id), _) => {
            session.place(&id).ok_or_else(|| fields.invalid("signature_id", "not of this session"))
        }
        (None, 1) => Ok(0),
        (None, _) => Err(fields.invalid("signature_id", "missing, the session has several documents")),
    }
}

/// The body that registers signed documents: a list, or one in the body itself.
pub(super) fn completion(body: &[u8], session: &SigningSession) -> Result<Vec<Registration>, ApiError> {
    let mut fields = Fields::of_body(body)?;
    fields.refuse(UPLOAD, NO_UPLOADS)?;
    if !fields.has("documents") {
        return Ok(vec![registration(fields, session)?]);
    }
    let (mut seen, mut signed) = (HashSet::new(), Vec::new());
    for one in fields.objects("documents", MOST_ITEMS)? {
        let twice = one.invalid("signature_id", "used twice");
        let one = registration(one, session)?;
        if !seen.insert(one.place) {
            return Err(twice);
        }
        signed.push(one);
    }
    fields.end()?;
    Ok(signed)
}

fn registration(mut fields: Fields, session: &SigningSession) -> Result<Registration, ApiError> {
    let place = place(&mut fields, session)?;
    values(&mut fields, session, place)?;
    let in_cloud = session.request.certificate_mode == CertificateMode::Cloud;
    if in_cloud && !session.items.is_empty() && !session.items.iter().any(|item| item.document == place) {
        return Err(fields.invalid("signature_id", "nothing was signed for this document"));
    }
    let completion =
        Completion { digest: fields.digest("signed_document_digest")?, size: fields.size("size")? };
    fields.end()?;
    Ok(Registration { place, completion })
}

/// The values in a signed document, where they are told: those that were given out, no others.
fn values(fields: &mut Fields, session: &SigningSession, place: usize) -> Result<(), ApiError> {
    if !fields.has("items") {
        return Ok(());
    }
    for mut item in fields.objects("items", MOST_ITEMS)? {
        let (id, value) = (item.text("id", 100)?, item.octets("signature", LONGEST_VALUE)?);
        item.optional_text("timestamp_token", LONGEST_TOKEN)?;
        let is_own = |own: &DigestItem| {
            own.id == id
                && own.document == place
                && own.signature.as_ref().is_none_or(|signed| *signed == value)
        };
        if session.request.certificate_mode == CertificateMode::Cloud && !session.items.iter().any(is_own) {
            return Err(item.invalid("signature", "not a value that was given out for this document"));
        }
        item.end()?;
    }
    Ok(())
}

const MOST_ITEMS: usize = 100;
/// Base64 of an RSA value of 8192 bits, and more.
const LONGEST_VALUE: usize = 2000;
/// Base64 of a time-stamp token with its certificates.
const LONGEST_TOKEN: usize = 100_000;
const UPLOAD: &str = "document_content_base64";
const NO_UPLOADS: &str = "uploads are not supported by the sandbox";
