//! A `Blob`, read in ranges or as a stream, never whole.

use std::mem;
use std::ops::Range;

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use signer_flow::{ByteStream, Error, Result};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamByobReader, ReadableStreamReadResult};

use super::{Abort, cast};

/// Bytes a piece: large enough that the reads do not show, small enough that digesting one takes a few milliseconds.
const PIECE: u32 = 2 << 20;

/// Reads a range of a blob.
pub(super) async fn read(abort: &Abort, blob: &Blob, range: Range<u64>) -> Result<Vec<u8>> {
    let bytes = Uint8Array::new(&abort.or(slice(blob, &range)).await.map_err(gone)?);
    if u64::from(bytes.length()) == range.end.saturating_sub(range.start) {
        return Ok(bytes.to_vec());
    }
    Err(Error::DocumentMalformed { offset: range.start, what: "the file ends too early" })
}

/// A future rather than a promise: one that nobody waits for any more is not an unhandled rejection.
fn slice(blob: &Blob, range: &Range<u64>) -> JsFuture {
    let slice = blob.slice_with_f64_and_f64(range.start as f64, range.end as f64);
    slice.map_or_else(|thrown| Promise::reject(&thrown), |part| part.array_buffer()).into()
}

/// A file that was moved, deleted or changed since the page got it.
fn gone(_why: JsValue) -> Error {
    Error::DocumentMalformed { offset: 0, what: "the file cannot be read any more" }
}

/// A document from its first to its last byte.
pub(crate) struct DocumentStream {
    source: Source,
    abort: Abort,
}

enum Source {
    /// One buffer handed back and forth: a stream of 1 GB leaves no garbage behind.
    Byob { reader: ReadableStreamByobReader, buffer: ArrayBuffer },
    /// For engines whose blob streams are not byte streams: the next piece is read while this one is digested.
    Slices { blob: Blob, at: u64, ahead: JsFuture },
}

impl DocumentStream {
    pub(super) fn open(blob: &Blob, abort: Abort) -> Result<Self> {
        let source = match ReadableStreamByobReader::new(&blob.stream()) {
            Ok(reader) => Source::Byob { reader, buffer: ArrayBuffer::new(PIECE) },
            Err(_) => Source::slices(blob),
        };
        Ok(Self { source, abort })
    }
}

impl ByteStream for DocumentStream {
    async fn next(&mut self, piece: &mut Vec<u8>) -> Result<bool> {
        let bytes = match &mut self.source {
            Source::Byob { reader, buffer } => byob(&self.abort, reader, buffer).await?,
            Source::Slices { blob, at, ahead } => sliced(&self.abort, blob, at, ahead).await?,
        };
        let Some(bytes) = bytes else { return Ok(false) };
        piece.resize(bytes.length() as usize, 0);
        bytes.copy_to(piece);
        if let Source::Byob { buffer, .. } = &mut self.source {
            *buffer = bytes.buffer();
        }
        Ok(true)
    }
}

impl Drop for DocumentStream {
    fn drop(&mut self) {
        if let Source::Byob { reader, .. } = &self.source {
            // As a future, for the same reason.
            let _cancelled = JsFuture::from(reader.cancel());
        }
    }
}

impl Source {
    fn slices(blob: &Blob) -> Self {
        Self::Slices { blob: blob.clone(), at: 0, ahead: slice(blob, &(0..u64::from(PIECE))) }
    }
}

async fn byob(
    abort: &Abort,
    reader: &ReadableStreamByobReader,
    buffer: &ArrayBuffer,
) -> Result<Option<Uint8Array>> {
    let read = reader.read_with_array_buffer_view(&Uint8Array::new(buffer));
    let result: ReadableStreamReadResult = abort.or(read.into()).await.map_err(gone)?.unchecked_into();
    if result.get_done() == Some(true) {
        return Ok(None);
    }
    cast(result.get_value()).map(Some)
}

async fn sliced(
    abort: &Abort,
    blob: &Blob,
    at: &mut u64,
    ahead: &mut JsFuture,
) -> Result<Option<Uint8Array>> {
    if *at >= blob.size() as u64 {
        return Ok(None);
    }
    *at = at.saturating_add(u64::from(PIECE));
    let read = mem::replace(ahead, slice(blob, &(*at..at.saturating_add(u64::from(PIECE)))));
    let bytes = Uint8Array::new(&abort.or(read).await.map_err(gone)?);
    Ok(Some(bytes))
}
