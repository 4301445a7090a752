//! The key of `tests/vectors/signer.pfx`, in OpenSSL's hands: values that it makes and judges.

use base64ct::{Base64, Encoding};
use openssl::hash::MessageDigest;
use openssl::md::Md;
use openssl::pkey::{PKey, Private};
use openssl::pkey_ctx::PkeyCtx;
use openssl::sign::{Signer, Verifier};
use signer_pki::pkcs12::Pair;
use signer_pki::{DigestAlgorithm, SignatureAlgorithm};

/// Made with `openssl pkcs12 -export`; see the folder's README.
pub(crate) const PFX: &[u8] = include_bytes!("../../../tests/vectors/signer.pfx");
pub(crate) const PASSWORD: &str = "segredo";

pub(crate) fn private_key() -> PKey<Private> {
    PKey::private_key_from_pkcs8(&pair().private_key).unwrap()
}

/// The certificate of the key, in base64.
pub(crate) fn certificate() -> String {
    Base64::encode_string(pair().certificate.der())
}

fn pair() -> Pair {
    signer_pki::pkcs12::open(PFX, PASSWORD).unwrap().pairs.swap_remove(0)
}

pub(crate) fn sign(key: &PKey<Private>, message: &[u8]) -> Vec<u8> {
    let mut signer = Signer::new(MessageDigest::sha256(), key).unwrap();
    signer.sign_oneshot_to_vec(message).unwrap()
}

pub(crate) fn sign_digest(digest: &[u8]) -> Vec<u8> {
    let key = private_key();
    let mut context = PkeyCtx::new(&key).unwrap();
    context.sign_init().unwrap();
    context.set_signature_md(Md::sha256()).unwrap();
    let mut value = Vec::new();
    context.sign_to_vec(digest, &mut value).unwrap();
    value
}

pub(crate) fn verifies(
    subject_public_key_info: &[u8],
    algorithm: SignatureAlgorithm,
    message: &[u8],
    value: &[u8],
) -> bool {
    let key = PKey::public_key_from_der(subject_public_key_info).unwrap();
    let digest = match algorithm.digest() {
        DigestAlgorithm::Sha256 => MessageDigest::sha256(),
        DigestAlgorithm::Sha384 => MessageDigest::sha384(),
        DigestAlgorithm::Sha512 => MessageDigest::sha512(),
    };
    Verifier::new(digest, &key).unwrap().verify_oneshot(value, message).unwrap_or(false)
}
