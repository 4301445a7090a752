//! The shapes that cross the door. `js/src/wasm.ts` makes them.

use js_sys::{Array, Promise};
use signer_flow::{CertificateMode, Error, Metadata, Request, RequestOptions};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Blob};

#[wasm_bindgen(typescript_custom_section)]
const IMPORTS: &str = r#"import type { Call, Outcome } from "./wasm.js";"#;

#[wasm_bindgen]
extern "C" {
    /// One `sign()` call.
    #[wasm_bindgen(typescript_type = "Call")]
    pub type Call;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn request(this: &Call) -> PlainRequest;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn document(this: &Call) -> Blob;

    #[wasm_bindgen(method, getter, js_name = certificateFile)]
    pub(crate) fn certificate_file(this: &Call) -> Option<Blob>;

    #[wasm_bindgen(method, getter, js_name = certificatePassword)]
    pub(crate) fn certificate_password(this: &Call) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn signal(this: &Call) -> AbortSignal;

    /// Opens a WebSocket to the agent: a promise of an [`AgentSocket`].
    #[wasm_bindgen(method, js_name = connectAgent)]
    pub(crate) fn connect_agent(this: &Call, port: u16, subprotocol: &str) -> Promise;

    #[wasm_bindgen(method)]
    pub(crate) fn sleep(this: &Call, milliseconds: u32) -> Promise;

    /// Takes a `ProgressEvent`.
    #[wasm_bindgen(method)]
    pub(crate) fn progress(this: &Call, event: &JsValue);

    /// A promise of a string or nothing.
    #[wasm_bindgen(method, js_name = bearerToken)]
    pub(crate) fn bearer_token(this: &Call) -> Promise;

    /// Takes `Candidate[]`; a promise of an index or nothing.
    #[wasm_bindgen(method, js_name = selectCertificate)]
    pub(crate) fn select_certificate(this: &Call, candidates: &JsValue) -> Promise;
}

#[wasm_bindgen]
extern "C" {
    /// The plain part of a request.
    pub(crate) type PlainRequest;

    #[wasm_bindgen(method, getter, js_name = documentId)]
    fn document_id(this: &PlainRequest) -> String;

    #[wasm_bindgen(method, getter, js_name = documentType)]
    fn document_type(this: &PlainRequest) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = certificateMode)]
    fn certificate_mode(this: &PlainRequest) -> String;

    #[wasm_bindgen(method, getter, js_name = documentName)]
    fn document_name(this: &PlainRequest) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = providerHint)]
    fn provider_hint(this: &PlainRequest) -> Option<String>;

    /// `[name, value]` pairs.
    #[wasm_bindgen(method, getter)]
    fn metadata(this: &PlainRequest) -> Array;

    #[wasm_bindgen(method, getter, js_name = apiBaseUrl)]
    fn api_base_url(this: &PlainRequest) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = agentPorts)]
    fn agent_ports(this: &PlainRequest) -> Option<Vec<u16>>;
}

impl PlainRequest {
    /// The request, with the one word parsed that TypeScript does not make a type of.
    pub(crate) fn read(&self) -> signer_flow::Result<Request> {
        let mode = CertificateMode::parse(&self.certificate_mode());
        let metadata = Metadata(self.metadata().iter().filter_map(|pair| entry(&pair)).collect());
        Ok(Request {
            document_id: self.document_id(),
            document_type: self.document_type(),
            certificate_mode: mode
                .ok_or_else(|| Error::InvalidRequest { field: "certificateMode".into() })?,
            document_name: self.document_name(),
            provider_hint: self.provider_hint(),
            request_options: RequestOptions { metadata },
            api_base_url: self.api_base_url(),
            agent_ports: self.agent_ports(),
        })
    }
}

fn entry(pair: &JsValue) -> Option<(String, String)> {
    let pair = Array::from(pair);
    Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
}

#[wasm_bindgen]
extern "C" {
    /// The global of window, worker and Node alike.
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    pub(crate) static CRYPTO: web_sys::Crypto;

    /// `AgentSocket` of `js/src/agent.ts`.
    pub(crate) type AgentSocket;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn send(this: &AgentSocket, message: &str) -> Result<(), JsValue>;

    /// A string, or the close code.
    #[wasm_bindgen(method)]
    pub(crate) fn receive(this: &AgentSocket) -> Promise;

    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &AgentSocket);
}
