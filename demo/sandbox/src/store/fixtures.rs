//! Sessions at each step, for tests.

use signer_pki::DigestAlgorithm;

use super::questions::{Decision, Effect, Store};
use crate::digest::Digest;
use crate::session::{
    CertificateMode, Completion, DigestItem, DocumentFacts, Registration, SessionRequest, SigningSession,
};

pub(crate) async fn opened(store: &dyn Store, seconds_to_live: u32) -> String {
    let session = session(seconds_to_live);
    store.open_session(&session, None).await.unwrap();
    session.id
}

pub(crate) async fn authorized(store: &dyn Store) -> String {
    let id = opened(store, 600).await;
    store.ask(&id, "token").await.unwrap();
    assert_eq!(store.decide(&id, "token", Decision::Authorize).await.unwrap(), Effect::Decided);
    id
}

pub(crate) async fn signed(store: &dyn Store) -> String {
    let id = authorized(store).await;
    assert!(store.take_items(&id, &items()).await.unwrap());
    assert!(store.keep_signatures(&id, &signatures()).await.unwrap());
    assert!(store.complete(&id, &completion()).await.unwrap());
    id
}

pub(crate) fn session(seconds_to_live: u32) -> SigningSession {
    let document = DocumentFacts {
        id: "contract-001".to_owned(),
        r#type: "pdf".to_owned(),
        name: Some("contrato.pdf".to_owned()),
        size: 12,
        digest: digest(1),
        signatures: 3,
    };
    let request = SessionRequest {
        documents: vec![document],
        certificate_mode: CertificateMode::Cloud,
        provider: "birdid".to_owned(),
        metadata: [("reason".to_owned(), "Aprovação".to_owned())].into(),
        origin: Some("https://page.example".to_owned()),
    };
    SigningSession::new(request, seconds_to_live)
}

pub(crate) fn items() -> Vec<DigestItem> {
    let item = |number: u8| DigestItem {
        id: number.to_string(),
        document: 0,
        digest: digest(number),
        signature: None,
    };
    (1..=3).map(item).collect()
}

pub(crate) fn signatures() -> Vec<Vec<u8>> {
    (1..=3).map(|number| vec![number; 256]).collect()
}

pub(crate) fn completion() -> [Registration; 1] {
    [Registration { place: 0, completion: Completion { digest: digest(9), size: 4096 } }]
}

fn digest(octet: u8) -> Digest {
    Digest::new(DigestAlgorithm::Sha256, vec![octet; 32]).unwrap()
}
