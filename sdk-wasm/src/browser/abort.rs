//! The end of a call, wherever it waits.

use js_sys::{Date, Promise};
use signer_flow::Result;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use crate::error::unexpected;
use crate::shapes::Page;

/// Ends a call when its `AbortSignal` fires.
#[derive(Clone)]
pub(crate) struct Abort {
    page: Page,
    signal: AbortSignal,
}

impl Abort {
    pub(super) fn of(page: &Page) -> Self {
        Self { page: page.clone(), signal: page.signal() }
    }

    pub(super) fn page(&self) -> &Page {
        &self.page
    }

    pub(super) fn signal(&self) -> &AbortSignal {
        &self.signal
    }

    /// Fires after so many milliseconds, and with the call unless what it ends outlives that.
    pub(super) fn deadline(&self, milliseconds: u32, outlives_abort: bool) -> AbortSignal {
        self.page.deadline(milliseconds, outlives_abort)
    }

    /// Waits for `promise`; an error also where the call is over. Long waits are cut short in TypeScript.
    pub(super) async fn or(&self, promise: JsFuture) -> std::result::Result<JsValue, JsValue> {
        let outcome = promise.await;
        if self.signal.aborted() { Err(JsValue::UNDEFINED) } else { outcome }
    }

    /// Waits for an answer of the page.
    pub(super) async fn asked(&self, answer: Promise) -> Result<JsValue> {
        self.or(answer.into()).await.map_err(|thrown| unexpected(&thrown))
    }

    /// Gives the page its turn, if it has waited for long: reads that are ready at once would keep it waiting.
    pub(super) async fn pause(&self, since: &mut f64) -> std::result::Result<(), JsValue> {
        if Date::now() - *since < STRETCH {
            return Ok(());
        }
        self.or(self.page.pause().into()).await?;
        *since = Date::now();
        Ok(())
    }
}

/// Milliseconds of work after which the page has its turn.
const STRETCH: f64 = 3.0;
