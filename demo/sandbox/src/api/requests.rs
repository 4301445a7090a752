//! The bodies that arrive, read field by field.

use std::collections::HashSet;

use axum::http::{HeaderMap, header};

use super::fields::Fields;
use crate::error::ApiError;
use crate::providers::Providers;
use crate::session::{CertificateMode, Completion, DigestItem, DocumentFacts, SessionRequest};

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
        document: DocumentFacts {
            id: fields.text("document_id", 200)?,
            r#type: fields.choice("document_type", &["pdf", "xml"])?,
            name: fields.optional_text("document_name", 255)?,
            size: fields.size("document_size")?,
            digest: fields.digest("document_digest")?,
        },
        certificate_mode,
        provider,
        metadata: fields.texts("metadata")?,
        origin: headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()).map(str::to_owned),
    };
    fields.end()?;
    Ok(request)
}

/// The mode and the provider's name; `birdid` stands in where no other is asked for.
fn mode(providers: &Providers, fields: &mut Fields) -> Result<(CertificateMode, String), ApiError> {
    let mode = fields.choice("certificate_mode", &["cloud", "local"])?;
    let hint = fields.optional_choice("provider_hint", &providers.hints())?;
    Ok(match mode.as_str() {
        "cloud" => (CertificateMode::Cloud, hint.unwrap_or_else(|| "birdid".to_owned())),
        _ => (CertificateMode::Local, "local".to_owned()),
    })
}

/// The body that has digests signed.
pub(super) fn items(body: &[u8]) -> Result<Vec<DigestItem>, ApiError> {
    let mut fields = Fields::of_body(body)?;
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    for mut item in fields.objects("items", MOST_ITEMS)? {
        let id = item.text("id", 100)?;
        if !seen.insert(id.clone()) {
            return Err(item.invalid("id", "used twice"));
        }
        items.push(DigestItem { id, digest: item.digest_in("digest_algorithm", "digest")?, signature: None });
        item.end()?;
    }
    fields.end()?;
    Ok(items)
}

/// The body that registers the signed document.
pub(super) fn completion(body: &[u8]) -> Result<Completion, ApiError> {
    let mut fields = Fields::of_body(body)?;
    fields.refuse(UPLOAD, NO_UPLOADS)?;
    let completion =
        Completion { digest: fields.digest("signed_document_digest")?, size: fields.size("size")? };
    fields.end()?;
    Ok(completion)
}

const MOST_ITEMS: usize = 100;
const UPLOAD: &str = "document_content_base64";
const NO_UPLOADS: &str = "uploads are not supported by the sandbox";
