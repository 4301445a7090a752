//! The plain part of a request.

use js_sys::{Array, JsString};
use signer_flow::{Certification, Error, Metadata, Opening, PdfWanted, Result, Submission, Trust};
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
    pub(crate) fn document_type(this: &PlainRequest) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = certificateMode)]
    pub(crate) fn certificate_mode(this: &PlainRequest) -> String;

    #[wasm_bindgen(method, getter, js_name = documentName)]
    fn document_name(this: &PlainRequest) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = providerHint)]
    pub(crate) fn provider_hint(this: &PlainRequest) -> Option<String>;

    /// Names and values.
    #[wasm_bindgen(method, getter)]
    fn metadata(this: &PlainRequest) -> List<(String, String)>;

    /// Of the document.
    #[wasm_bindgen(method, getter)]
    fn password(this: &PlainRequest) -> Option<JsString>;

    #[wasm_bindgen(method, getter)]
    fn repair(this: &PlainRequest) -> bool;

    /// The one word that there is, `icp-brasil`.
    #[wasm_bindgen(method, getter, js_name = trust)]
    fn trusted(this: &PlainRequest) -> Option<String>;

    /// `/P` of DocMDP: 1, 2, 3.
    #[wasm_bindgen(method, getter)]
    fn certify(this: &PlainRequest) -> Option<u8>;

    /// Names and values for the Info dictionary.
    #[wasm_bindgen(method, getter)]
    fn information(this: &PlainRequest) -> List<(String, String)>;

    #[wasm_bindgen(method, getter)]
    fn placement(this: &PlainRequest) -> Option<PlainPlacement>;

    #[wasm_bindgen(method, getter, js_name = apiBaseUrl)]
    pub(crate) fn api_base_url(this: &PlainRequest) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = agentPorts)]
    pub(crate) fn agent_ports(this: &PlainRequest) -> Option<Vec<u16>>;
}

impl PlainRequest {
    /// The document as it is handed in.
    pub(crate) fn submission<S>(&self, source: S) -> Submission<S> {
        Submission {
            source,
            document_id: self.document_id(),
            document_name: self.document_name(),
            metadata: Metadata(entries(&self.metadata())),
        }
    }

    /// Which roots the signer's certificate may come from.
    pub(crate) fn trust(&self) -> Result<Trust> {
        match self.trusted().as_deref() {
            None => Ok(Trust::Any),
            Some("icp-brasil") => Ok(Trust::IcpBrasil),
            Some(_) => Err(Error::invalid("trust")),
        }
    }

    /// The wishes for a signature in a PDF, with the number parsed that TypeScript does not make a type of.
    pub(crate) fn wanted(&self) -> Result<PdfWanted> {
        let password = self.password();
        let normalized = password.as_ref().map(|password| password.normalize("NFKC"));
        Ok(PdfWanted {
            opening: Opening {
                password: password.map(|password| Zeroizing::new(password.into())),
                normalized_password: normalized.map(|password| Zeroizing::new(password.into())),
                repair: self.repair(),
            },
            certification: self.certify().map(certification).transpose()?,
            information: entries(&self.information()),
            appearance: self.placement().as_ref().map(PlainPlacement::read).transpose()?,
        })
    }
}

/// `/P` of the DocMDP transform (ISO 32000-2, table 257).
fn certification(permission: u8) -> Result<Certification> {
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
