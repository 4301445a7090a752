//! A document: a `Blob`, or the parts of one to come.

use std::cell::{OnceCell, RefCell};
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

/// Clones share what was read, and the `Blob` once it is wanted: the browser takes half a millisecond to make one.
#[derive(Clone)]
pub(crate) struct BlobSource {
    parts: Array,
    size: u64,
    blob: Rc<OnceCell<Blob>>,
    held: Rc<RefCell<Option<Held>>>,
    abort: Abort,
}

impl BlobSource {
    pub(super) fn new(blob: Blob, abort: Abort) -> Self {
        let (parts, size) = (Array::of1(&blob), blob.size() as u64);
        Self { parts, size, blob: Rc::new(blob.into()), held: Rc::default(), abort }
    }

    /// The parts of its `Blob`, to be made with a media type: `Blob`s and `Uint8Array`s.
    pub(crate) fn into_parts(self) -> Array {
        self.parts
    }

    fn blob(&self) -> Result<&Blob> {
        if let Some(blob) = self.blob.get() {
            return Ok(blob);
        }
        let made = Blob::new_with_blob_sequence(&self.parts).map_err(|thrown| unexpected(&thrown))?;
        Ok(self.blob.get_or_init(|| made))
    }

    /// The document, where it is small enough to be held.
    async fn held(&self) -> Result<Option<Held>> {
        if self.size() > blob::HELD || self.held.borrow().is_some() {
            return Ok(self.held.borrow().clone());
        }
        let held = Held::read(&self.abort, self.blob()?).await?;
        *self.held.borrow_mut() = Some(held.clone());
        Ok(Some(held))
    }

    /// A part of a new document, and its bytes.
    fn part(&self, part: &Part) -> Result<(JsValue, u64)> {
        let range = match part {
            Part::Bytes(bytes) => return Ok((Uint8Array::from(bytes.as_slice()).into(), bytes.len() as u64)),
            Part::Of(range) => range,
        };
        let blob = self.blob()?;
        if *range == (0..self.size) {
            return Ok((blob.into(), self.size));
        }
        let slice = blob.slice_with_f64_and_f64(range.start as f64, range.end as f64);
        let slice = slice.map_err(|thrown| unexpected(&thrown))?;
        Ok(((&slice).into(), slice.size() as u64))
    }
}

impl Source for BlobSource {
    type Stream = DocumentStream;

    fn size(&self) -> u64 {
        self.size
    }

    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        match self.held().await? {
            Some(held) => held.bytes(&range),
            None => blob::read(&self.abort, self.blob()?, range).await,
        }
    }

    fn stream(&self) -> Result<DocumentStream> {
        let abort = self.abort.clone();
        Ok(match self.held.borrow().clone() {
            Some(held) => DocumentStream::of(held, abort),
            None => DocumentStream::open(self.blob()?, abort),
        })
    }

    async fn digest(&self, algorithm: DigestAlgorithm, appended: &[&[u8]]) -> Result<Option<Vec<u8>>> {
        match self.held().await? {
            Some(held) => crypto::digest(&self.abort, algorithm, &held.followed_by(appended)).await.map(Some),
            None => Ok(None),
        }
    }

    fn with(&self, parts: &[Part]) -> Result<Self> {
        let (all, mut size) = (Array::new(), 0_u64);
        for part in parts {
            let (part, len) = self.part(part)?;
            all.push(&part);
            size = size.saturating_add(len);
        }
        Ok(Self { parts: all, size, blob: Rc::default(), held: Rc::default(), abort: self.abort.clone() })
    }

    fn hashed(&self, loaded: u64) {
        if let Ok(event) = to_js(&Progress::hashing(loaded, self.size())) {
            self.abort.page().progress(&event);
        }
    }
}
