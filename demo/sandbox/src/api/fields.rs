//! A request's JSON object, read field by field: each error names its field.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value};
use signer_pki::DigestAlgorithm;

use crate::digest::Digest;
use crate::error::ApiError;

/// The fields of an object that were not read yet; null counts as absent.
pub(crate) struct Fields {
    /// Path of the object: empty for the body, else with a final dot.
    path: String,
    fields: Map<String, Value>,
}

impl Fields {
    pub(crate) fn of_body(body: &[u8]) -> Result<Self, ApiError> {
        let value = serde_json::from_slice(body)
            .map_err(|error| ApiError::invalid("body", format!("not JSON: {error}")))?;
        Self::of_value(value, "")
    }

    fn of_value(value: Value, path: &str) -> Result<Self, ApiError> {
        let Value::Object(mut fields) = value else {
            let path = if path.is_empty() { "body" } else { path };
            return Err(ApiError::invalid(path, "wanted an object"));
        };
        fields.retain(|_, value| !value.is_null());
        let path = if path.is_empty() { String::new() } else { format!("{path}.") };
        Ok(Self { path, fields })
    }

    /// Refuses the fields that nobody read: they are not known here.
    pub(crate) fn end(self) -> Result<(), ApiError> {
        match self.fields.keys().next() {
            Some(name) => Err(self.invalid(name, "unknown field")),
            None => Ok(()),
        }
    }

    /// Refuses a field that the API knows and this server does not serve.
    pub(crate) fn refuse(&self, name: &str, why: &str) -> Result<(), ApiError> {
        if self.fields.contains_key(name) { Err(self.invalid(name, why)) } else { Ok(()) }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    pub(crate) fn text(&mut self, name: &str, longest: usize) -> Result<String, ApiError> {
        self.optional_text(name, longest)?.ok_or_else(|| self.invalid(name, "missing"))
    }

    pub(crate) fn optional_text(&mut self, name: &str, longest: usize) -> Result<Option<String>, ApiError> {
        match self.fields.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) if (1..=longest).contains(&text.chars().count()) => Ok(Some(text)),
            Some(_) => Err(self.invalid(name, format!("wanted a string of 1 to {longest} characters"))),
        }
    }

    /// One of `names`.
    pub(crate) fn choice(&mut self, name: &str, names: &[&str]) -> Result<String, ApiError> {
        self.optional_choice(name, names)?.ok_or_else(|| self.invalid(name, "missing"))
    }

    pub(crate) fn optional_choice(&mut self, name: &str, names: &[&str]) -> Result<Option<String>, ApiError> {
        match self.fields.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) if names.contains(&text.as_str()) => Ok(Some(text)),
            Some(_) => Err(self.invalid(name, format!("wanted one of {}", names.join(", ")))),
        }
    }

    /// A number of bytes, at least one.
    pub(crate) fn size(&mut self, name: &str) -> Result<u64, ApiError> {
        let value = self.fields.remove(name).ok_or_else(|| self.invalid(name, "missing"))?;
        value
            .as_u64()
            .filter(|size| *size > 0)
            .ok_or_else(|| self.invalid(name, "wanted a positive whole number"))
    }

    /// A number of things, from 1 to `most`.
    pub(crate) fn optional_count(&mut self, name: &str, most: usize) -> Result<Option<usize>, ApiError> {
        let Some(value) = self.fields.remove(name) else { return Ok(None) };
        let count = value.as_u64().and_then(|count| usize::try_from(count).ok());
        let count = count.filter(|count| (1..=most).contains(count));
        count.map(Some).ok_or_else(|| self.invalid(name, format!("wanted a whole number from 1 to {most}")))
    }

    /// Octets in base64.
    pub(crate) fn octets(&mut self, name: &str, longest: usize) -> Result<Vec<u8>, ApiError> {
        let text = self.text(name, longest)?;
        BASE64_STANDARD.decode(text).map_err(|error| self.invalid(name, error.to_string()))
    }

    /// `{algorithm, value}`
    pub(crate) fn digest(&mut self, name: &str) -> Result<Digest, ApiError> {
        let value = self.fields.remove(name).ok_or_else(|| self.invalid(name, "missing"))?;
        let mut digest = Self::of_value(value, &format!("{}{name}", self.path))?;
        let read = digest.digest_in("algorithm", "value")?;
        digest.end()?;
        Ok(read)
    }

    /// A digest in base64 in one field and its algorithm in another.
    pub(crate) fn digest_in(&mut self, algorithm: &str, value: &str) -> Result<Digest, ApiError> {
        let name = self.choice(algorithm, &DigestAlgorithm::ALL.map(DigestAlgorithm::name))?;
        let known = DigestAlgorithm::from_name(&name).ok_or_else(|| self.invalid(algorithm, "unknown"))?;
        let text = self.text(value, LONGEST_DIGEST)?;
        let bytes = BASE64_STANDARD.decode(text).map_err(|error| self.invalid(value, error.to_string()))?;
        let found = bytes.len();
        let wanted = || self.invalid(value, format!("found {found} bytes, {name} has {}", known.len()));
        Digest::new(known, bytes).ok_or_else(wanted)
    }

    /// Short texts by name.
    pub(crate) fn texts(&mut self, name: &str) -> Result<BTreeMap<String, String>, ApiError> {
        let Some(value) = self.fields.remove(name) else { return Ok(BTreeMap::new()) };
        let mut object = Self::of_value(value, &format!("{}{name}", self.path))?;
        if object.fields.len() > MOST_TEXTS {
            return Err(self.invalid(name, format!("wanted at most {MOST_TEXTS} entries")));
        }
        let names: Vec<String> = object.fields.keys().cloned().collect();
        names.into_iter().map(|name| Ok((name.clone(), object.text(&name, LONGEST_TEXT)?))).collect()
    }

    /// A list of objects, each with its own fields.
    pub(crate) fn objects(&mut self, name: &str, most: usize) -> Result<Vec<Self>, ApiError> {
        let values = match self.fields.remove(name) {
            Some(Value::Array(values)) if (1..=most).contains(&values.len()) => values,
            _ => return Err(self.invalid(name, format!("wanted a list of 1 to {most}"))),
        };
        let path = |index| format!("{}{name}[{index}]", self.path);
        values.into_iter().enumerate().map(|(index, value)| Self::of_value(value, &path(index))).collect()
    }

    pub(crate) fn invalid(&self, name: &str, message: impl Into<String>) -> ApiError {
        ApiError::invalid(format!("{}{name}", self.path), message)
    }
}

/// Base64 of SHA-512 takes 88 characters.
const LONGEST_DIGEST: usize = 100;
const LONGEST_TEXT: usize = 1000;
const MOST_TEXTS: usize = 50;
