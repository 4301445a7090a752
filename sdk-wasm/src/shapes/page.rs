//! The page as a call may ask it.

use signer_flow::{Candidate, Picture, Progress};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::agent_socket::AgentSocket;
use super::appearance::PlainObject;
use super::side_door::SideDoor;
use super::spelling::{Plain, Promised};

#[wasm_bindgen]
extern "C" {
    /// The part of a call that no request changes.
    #[derive(Clone)]
    #[wasm_bindgen(typescript_type = "Page")]
    pub type Page;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn signal(this: &Page) -> AbortSignal;

    /// Opens a WebSocket to the agent.
    #[wasm_bindgen(method, js_name = connectAgent)]
    pub(crate) fn connect_agent(this: &Page, port: u16, subprotocol: &str) -> Promised<AgentSocket>;

    /// Lets everything else on the page have its turn.
    #[wasm_bindgen(method)]
    pub(crate) fn pause(this: &Page) -> Promised<()>;

    /// Fires after so many milliseconds, and with the call unless what it ends outlives that.
    #[wasm_bindgen(method)]
    pub(crate) fn deadline(this: &Page, milliseconds: u32, outlives_abort: bool) -> AbortSignal;

    #[wasm_bindgen(method)]
    pub(crate) fn sleep(this: &Page, milliseconds: u32) -> Promised<()>;

    #[wasm_bindgen(method)]
    pub(crate) fn progress(this: &Page, event: &Plain<Progress<'static>>);

    #[wasm_bindgen(method, js_name = bearerToken)]
    pub(crate) fn bearer_token(this: &Page) -> Promised<Option<String>>;

    #[wasm_bindgen(method, js_name = drawAppearance)]
    pub(crate) fn draw_appearance(this: &Page, wanted: &Plain<Picture>) -> Promised<Vec<PlainObject>>;

    /// Gives the door to the format of this name, or nothing.
    #[wasm_bindgen(method, js_name = openDoor)]
    pub(crate) fn open_door(this: &Page, format: &str) -> Promised<Option<SideDoor>>;

    /// Gives an index into `candidates`, or nothing.
    #[wasm_bindgen(method, js_name = selectCertificate)]
    pub(crate) fn select_certificate(
        this: &Page,
        candidates: &Plain<Vec<Candidate>>,
    ) -> Promised<Option<u32>>;
}
