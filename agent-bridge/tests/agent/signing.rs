//! Signing: the structures that get a signature and those that get none.

use agent_protocol::{Algorithm, Code, Kind, Sign};
use base64::{Engine, prelude::BASE64_STANDARD};
use signer_pki::DigestAlgorithm;

use crate::{
    page::{ORIGIN, Page, attributes, code, id_of, item, one},
    running::Running,
    token::{PIN, TOKEN},
};

fn pin() -> String {
    format!("pin {PIN}")
}

#[tokio::test]
async fn the_certificates_on_the_token_are_listed_with_what_their_keys_can_do() {
    let agent = Running::start();
    let (_, certificates) = Page::allowed(&agent).await;
    assert_eq!(certificates.len(), 8);
    let of = |name: &str| certificates.iter().find(|listed| listed.id == id_of(&certificates, name)).unwrap();
    assert_eq!(of("first").algorithms, [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512]);
    assert_eq!(of("elliptic").algorithms, [Algorithm::ES256]);
    assert_eq!(of("first").token_label, "Token de teste");
}

#[tokio::test]
async fn openssl_verifies_each_rsa_signature_of_a_batch_that_was_allowed_once() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&[&pin()]);
    let messages = [b"one", b"two"].map(|document| attributes("first", DigestAlgorithm::Sha256, document));
    let items = vec![item("a", &messages[0]), item("b", &messages[1])];
    let signed = page.sign(Sign { items, ..one(&certificates) }).await.unwrap().items;
    assert_eq!(signed.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    for (message, item) in messages.iter().zip(&signed) {
        let signature = BASE64_STANDARD.decode(&item.signature).unwrap();
        assert!(TOKEN.verifies("first", "-sha256", message, &signature));
        assert!(!TOKEN.verifies("second", "-sha256", message, &signature));
    }
    assert_eq!(agent.dialogs(), ["GETPIN"]);
}

#[tokio::test]
async fn the_person_sees_site_certificate_documents_and_their_digests() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    page.sign(one(&certificates)).await.unwrap_err();
    let digest = DigestAlgorithm::Sha256.digest(b"document");
    let prefix = format!("{:02x}{:02x} {:02x}{:02x}", digest[0], digest[1], digest[2], digest[3]);
    for text in [
        ORIGIN,
        "PESSOA FIRST",
        "Token de teste",
        "Informado pelo site:",
        "contrato-a.pdf",
        &prefix,
        "SETOK Assinar",
    ] {
        assert!(agent.shown().contains(text), "{text} in {}", agent.shown());
    }
}

#[tokio::test]
async fn an_elliptic_signature_comes_in_der() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&[&pin()]);
    let message = attributes("elliptic", DigestAlgorithm::Sha256, b"document");
    let request = Sign {
        certificate_id: id_of(&certificates, "elliptic"),
        algorithm: Algorithm::ES256,
        items: vec![item("a", &message)],
    };
    let signed = page.sign(request).await.unwrap().items;
    let signature = BASE64_STANDARD.decode(&signed[0].signature).unwrap();
    assert!(TOKEN.verifies("elliptic", "-sha256", &message, &signature));
}

#[tokio::test]
async fn the_digest_is_that_of_the_algorithm_asked_for() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&[&pin()]);
    let message = attributes("first", DigestAlgorithm::Sha512, b"document");
    let request =
        Sign { algorithm: Algorithm::RS512, items: vec![item("a", &message)], ..one(&certificates) };
    let signed = page.sign(request).await.unwrap().items;
    let signature = BASE64_STANDARD.decode(&signed[0].signature).unwrap();
    assert!(TOKEN.verifies("first", "-sha512", &message, &signature));
}

#[tokio::test]
async fn nothing_but_attributes_for_this_certificate_and_algorithm_reaches_the_person() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    let good = attributes("first", DigestAlgorithm::Sha256, b"document");
    let truncated = good[..good.len() - 1].to_vec();
    let trailing = [good.as_slice(), &[0]].concat();
    let mut sequence = good.clone();
    sequence[0] = 0x30;
    let mut not_data = good.clone();
    let id_data =
        good.windows(9).position(|oid| oid == [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]).unwrap();
    not_data[id_data + 8] = 2;
    let refused = [
        ("another content type", not_data),
        ("a bare digest", DigestAlgorithm::Sha256.digest(b"document")),
        ("text of a TLS handshake", [&[0x20; 64][..], b"TLS 1.3, client CertificateVerify\0"].concat()),
        ("nothing", Vec::new()),
        ("truncated", truncated),
        ("trailing byte", trailing),
        ("another tag", sequence),
        ("another certificate", attributes("second", DigestAlgorithm::Sha256, b"document")),
        ("another digest", attributes("first", DigestAlgorithm::Sha512, b"document")),
        ("too long", vec![0x31; 65 * 1024]),
    ];
    for (what, bytes) in refused {
        let request = Sign { items: vec![item("a", &good), item("b", &bytes)], ..one(&certificates) };
        assert_eq!(code(page.sign(request).await), Some(Code::InvalidRequest), "{what}");
    }
    assert_eq!(agent.shown(), "");
}

#[tokio::test]
async fn a_kind_that_the_agent_does_not_read_is_refused_by_name_before_anybody_is_asked() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    for kind in [Kind::Challenge, Kind::FiscalQr, Kind::SignedInfo] {
        let mut request = one(&certificates);
        request.items[0].kind = kind;
        let failure = page.sign(request).await.unwrap_err();
        assert_eq!(failure.code, Code::InvalidRequest);
        assert_eq!(failure.message, format!("this agent does not sign {}", kind.as_str()));
    }
    assert_eq!(agent.shown(), "");
}

#[tokio::test]
async fn an_empty_batch_and_an_id_that_comes_twice_are_refused() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    let good = attributes("first", DigestAlgorithm::Sha256, b"document");
    for items in [vec![], vec![item("a", &good), item("a", &good)]] {
        assert_eq!(code(page.sign(Sign { items, ..one(&certificates) }).await), Some(Code::InvalidRequest));
    }
    assert_eq!(agent.shown(), "");
}

#[tokio::test]
async fn a_certificate_of_another_connection_is_not_found() {
    let agent = Running::start();
    let (_first, certificates) = Page::allowed(&agent).await;
    let (mut second, own) = Page::allowed(&agent).await;
    assert_eq!(code(second.sign(one(&certificates)).await), Some(Code::CertificateNotFound));
    let unsuitable = Sign { algorithm: Algorithm::ES256, ..one(&own) };
    assert_eq!(code(second.sign(unsuitable).await), Some(Code::CertificateUnsuitable));
    assert_eq!(agent.shown(), "");
}

#[tokio::test]
async fn a_key_that_wants_the_pin_for_each_signature_gets_it_after_one_question() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&[&pin()]);
    let message = attributes("careful", DigestAlgorithm::Sha256, b"document");
    let items = vec![item("a", &message), item("b", &message)];
    let request = Sign { certificate_id: id_of(&certificates, "careful"), items, ..one(&certificates) };
    for item in page.sign(request).await.unwrap().items {
        assert!(TOKEN.verifies(
            "careful",
            "-sha256",
            &message,
            &BASE64_STANDARD.decode(&item.signature).unwrap()
        ));
    }
    assert_eq!(agent.dialogs(), ["GETPIN"]);
}

#[tokio::test]
async fn a_token_that_cannot_digest_gets_the_digest() {
    let agent = Running::start_with_mechanisms("CKM_RSA_PKCS,CKM_ECDSA");
    let (mut page, certificates) = Page::allowed(&agent).await;
    for (name, algorithm) in [("first", Algorithm::RS256), ("elliptic", Algorithm::ES256)] {
        agent.will(&[&pin()]);
        let message = attributes(name, DigestAlgorithm::Sha256, b"document");
        let certificate_id = id_of(&certificates, name);
        let request = Sign { certificate_id, algorithm, items: vec![item("a", &message)] };
        let signed = page.sign(request).await.unwrap().items;
        let signature = BASE64_STANDARD.decode(&signed[0].signature).unwrap();
        assert!(TOKEN.verifies(name, "-sha256", &message, &signature), "{name}");
    }
}

#[tokio::test]
async fn a_certificate_that_cannot_sign_now_signs_for_no_page() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    let now = [
        ("expired", Code::CertificateExpired),
        ("early", Code::CertificateUnsuitable),
        ("encrypting", Code::CertificateUnsuitable),
    ];
    for (name, wanted) in now {
        let message = attributes(name, DigestAlgorithm::Sha256, b"document");
        let certificate_id = id_of(&certificates, name);
        let request = Sign { certificate_id, items: vec![item("a", &message)], ..one(&certificates) };
        assert_eq!(code(page.sign(request).await), Some(wanted), "{name}");
    }
    assert_eq!(agent.shown(), "");
}

#[tokio::test]
async fn the_login_ends_with_the_job() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&[&pin()]);
    page.sign(one(&certificates)).await.unwrap();
    agent.will(&["pin 000000"]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::PinIncorrect));
}

#[tokio::test]
async fn an_empty_pin_is_not_shown_to_the_token() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&["pin "]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::PinIncorrect));
    assert_eq!(agent.dialogs(), ["GETPIN", "GETPIN"]);
}

#[tokio::test]
async fn the_pin_is_in_no_log_no_state_and_no_environment() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&[&pin()]);
    page.sign(one(&certificates)).await.unwrap();
    let environment = std::fs::read(format!("/proc/{}/environ", agent.pid())).unwrap_or_default();
    let mut written = agent.log() + &agent.shown() + &String::from_utf8_lossy(&environment);
    for entry in std::fs::read_dir(agent.state()).unwrap() {
        written += &std::fs::read_to_string(entry.unwrap().path()).unwrap();
    }
    assert!(written.contains("signed"), "the log is at its most talkative: {written}");
    assert!(!written.contains(PIN));
    for private in ["contrato-a.pdf", "PESSOA FIRST"] {
        assert!(!agent.log().contains(private), "{private}");
    }
}
