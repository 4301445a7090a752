//! The shapes that cross the door. `js/src/module.ts` makes them.

use js_sys::{Array, JsString, Promise};
use signer_flow::{
    Anchor, AppearanceObject, AppearanceRequest, CertificateMode, Certification, Error, Metadata, Opening,
    PageChoice, Placement, Position, Request, RequestOptions,
};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Blob};
use zeroize::Zeroizing;

#[wasm_bindgen(typescript_custom_section)]
const IMPORTS: &str = r#"import type { Call, Outcome } from "./shapes/index.js";"#;

#[wasm_bindgen]
extern "C" {
    /// One `sign()` call.
    #[derive(Clone)]
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

    /// Lets everything else on the page have its turn.
    #[wasm_bindgen(method)]
    pub(crate) fn pause(this: &Call) -> Promise;

    #[wasm_bindgen(method)]
    pub(crate) fn sleep(this: &Call, milliseconds: u32) -> Promise;

    /// Takes a `ProgressEvent`.
    #[wasm_bindgen(method)]
    pub(crate) fn progress(this: &Call, event: &JsValue);

    /// A promise of a string or nothing.
    #[wasm_bindgen(method, js_name = bearerToken)]
    pub(crate) fn bearer_token(this: &Call) -> Promise;

    /// Takes a `Drawing`; a promise of `AppearanceObject[]`.
    #[wasm_bindgen(method, js_name = drawAppearance)]
    pub(crate) fn draw_appearance(this: &Call, drawing: &JsValue) -> Promise;

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

    #[wasm_bindgen(method, getter)]
    fn password(this: &PlainRequest) -> Option<JsString>;

    #[wasm_bindgen(method, getter)]
    fn repair(this: &PlainRequest) -> Option<bool>;

    #[wasm_bindgen(method, getter)]
    fn certify(this: &PlainRequest) -> Option<u8>;

    /// `[name, value]` pairs.
    #[wasm_bindgen(method, getter)]
    fn information(this: &PlainRequest) -> Option<Array>;

    #[wasm_bindgen(method, getter)]
    fn placement(this: &PlainRequest) -> Option<PlainPlacement>;

    #[wasm_bindgen(method, getter, js_name = apiBaseUrl)]
    fn api_base_url(this: &PlainRequest) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = agentPorts)]
    fn agent_ports(this: &PlainRequest) -> Option<Vec<u16>>;
}

impl PlainRequest {
    /// The request, with the one word parsed that TypeScript does not make a type of.
    pub(crate) fn read(&self) -> signer_flow::Result<Request> {
        let mode = CertificateMode::parse(&self.certificate_mode());
        let metadata = Metadata(entries(&self.metadata()));
        let password = self.password();
        let normalized = password.as_ref().map(|password| password.normalize("NFKC"));
        Ok(Request {
            document_id: self.document_id(),
            document_type: self.document_type(),
            certificate_mode: mode.ok_or_else(|| Error::invalid("certificateMode"))?,
            document_name: self.document_name(),
            provider_hint: self.provider_hint(),
            request_options: RequestOptions { metadata },
            opening: Opening {
                password: password.map(|password| Zeroizing::new(password.into())),
                normalized_password: normalized.map(|password| Zeroizing::new(password.into())),
                repair: self.repair().unwrap_or_default(),
            },
            certification: self.certify().map(certification).transpose()?,
            information: self.information().as_ref().map(entries).unwrap_or_default(),
            appearance: self.placement().as_ref().map(PlainPlacement::read).transpose()?,
            api_base_url: self.api_base_url(),
            agent_ports: self.agent_ports(),
        })
    }
}

/// `/P` of the DocMDP transform (ISO 32000-2, table 257).
fn certification(permission: u8) -> signer_flow::Result<Certification> {
    match permission {
        1 => Ok(Certification::NoChanges),
        2 => Ok(Certification::FormFilling),
        3 => Ok(Certification::Annotations),
        _ => Err(Error::invalid("certify")),
    }
}

#[wasm_bindgen]
extern "C" {
    /// Where the signature is seen.
    pub(crate) type PlainPlacement;

    #[wasm_bindgen(method, getter)]
    fn field(this: &PlainPlacement) -> Option<String>;

    /// Counted from 1; 0 is the last one.
    #[wasm_bindgen(method, getter)]
    fn page(this: &PlainPlacement) -> Option<u32>;

    /// x, y, width, height.
    #[wasm_bindgen(method, getter)]
    fn rect(this: &PlainPlacement) -> Option<Vec<f64>>;

    /// An index into [`ANCHORS`].
    #[wasm_bindgen(method, getter)]
    fn anchor(this: &PlainPlacement) -> Option<u8>;

    /// Width, height, margin.
    #[wasm_bindgen(method, getter)]
    fn size(this: &PlainPlacement) -> Option<Vec<f64>>;

    #[wasm_bindgen(method, getter)]
    fn drawn(this: &PlainPlacement) -> bool;
}

impl PlainPlacement {
    fn read(&self) -> signer_flow::Result<AppearanceRequest> {
        let page = match self.page() {
            Some(0) => PageChoice::Last,
            Some(number) => PageChoice::Number(number),
            None => PageChoice::First,
        };
        let placement = Placement { page, position: self.position()? };
        Ok(AppearanceRequest { field: self.field(), placement, drawn: self.drawn() })
    }

    fn position(&self) -> signer_flow::Result<Position> {
        if let Some(&[x, y, width, height]) = self.rect().as_deref() {
            return Ok(Position::Rectangle { x, y, width, height });
        }
        let anchor = self.anchor().and_then(|index| ANCHORS.get(usize::from(index)).copied());
        match (anchor, self.size().as_deref()) {
            (Some(anchor), Some(&[width, height, margin])) => {
                Ok(Position::Anchored { anchor, width, height, margin })
            }
            _ if self.field().is_some() => Ok(Position::default()),
            _ => Err(Error::invalid("appearance.position")),
        }
    }
}

/// In the order of `POSITIONS` in `js/src/options/appearance.ts`.
const ANCHORS: [Anchor; 9] = [
    Anchor::TopLeft,
    Anchor::Top,
    Anchor::TopRight,
    Anchor::Left,
    Anchor::Center,
    Anchor::Right,
    Anchor::BottomLeft,
    Anchor::Bottom,
    Anchor::BottomRight,
];

fn entries(pairs: &Array) -> Vec<(String, String)> {
    pairs.iter().filter_map(|pair| entry(&pair)).collect()
}

fn entry(pair: &JsValue) -> Option<(String, String)> {
    let pair = Array::from(pair);
    Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
}

#[wasm_bindgen]
extern "C" {
    /// An object of an appearance.
    pub(crate) type PlainObject;

    #[wasm_bindgen(method, getter)]
    fn value(this: &PlainObject) -> Vec<u8>;

    #[wasm_bindgen(method, getter)]
    fn data(this: &PlainObject) -> Option<Vec<u8>>;
}

impl PlainObject {
    pub(crate) fn read(&self) -> AppearanceObject {
        AppearanceObject { value: self.value(), data: self.data() }
    }
}

#[wasm_bindgen]
extern "C" {
    /// The global of window, worker and Node alike.
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    pub(crate) static CRYPTO: web_sys::Crypto;

    /// `AgentSocket` of `js/src/agent-socket.ts`.
    pub(crate) type AgentSocket;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn send(this: &AgentSocket, message: &str) -> Result<(), JsValue>;

    /// A string, or the close code.
    #[wasm_bindgen(method)]
    pub(crate) fn receive(this: &AgentSocket) -> Promise;

    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &AgentSocket);
}
