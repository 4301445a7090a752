//! A document from its first to its last byte: a small one from memory, a large one as a stream.

use std::mem;

use js_sys::{Date, Uint8Array};
use signer_flow::{ByteStream, Result};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::abort::Abort;
use super::blob::{ByobStream, Held, PIECE, gone, slice};

/// A document from its first to its last byte.
pub(crate) struct DocumentStream {
    from: Pieces,
    abort: Abort,
    /// When the page had its last turn.
    since: f64,
}

enum Pieces {
    Byob(ByobStream),
    Held {
        held: Held,
        at: u64,
    },
    /// For engines whose blob streams are not byte streams: the next piece is read while this one is digested.
    Slices {
        blob: Blob,
        at: u64,
        ahead: JsFuture,
    },
}

impl DocumentStream {
    pub(super) fn open(blob: &Blob, abort: Abort) -> Self {
        let from = ByobStream::open(blob, PIECE).map_or_else(|| Pieces::slices(blob), Pieces::Byob);
        Self { from, abort, since: Date::now() }
    }

    pub(super) fn of(held: Held, abort: Abort) -> Self {
        Self { from: Pieces::Held { held, at: 0 }, abort, since: Date::now() }
    }
}

impl ByteStream for DocumentStream {
    async fn next(&mut self, piece: &mut Vec<u8>) -> Result<bool> {
        self.abort.pause(&mut self.since).await.map_err(gone)?;
        let bytes = match &mut self.from {
            Pieces::Byob(stream) => stream.next(&self.abort, 0, PIECE).await?,
            Pieces::Held { held, at } => next_of(held, at),
            Pieces::Slices { blob, at, ahead } => sliced(&self.abort, blob, at, ahead).await?,
        };
        let Some(bytes) = bytes else { return Ok(false) };
        piece.resize(bytes.length() as usize, 0);
        bytes.copy_to(piece);
        Ok(true)
    }
}

impl Pieces {
    fn slices(blob: &Blob) -> Self {
        Self::Slices { blob: blob.clone(), at: 0, ahead: slice(blob, &(0..u64::from(PIECE))) }
    }
}

fn next_of(held: &Held, at: &mut u64) -> Option<Uint8Array> {
    let start = *at;
    *at = start.saturating_add(u64::from(PIECE));
    Some(held.range(start..*at)).filter(|bytes| bytes.length() > 0)
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
