//! Where a person approves, as the API says it.

use crate::api::address::may_be_opened;
use crate::api::client::broken;
use crate::error::Result;
use crate::identity::Authorization;
use crate::world::Json;

/// Reads it; an address that a page must not open is an answer that cannot be used.
pub(crate) fn authorization<J: Json>(told: &J) -> Result<Authorization> {
    let url = told.text("url");
    if !url.as_deref().is_none_or(may_be_opened) {
        return Err(broken());
    }
    Ok(Authorization {
        kind: told.text("kind").ok_or_else(broken)?,
        url,
        expires_at: told.text("expires_at"),
    })
}
