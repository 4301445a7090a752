//! Signatures that the API holds.

use crate::api::address::may_be_opened;
use crate::api::client::{Api, broken, segment};
use crate::error::{Error, Result};
use crate::world::{Json, World};

/// Where a signed document can be downloaded.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DownloadUrl {
    /// The address.
    pub url: String,
    /// Until when, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

/// Asks the API for the address of a signed document.
pub async fn download_url<W: World>(
    world: &W,
    api_base_url: &str,
    signature_id: &str,
) -> Result<DownloadUrl> {
    let signature_id = segment(signature_id).map_err(|_| Error::invalid("signatureId"))?;
    let path = format!("/v1/signatures/{signature_id}/download-url");
    let answer = Api::new(world, api_base_url).get("downloading", &path).await?;
    let url = answer.text("url").filter(|url| may_be_opened(url)).ok_or_else(broken)?;
    Ok(DownloadUrl { url, expires_at: answer.text("expires_at") })
}
