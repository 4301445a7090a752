//! A record of every request as it arrived: a test shows with it that the document never did.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::error::ApiError;

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

    fn write(&self, entry: &Value) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        file.lock().unwrap_or_else(PoisonError::into_inner).write_all(format!("{entry}\n").as_bytes())
    }
}

/// Middleware: notes the request, then lets it through.
pub(crate) async fn record(State(journal): State<Journal>, request: Request, next: Next) -> Response {
    if journal.file.is_none() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY).await;
    let written = journal.write(&json!({
        "at": Timestamp::now().to_string(),
        "method": parts.method.as_str(),
        "path": parts.uri.to_string(),
        "headers": headers(&parts.headers),
        // Null where the body was too large to be kept.
        "body": body.as_ref().ok().map(|bytes| BASE64_STANDARD.encode(bytes)),
    }));
    match (written, body) {
        (Err(error), _) => ApiError::internal(format!("cannot write the journal: {error}")).into_response(),
        (Ok(()), Err(_)) => {
            let message = format!("body larger than {LARGEST_BODY} bytes or cut off");
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", message).into_response()
        }
        (Ok(()), Ok(body)) => next.run(Request::from_parts(parts, Body::from(body))).await,
    }
}

/// All but the bearer token.
fn headers(headers: &HeaderMap) -> Value {
    let shown = headers.iter().filter(|(name, _)| *name != header::AUTHORIZATION);
    shown
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}

const LARGEST_BODY: usize = 64 << 20;
