//! What a signature states beside the digest, and what the dialog says of it.

use agent_protocol::{Code, Sign};
use signer_pki::{
    DigestAlgorithm,
    der::{self, tag},
};

use crate::{
    page::{Page, attributes, attributes_with, item, one},
    running::Running,
    token::module,
};

const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5];
const POLICY: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 15];
const COMMITMENT: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 16];

fn at(time: &str) -> Vec<u8> {
    der::tlv(tag::UTC_TIME, &[time.as_bytes()])
}

fn policy(last: u8) -> Vec<u8> {
    der::sequence(&[&der::object_identifier(&[0x60, 0x4c, 1, 7, 1, 6, last])])
}

fn signed(more: &[(&[u8], Vec<u8>)]) -> Vec<u8> {
    attributes_with("first", b"document", more)
}

async fn start() -> (Running, Page, Sign) {
    let agent = Running::start_with(&["--module", module()], "C");
    let (page, certificates) = Page::allowed(&agent).await;
    let request = one(&certificates);
    (agent, page, request)
}

#[tokio::test]
async fn no_digest_is_called_verified_since_none_was_compared() {
    let (agent, mut page, request) = start().await;
    page.sign(request).await.unwrap_err();
    let shown = agent.shown();
    assert!(shown.contains("digest that is signed: "), "{shown}");
    assert!(!shown.contains("verified") && !shown.contains("conferido"), "{shown}");
    assert!(!shown.contains("states") && !shown.contains("policy"), "there is neither: {shown}");
}

#[tokio::test]
async fn signing_time_and_policy_are_shown_also_those_of_items_that_have_no_room() {
    let (agent, mut page, request) = start().await;
    let plain = signed(&[(SIGNING_TIME, at("261122120000Z")), (POLICY, policy(1))]);
    let last = signed(&[(SIGNING_TIME, at("300101000001Z")), (POLICY, policy(1))]);
    page.sign(Sign { items: vec![item("a", &plain)], ..request.clone() }).await.unwrap_err();
    assert!(agent.shown().contains("the signature states: 2026-11-22 12:00:00 UTC.%0A"), "{}", agent.shown());
    assert!(agent.shown().contains("Signature policy: 2.16.76.1.7.1.6.1."), "{}", agent.shown());
    let mut items = (0..99).map(|number| item(&number.to_string(), &plain)).collect::<Vec<_>>();
    items.push(item("last", &last));
    page.sign(Sign { items, ..request }).await.unwrap_err();
    let times = "states: 2026-11-22 12:00:00 UTC – 2030-01-01 00:00:01 UTC.";
    assert!(agent.shown().contains(times) && !agent.shown().contains("contrato-last"), "{}", agent.shown());
}

#[tokio::test]
async fn an_attribute_that_would_be_signed_unseen_is_refused_before_anybody_is_asked() {
    let (agent, mut page, request) = start().await;
    let committed = signed(&[(COMMITMENT, der::sequence(&[&der::object_identifier(&[0x2a, 3])]))]);
    let plain = attributes("first", DigestAlgorithm::Sha256, b"document");
    let (one, other) = (signed(&[(POLICY, policy(1))]), signed(&[(POLICY, policy(2))]));
    for (items, why) in [
        ([&plain, &committed], "does not sign the attribute 1.2.840.113549.1.9.16.2.16"),
        ([&one, &other], "one signature policy"),
        ([&one, &plain], "one signature policy"),
    ] {
        let items = vec![item("a", items[0]), item("b", items[1])];
        let failure = page.sign(Sign { items, ..request.clone() }).await.unwrap_err();
        assert_eq!(failure.code, Code::InvalidRequest);
        assert!(failure.message.contains(why), "{failure:?}");
    }
    assert_eq!(agent.shown(), "");
}

#[tokio::test]
async fn characters_that_are_not_drawn_are_shown_as_their_numbers() {
    let (agent, mut page, mut request) = start().await;
    let hidden = ['\u{34f}', '\u{2800}', '\u{1bca0}', '\u{1d173}', '\u{13430}', '\u{180b}', '\u{e0100}'];
    let template = request.items.remove(0);
    for character in hidden {
        let mut item = template.clone();
        item.id = u32::from(character).to_string();
        item.document.name = format!("a{character}b.pdf");
        request.items.push(item);
    }
    page.sign(request).await.unwrap_err();
    for character in hidden {
        let number = format!("a‹U+{:04X}›b.pdf", u32::from(character));
        assert!(agent.shown().contains(&number), "{number} in {}", agent.shown());
    }
}
