//! A `Blob` read in ranges, or held whole where it is small.

use std::ops::Range;

use js_sys::{ArrayBuffer, Date, Promise, Uint8Array};
use signer_flow::{Error, Result};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamByobReader, ReadableStreamReadResult};

use super::abort::Abort;

/// Reads a range of a blob.
pub(super) async fn read(abort: &Abort, blob: &Blob, range: Range<u64>) -> Result<Vec<u8>> {
    let bytes = Uint8Array::new(&abort.or(slice(blob, &range)).await.map_err(gone)?);
    complete(&bytes, &range)
}

fn complete(bytes: &Uint8Array, range: &Range<u64>) -> Result<Vec<u8>> {
    if u64::from(bytes.length()) == range.end.saturating_sub(range.start) {
        return Ok(bytes.to_vec());
    }
    Err(too_short(range.start))
}

/// A future rather than a promise: one that nobody waits for any more is not an unhandled rejection.
pub(super) fn slice(blob: &Blob, range: &Range<u64>) -> JsFuture {
    let slice = blob.slice_with_f64_and_f64(range.start as f64, range.end as f64);
    slice.map_or_else(|thrown| Promise::reject(&thrown), |part| part.array_buffer()).into()
}

/// A file that was moved, deleted or changed since the page got it.
pub(super) fn gone(_why: JsValue) -> Box<Error> {
    Error::DocumentMalformed { offset: 0, what: "the file cannot be read any more".into() }.into()
}

fn too_short(offset: u64) -> Box<Error> {
    Error::DocumentMalformed { offset, what: "the file ends too early".into() }.into()
}

/// A whole document, and perhaps room after it.
#[derive(Clone)]
pub(super) struct Held {
    buffer: ArrayBuffer,
    len: u32,
}

impl Held {
    pub(super) async fn read(abort: &Abort, blob: &Blob) -> Result<Self> {
        let len = blob.size() as u32;
        let in_pieces = if len > AT_ONCE { ByobStream::open(blob, len.saturating_add(ROOM)) } else { None };
        let buffer = match in_pieces {
            Some(stream) => stream.read_all(abort, len).await?,
            None => abort.or(blob.array_buffer().into()).await.map_err(gone)?.unchecked_into(),
        };
        if buffer.byte_length() < len { Err(too_short(0)) } else { Ok(Self { buffer, len }) }
    }

    /// A part of the document, all of it.
    pub(super) fn bytes(&self, range: &Range<u64>) -> Result<Vec<u8>> {
        complete(&self.range(range.clone()), range)
    }

    /// As much of a part as there is.
    pub(super) fn range(&self, range: Range<u64>) -> Uint8Array {
        let start = u64::from(self.len).min(range.start) as u32;
        let end = u64::from(self.len).min(range.end) as u32;
        Uint8Array::new_with_byte_offset_and_length(&self.buffer, start, end.saturating_sub(start))
    }

    /// The document with `appended` after it.
    pub(super) fn followed_by(&self, appended: &[&[u8]]) -> Uint8Array {
        let end = appended.iter().fold(self.len, |end, part| end.saturating_add(part.len() as u32));
        let whole = if end <= self.buffer.byte_length() {
            Uint8Array::new_with_byte_offset_and_length(&self.buffer, 0, end)
        } else {
            let larger = Uint8Array::new_with_length(end);
            larger.set(&self.range(0..u64::from(self.len)), 0);
            larger
        };
        let mut at = self.len;
        for part in appended {
            let next = at.saturating_add(part.len() as u32);
            whole.subarray(at, next).copy_from(part);
            at = next;
        }
        whole
    }
}

/// One buffer handed back and forth: a stream of 1 GB leaves no garbage behind.
///
/// The reader is kept here for as long as it reads: Chromium collects one that only its own promises refer to,
/// and those then never settle.
pub(super) struct ByobStream {
    reader: ReadableStreamByobReader,
    buffer: ArrayBuffer,
}

impl ByobStream {
    /// None where blob streams are not byte streams.
    pub(super) fn open(blob: &Blob, len: u32) -> Option<Self> {
        let reader = ReadableStreamByobReader::new(&blob.stream()).ok()?;
        Some(Self { reader, buffer: ArrayBuffer::new(len) })
    }

    /// The next bytes, read into the buffer at `at`.
    pub(super) async fn next(&mut self, abort: &Abort, at: u32, len: u32) -> Result<Option<Uint8Array>> {
        let place = Uint8Array::new_with_byte_offset_and_length(&self.buffer, at, len);
        let read = self.reader.read_with_array_buffer_view(&place);
        let result: ReadableStreamReadResult = abort.or(read.into()).await.map_err(gone)?.unchecked_into();
        if result.get_done() == Some(true) {
            return Ok(None);
        }
        let bytes: Uint8Array = result.get_value().unchecked_into();
        self.buffer = bytes.buffer();
        Ok(Some(bytes))
    }

    /// Reads `len` bytes one after another into the buffer.
    async fn read_all(mut self, abort: &Abort, len: u32) -> Result<ArrayBuffer> {
        let (mut at, mut since) = (0, Date::now());
        while at < len {
            abort.pause(&mut since).await.map_err(gone)?;
            let Some(bytes) = self.next(abort, at, len - at).await? else {
                return Err(too_short(u64::from(at)));
            };
            at = at.saturating_add(bytes.length());
        }
        Ok(self.buffer.clone())
    }
}

impl Drop for ByobStream {
    fn drop(&mut self) {
        // As a future, for the same reason as a slice.
        let _cancelled = JsFuture::from(self.reader.cancel());
    }
}

/// Up to here a document is held: one read serves the reader and WebCrypto, which digests beside the page,
/// but only what lies in one buffer.
pub(super) const HELD: u64 = 16 << 20;
/// Up to here a document is read with one call; a larger one into a buffer with room after it, which is then not copied.
const AT_ONCE: u32 = 256 << 10;
/// Bytes that an update usually takes: then the document need not be copied to be digested with it.
const ROOM: u32 = 256 << 10;
/// Bytes a piece: digesting one takes half a millisecond, and a larger one is not read faster.
pub(super) const PIECE: u32 = 256 << 10;
