//! The messages of the agent.

use serde::{Deserialize, Serialize};

use crate::{algorithm::Algorithm, failure::Failure, kind::Kind};

/// One message of the agent: exactly one of `result` and `error`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Response {
    /// The `id` of the request; empty when it could not be read.
    pub id: String,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Answer>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

/// The answers, named as the calls.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// To `hello`.
    Hello(Greeting),
    /// To `certificates`.
    Certificates(CertificateList),
    /// To `sign`.
    Sign(Signatures),
    /// To `cancel`: the call is given up or was already over.
    Cancel(Cancelled),
}

/// The agent's side of `hello`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Greeting {
    /// The agent's version.
    pub version: String,
    /// The protocol version for this connection, one that both speak.
    pub protocol: u16,
    /// The kinds of structure that this agent signs.
    #[serde(default)]
    pub kinds: Vec<Kind>,
}

/// The certificates that the person let the page see.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateList {
    /// Those with a private key, in the order of slots.
    pub certificates: Vec<TokenCertificate>,
}

/// One certificate with its key on a token.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenCertificate {
    /// Random, good for this connection only.
    pub id: String,
    /// DER, base64: the end entity first, then what else the token holds of its chain.
    pub chain: Vec<String>,
    /// The token's own name.
    pub token_label: String,
    /// Those that the key can do.
    pub algorithms: Vec<Algorithm>,
}

/// One signature value for each item, in the order asked.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Signatures {
    /// As many as there were items.
    pub items: Vec<ItemSignature>,
}

/// The signature value of one item.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemSignature {
    /// The item's `id`.
    pub id: String,
    /// Base64: PKCS#1 for RSA, `Ecdsa-Sig-Value` in DER for ECDSA.
    pub signature: String,
}

/// Empty: there is nothing to say.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Cancelled {}
