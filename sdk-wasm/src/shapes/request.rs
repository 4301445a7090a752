//! The plain part of a request.

use js_sys::{Array, JsString};
use signer_flow::{CertificateMode, Certification, Error, Metadata, Opening, Request, RequestOptions};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::placement::PlainPlacement;
use super::spelling::List;

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

    /// Names and values.
    #[wasm_bindgen(method, getter)]
    fn metadata(this: &PlainRequest) -> List<(String, String)>;

    /// Of the document.
    #[wasm_bindgen(method, getter)]
    fn password(this: &PlainRequest) -> Option<JsString>;

    #[wasm_bindgen(method, getter)]
    fn repair(this: &PlainRequest) -> bool;

    /// `/P` of DocMDP: 1, 2, 3.
    #[wasm_bindgen(method, getter)]
    fn certify(this: &PlainRequest) -> Option<u8>;

    /// Names and values for the Info dictionary.
    #[wasm_bindgen(method, getter)]
    fn information(this: &PlainRequest) -> List<(String, String)>;

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
                repair: self.repair(),
            },
            certification: self.certify().map(certification).transpose()?,
            information: entries(&self.information()),
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

fn entries(pairs: &Array) -> Vec<(String, String)> {
    pairs.iter().filter_map(|pair| entry(&pair)).collect()
}

fn entry(pair: &JsValue) -> Option<(String, String)> {
    let pair = Array::from(pair);
    Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
}
