//! A document: a `Blob`, which may be made of other `Blob`s.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use signer_flow::{DigestAlgorithm, Part, Progress, Result, Source};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::abort::Abort;
use super::blob::{self, Held};
use super::crypto;
use super::json::to_js;
use super::stream::DocumentStream;
use crate::error::unexpected;

/// Clones share what was read.
#[derive(Clone)]
pub(crate) struct BlobSource {
    blob: Blob,
    held: Rc<RefCell<Option<Held>>>,
    abort: Abort,
}

impl BlobSource {
    pub(super) fn new(blob: Blob, abort: Abort) -> Self {
        Self { blob, held: Rc::default(), abort }
    }

    pub(crate) fn into_blob(self) -> Blob {
        self.blob
    }

    /// The document, where it is small enough to be held.
    async fn held(&self) -> Result<Option<Held>> {
        if self.size() > blob::HELD || self.held.borrow().is_some() {
            return Ok(self.held.borrow().clone());
        }
        let held = Held::read(&self.abort, &self.blob).await?;
        *self.held.borrow_mut() = Some(held.clone());
        Ok(Some(held))
    }

    fn part(&self, part: &Part) -> JsValue {
        match part {
            Part::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
            Part::Of(range) if *range == (0..self.size()) => (&self.blob).into(),
            Part::Of(range) => {
                let slice = self.blob.slice_with_f64_and_f64(range.start as f64, range.end as f64);
                slice.map_or(JsValue::NULL, JsValue::from)
            }
        }
    }
}

impl Source for BlobSource {
    type Stream = DocumentStream;

    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        match self.held().await? {
            Some(held) => Ok(held.range(range).to_vec()),
            None => blob::read(&self.abort, &self.blob, range).await,
        }
    }

    fn stream(&self) -> Result<DocumentStream> {
        let abort = self.abort.clone();
        Ok(match self.held.borrow().clone() {
            Some(held) => DocumentStream::of(held, abort),
            None => DocumentStream::open(&self.blob, abort),
        })
    }

    async fn digest(&self, algorithm: DigestAlgorithm, appended: &[&[u8]]) -> Result<Option<Vec<u8>>> {
        match self.held().await? {
            Some(held) => crypto::digest(&self.abort, algorithm, &held.followed_by(appended)).await.map(Some),
            None => Ok(None),
        }
    }

    fn with(&self, parts: &[Part]) -> Result<Self> {
        let parts: Array = parts.iter().map(|part| self.part(part)).collect();
        let blob = Blob::new_with_blob_sequence(&parts).map_err(|thrown| unexpected(&thrown))?;
        Ok(Self::new(blob, self.abort.clone()))
    }

    fn hashed(&self, loaded: u64) {
        if let Ok(event) = to_js(&Progress::hashing(loaded, self.size())) {
            self.abort.page().progress(&event);
        }
    }
}
