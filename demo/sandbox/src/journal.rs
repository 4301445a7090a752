//! A record of every request as it arrived: a test shows with it that the document never did.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::sandbox::Sandbox;
use crate::wire::whole;

/// A file of JSON objects, one a line; writes nothing where there is none.
#[derive(Clone)]
pub(crate) struct Journal {
    file: Option<Arc<Mutex<File>>>,
}

impl Journal {
    pub(crate) fn open(path: Option<&Path>) -> io::Result<Self> {
        let append = |path| OpenOptions::new().create(true).append(true).open(path);
        Ok(Self { file: path.map(append).transpose()?.map(|file| Arc::new(Mutex::new(file))) })
    }

    fn write(&self, entry: &Value) -> Result<(), ApiError> {
        let Some(file) = &self.file else { return Ok(()) };
        let written =
            file.lock().unwrap_or_else(PoisonError::into_inner).write_all(format!("{entry}\n").as_bytes());
        written.map_err(|error| ApiError::internal(format!("cannot write the journal: {error}")))
    }
}

/// Middleware: notes the request, then lets it through.
///
/// Only the body of who has the token is noted, and taken for it: nobody else fills this memory or disk.
pub(crate) async fn record(
    State((journal, sandbox)): State<(Journal, Arc<Sandbox>)>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if journal.file.is_none() {
        return Ok(next.run(request).await);
    }
    let (parts, body) = request.into_parts();
    if !sandbox.is_authorized(&parts.headers) {
        journal.write(&entry(&parts, None))?;
        return Ok(next.run(Request::from_parts(parts, body)).await);
    }
    let body = whole(body, LARGEST_BODY).await;
    journal.write(&entry(&parts, body.as_ref().ok()))?;
    Ok(next.run(Request::from_parts(parts, Body::from(body?))).await)
}

/// `body` is null where it was not taken, too large, or cut off.
fn entry(parts: &Parts, body: Option<&Bytes>) -> Value {
    json!({
        "at": Timestamp::now().to_string(),
        "method": parts.method.as_str(),
        "path": parts.uri.to_string(),
        "headers": headers(&parts.headers),
        "body": body.map(|bytes| BASE64_STANDARD.encode(bytes)),
    })
}

/// All but the bearer token.
fn headers(headers: &HeaderMap) -> Value {
    let shown = headers.iter().filter(|(name, _)| *name != header::AUTHORIZATION);
    shown
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}

const LARGEST_BODY: usize = 64 << 20;
