//! A digest with the name of its algorithm.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// The algorithms of FIPS 180-4 that ICP-Brasil accepts for signatures.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum DigestAlgorithm {
    #[serde(rename = "SHA-256")]
    Sha256,
    #[serde(rename = "SHA-384")]
    Sha384,
    #[serde(rename = "SHA-512")]
    Sha512,
}

impl DigestAlgorithm {
    pub(crate) const NAMES: [&str; 3] = ["SHA-256", "SHA-384", "SHA-512"];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha384, Self::Sha512].into_iter().find(|algorithm| algorithm.name() == name)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    pub(crate) const fn len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

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
    algorithm: DigestAlgorithm,
    value: String,
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Json { algorithm: self.algorithm, value: BASE64_STANDARD.encode(&self.value) }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        let value = BASE64_STANDARD.decode(json.value).map_err(D::Error::custom)?;
        Self::new(json.algorithm, value).ok_or_else(|| D::Error::custom("digest of the wrong length"))
    }
}
