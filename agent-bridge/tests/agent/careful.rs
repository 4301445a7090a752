//! Keys that ask before each signature: CKA_ALWAYS_AUTHENTICATE.

use agent_protocol::{Algorithm, Code, Sign, TokenCertificate};
use base64::{Engine, prelude::BASE64_STANDARD};
use signer_pki::DigestAlgorithm;

use crate::{
    page::{Page, attributes, code, id_of, item, one},
    running::Running,
    token::{PIN, TOKEN},
};

/// Both ways of signing, for RSA and for elliptic curves.
const MECHANISMS: [&str; 2] =
    ["CKM_SHA256_RSA_PKCS,CKM_RSA_PKCS,CKM_ECDSA_SHA256,CKM_ECDSA", "CKM_RSA_PKCS,CKM_ECDSA"];
const KEYS: [(&str, Algorithm); 2] = [("careful", Algorithm::RS256), ("curved", Algorithm::ES256)];

fn two(certificates: &[TokenCertificate], name: &str, algorithm: Algorithm) -> (Vec<u8>, Sign) {
    let message = attributes(name, DigestAlgorithm::Sha256, b"document");
    let items = vec![item("a", &message), item("b", &message)];
    (message, Sign { certificate_id: id_of(certificates, name), algorithm, items })
}

async fn signs_both(page: &mut Page, certificates: &[TokenCertificate], name: &str, algorithm: Algorithm) {
    let (message, request) = two(certificates, name, algorithm);
    let signed = page.sign(request).await.unwrap().items;
    assert_eq!(signed.len(), 2);
    for item in signed {
        let signature = BASE64_STANDARD.decode(&item.signature).unwrap();
        assert!(TOKEN.verifies(name, "-sha256", &message, &signature), "{name}");
    }
}

/// Nothing stands between the login and the signature.
const EACH_ITS_LOGIN: [&str; 7] = ["login", "init", "login-again", "sign", "init", "login-again", "sign"];

#[tokio::test]
async fn each_signature_has_its_login_whatever_the_key_and_the_mechanisms() {
    for mechanisms in MECHANISMS {
        for (name, algorithm) in KEYS {
            let agent = Running::start_misbehaving_with_mechanisms("says-all", mechanisms);
            let (mut page, certificates) = Page::allowed(&agent).await;
            agent.will(&[&format!("pin {PIN}")]);
            signs_both(&mut page, &certificates, name, algorithm).await;
            assert_eq!(agent.dialogs(), ["GETPIN"], "{name} {mechanisms}");
            assert_eq!(agent.calls(), EACH_ITS_LOGIN, "{name} {mechanisms}");
        }
    }
}

#[tokio::test]
async fn each_signature_has_its_login_on_the_reader_too() {
    for mechanisms in MECHANISMS {
        for (name, algorithm) in KEYS {
            let agent = Running::start_misbehaving_with_mechanisms("says-all on-reader", mechanisms);
            let (mut page, certificates) = Page::allowed(&agent).await;
            agent.type_on_reader(PIN);
            agent.will(&["allow"]);
            signs_both(&mut page, &certificates, name, algorithm).await;
            assert_eq!(agent.dialogs(), ["CONFIRM"], "{name} {mechanisms}");
            assert_eq!(agent.calls(), EACH_ITS_LOGIN, "{name} {mechanisms}");
        }
    }
}

#[tokio::test]
async fn a_wrong_pin_on_the_reader_before_a_signature_is_typed_there_again() {
    for (name, algorithm) in KEYS {
        let agent =
            Running::start_misbehaving_with_mechanisms("says-all on-reader wrong-again", MECHANISMS[0]);
        let (mut page, certificates) = Page::allowed(&agent).await;
        agent.type_on_reader(PIN);
        agent.will(&["allow", "allow"]);
        signs_both(&mut page, &certificates, name, algorithm).await;
        assert_eq!(agent.dialogs(), ["CONFIRM", "CONFIRM"]);
        assert!(agent.shown().contains("SETERROR Wrong PIN."), "{}", agent.shown());
        let wrong = ["login", "init", "login-again"];
        assert_eq!(agent.calls(), [&wrong[..], &EACH_ITS_LOGIN[1..]].concat(), "{name}");
    }
}

#[tokio::test]
async fn who_types_it_on_the_reader_no_more_hears_of_the_wrong_pin() {
    let agent = Running::start_misbehaving_with_mechanisms("on-reader wrong-again", MECHANISMS[0]);
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.type_on_reader(PIN);
    agent.will(&["allow", "cancel"]);
    let (_, request) = two(&certificates, "curved", Algorithm::ES256);
    assert_eq!(code(page.sign(request).await), Some(Code::PinIncorrect));
    assert!(!agent.calls().contains(&"sign".to_owned()));
}

#[tokio::test]
async fn a_driver_that_hides_that_it_asks_each_time_gets_the_login_when_it_says_so() {
    let agent = Running::start_misbehaving_with_mechanisms("says-all forgets", MECHANISMS[0]);
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&[&format!("pin {PIN}")]);
    page.sign(one(&certificates)).await.unwrap();
    assert_eq!(agent.calls(), ["login", "init", "sign", "init", "login-again", "sign"]);
    assert_eq!(agent.dialogs(), ["GETPIN"]);
}

#[tokio::test]
async fn a_mechanism_that_is_listed_and_refused_leads_to_the_next_one_with_the_same_pin() {
    for (name, algorithm) in KEYS {
        let agent = Running::start_misbehaving_with_mechanisms("no-digests", MECHANISMS[0]);
        let (mut page, certificates) = Page::allowed(&agent).await;
        agent.will(&[&format!("pin {PIN}")]);
        signs_both(&mut page, &certificates, name, algorithm).await;
        assert_eq!(agent.dialogs(), ["GETPIN"]);
    }
}

#[tokio::test]
async fn a_reader_on_which_nobody_types_is_told_from_a_defect() {
    let agent = Running::start_misbehaving_with_mechanisms("on-reader pad-times-out", MECHANISMS[0]);
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&["allow"]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::UserTimeout));
}
