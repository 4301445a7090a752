//! A digest with the name of its algorithm.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use signer_pki::DigestAlgorithm;

/// A digest that has its algorithm's length.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Digest {
    algorithm: DigestAlgorithm,
    value: Vec<u8>,
}

impl Digest {
    /// `None` where the length is not the algorithm's.
    pub(crate) fn new(algorithm: DigestAlgorithm, value: Vec<u8>) -> Option<Self> {
        (value.len() == algorithm.len()).then_some(Self { algorithm, value })
    }

    pub(crate) fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    pub(crate) fn value(&self) -> &[u8] {
        &self.value
    }

    /// In hexadecimal, as the tools that people have print it.
    pub(crate) fn hexadecimal(&self) -> String {
        self.value.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// `{"algorithm": "SHA-256", "value": "<base64>"}`
#[derive(Deserialize, Serialize)]
struct Json {
    algorithm: String,
    value: String,
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let algorithm = self.algorithm.name().to_owned();
        Json { algorithm, value: BASE64_STANDARD.encode(&self.value) }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Json { algorithm, value } = Json::deserialize(deserializer)?;
        let known = DigestAlgorithm::from_name(&algorithm)
            .ok_or_else(|| D::Error::custom(format!("unknown digest algorithm {algorithm:?}")))?;
        let value = BASE64_STANDARD.decode(value).map_err(D::Error::custom)?;
        Self::new(known, value).ok_or_else(|| D::Error::custom("digest of the wrong length"))
    }
}
