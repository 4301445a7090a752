//! The WebSocket to the agent.

use wasm_bindgen::prelude::*;

use super::spelling::Promised;

#[wasm_bindgen]
extern "C" {
    /// `AgentSocket` of `js/src/agent-socket.ts`.
    pub(crate) type AgentSocket;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn send(this: &AgentSocket, message: &str) -> Result<(), JsValue>;

    /// The next message, or the close code; a close code too where none came within so many milliseconds.
    #[wasm_bindgen(method)]
    pub(crate) fn receive(this: &AgentSocket, within: Option<u32>) -> Promised<Result<String, u16>>;

    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &AgentSocket);
}
