//! Keys and signatures through WebCrypto: native speed, and keys that cannot be taken out.

use js_sys::{Array, Object, Reflect, Uint8Array};
use signer_flow::{DigestAlgorithm, Error, Result, SignatureAlgorithm};
use wasm_bindgen::JsCast;
use web_sys::{CryptoKey, SubtleCrypto};

use super::abort::Abort;
use crate::error::unexpected;
use crate::globals::CRYPTO;

/// A non-extractable signing key.
pub(super) async fn import_key(
    abort: &Abort,
    pkcs8: &[u8],
    algorithm: SignatureAlgorithm,
) -> Result<CryptoKey> {
    // The copy on the JavaScript side is wiped too, whatever comes of the import.
    let copy = Uint8Array::from(pkcs8);
    let key = import(abort, "pkcs8", &copy, algorithm, "sign").await;
    copy.fill(0, 0, copy.length());
    key.map_err(|_| unsuitable("the private key is not of the certificate's kind"))
}

pub(super) async fn sign(
    abort: &Abort,
    key: &CryptoKey,
    algorithm: SignatureAlgorithm,
    message: &[u8],
) -> Result<Vec<u8>> {
    let promise = subtle()
        .sign_with_object_and_buffer_source(&parameters(algorithm), key, &Uint8Array::from(message))
        .map_err(|thrown| unexpected(&thrown))?;
    let value = abort.or(promise.into()).await.map_err(|thrown| unexpected(&thrown))?;
    Ok(Uint8Array::new(&value).to_vec())
}

/// On a thread of the browser's.
pub(super) async fn digest(
    abort: &Abort,
    algorithm: DigestAlgorithm,
    message: &Uint8Array,
) -> Result<Vec<u8>> {
    let promise = subtle()
        .digest_with_str_and_buffer_source(algorithm.name(), message)
        .map_err(|thrown| unexpected(&thrown))?;
    let digest = abort.or(promise.into()).await.map_err(|thrown| unexpected(&thrown))?;
    Ok(Uint8Array::new(&digest).to_vec())
}

pub(super) async fn verify(
    abort: &Abort,
    subject_public_key_info: &[u8],
    algorithm: SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<bool> {
    let key = import(abort, "spki", &Uint8Array::from(subject_public_key_info), algorithm, "verify").await;
    let key = key.map_err(|_| unsuitable("its public key cannot be used"))?;
    let promise = subtle()
        .verify_with_object_and_buffer_source_and_buffer_source(
            &parameters(algorithm),
            &key,
            &Uint8Array::from(signature),
            &Uint8Array::from(message),
        )
        .map_err(|thrown| unexpected(&thrown))?;
    let same = abort.or(promise.into()).await.map_err(|thrown| unexpected(&thrown))?;
    Ok(same.is_truthy())
}

async fn import(
    abort: &Abort,
    format: &str,
    bytes: &Uint8Array,
    algorithm: SignatureAlgorithm,
    usage: &str,
) -> Result<CryptoKey> {
    let promise = subtle()
        .import_key_with_object(
            format,
            bytes.unchecked_ref(),
            &parameters(algorithm),
            false,
            &Array::of1(&usage.into()),
        )
        .map_err(|thrown| unexpected(&thrown))?;
    // Unchecked: a test environment may have no class of keys, or one of another realm.
    let key = abort.or(promise.into()).await.map_err(|thrown| unexpected(&thrown))?;
    Ok(key.unchecked_into())
}

/// For importing, signing and verifying alike: WebCrypto takes the members that it needs.
fn parameters(algorithm: SignatureAlgorithm) -> Object {
    let (name, digest, curve) = match algorithm {
        SignatureAlgorithm::Ecdsa(curve, digest) => ("ECDSA", digest, curve.name()),
        SignatureAlgorithm::RsaPkcs1(digest) => ("RSASSA-PKCS1-v1_5", digest, ""),
    };
    object(&[("name", name), ("hash", digest.name()), ("namedCurve", curve)])
}

fn unsuitable(reason: &str) -> Box<Error> {
    Error::CertificateUnsuitable { reason: reason.into() }.into()
}

/// Only secure contexts have it (W3C WebCrypto, section 10); `js/src/module.ts` looks first.
fn subtle() -> SubtleCrypto {
    CRYPTO.with(web_sys::Crypto::subtle)
}

/// An object of strings, for the dictionaries that WebIDL asks for.
fn object(members: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // A new object takes any member.
        let _taken = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}
