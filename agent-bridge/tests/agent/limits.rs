//! The limits of a page: which messages it may send, how many and when.

use agent_protocol::{Answer, Call, Code, Failure, Hello, Kind};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    page::{ORIGIN, Page},
    running::Running,
};

async fn refused(page: &mut Page, text: &str) -> (String, Option<Code>) {
    page.send_text(text.into()).await;
    let answer = page.receive().await;
    (answer.id, answer.error.map(|failure| failure.code))
}

#[tokio::test]
async fn what_is_not_in_the_protocol_is_refused() {
    let agent = Running::start();
    let mut page = Page::open(&agent, ORIGIN).await;
    let malformed = [
        r#"{"id":"7","call":{"certificates":{"pin":"1234"}}}"#,
        r#"{"id":"7","call":{"certificates":{}},"module":"/tmp/evil.so"}"#,
        r#"{"id":"7","call":{"sign":{"certificateId":"x","algorithm":"RS256","items":[],"pin":"1234"}}}"#,
        r#"{"id":"7","call":{"sign":{"certificateId":"x","algorithm":"none","items":[]}}}"#,
        r#"{"id":"7","call":{"sign":{"certificateId":"x","algorithm":"RS256","items":[{"id":"1","kind":"digest","toBeSigned":"","document":{"name":"a","size":1}}]}}}"#,
        r#"{"id":"7","call":{"certificates":{},"cancel":{"id":"1"}}}"#,
        r#"{"id":"7","call":{"launch":{}}}"#,
        r#"{"id":"7"}"#,
    ];
    for text in malformed {
        assert_eq!(refused(&mut page, text).await, ("7".into(), Some(Code::InvalidRequest)), "{text}");
    }
    let deep = format!(r#"{{"id":"7","call":{}"#, "[".repeat(100_000));
    for text in ["", "null", "[]", "{\"id\":7}", &deep] {
        assert_eq!(refused(&mut page, text).await, (String::new(), Some(Code::InvalidRequest)));
    }
    let long = format!(r#"{{"id":"{}","call":{{"certificates":{{}}}}}}"#, "7".repeat(65));
    assert_eq!(refused(&mut page, &long).await, (String::new(), Some(Code::InvalidRequest)));
    assert_eq!(agent.shown(), "");
}

#[tokio::test]
async fn hello_comes_first_and_speaks_this_version() {
    let agent = Running::start();
    let mut page = Page::connect(&agent, ORIGIN).await;
    let early = refused(&mut page, r#"{"id":"1","call":{"certificates":{}}}"#).await;
    assert_eq!(early, ("1".into(), Some(Code::InvalidRequest)));
    assert_eq!(page.closed().await, 1008);
    let mut page = Page::connect(&agent, ORIGIN).await;
    let old = refused(&mut page, r#"{"id":"1","call":{"hello":{"client":"old","protocol":0}}}"#).await;
    assert_eq!(old, ("1".into(), Some(Code::PageOutdated)));
    assert_eq!(page.closed().await, 1008);
    assert_eq!(agent.shown(), "");
}

async fn hello(agent: &Running, protocol: u16) -> (Page, Result<Answer, Failure>) {
    let mut page = Page::connect(agent, ORIGIN).await;
    let answer = page.call(Call::Hello(Hello { client: "tests 1.0".into(), protocol })).await;
    (page, answer)
}

#[tokio::test]
async fn a_newer_page_is_answered_with_the_version_of_the_agent_and_the_kinds_that_it_signs() {
    let agent = Running::start();
    for protocol in [1, 2, 7, u16::MAX] {
        let (mut page, answer) = hello(&agent, protocol).await;
        let Ok(Answer::Hello(greeting)) = answer else { panic!("{answer:?}") };
        assert_eq!((greeting.protocol, greeting.kinds), (1, vec![Kind::SignedAttributes]));
        let (id, failure) =
            refused(&mut page, r#"{"id":"2","call":{"hello":{"client":"x","protocol":1}}}"#).await;
        assert_eq!((id.as_str(), failure), ("2", Some(Code::InvalidRequest)), "hello comes once");
    }
}

#[tokio::test]
async fn a_page_that_is_too_old_is_told_the_version_that_would_do() {
    let agent = Running::start();
    let (mut page, answer) = hello(&agent, 0).await;
    let failure = answer.unwrap_err();
    assert_eq!((failure.code, failure.minimum), (Code::PageOutdated, Some(1)));
    assert_eq!(page.closed().await, 1008);
}

#[tokio::test]
async fn a_page_that_says_nothing_is_closed_after_five_seconds() {
    let agent = Running::start();
    let start = std::time::Instant::now();
    assert_eq!(Page::connect(&agent, ORIGIN).await.closed().await, 1008);
    assert!((4..8).contains(&start.elapsed().as_secs()));
}

#[tokio::test]
async fn a_message_over_the_limit_closes_with_1009_and_a_binary_one_with_1003() {
    let agent = Running::start();
    let mut page = Page::open(&agent, ORIGIN).await;
    page.send_message(Message::Text("x".repeat(512 * 1024 + 1).into())).await;
    assert_eq!(page.closed().await, 1009);
    let mut page = Page::open(&agent, ORIGIN).await;
    page.send_message(Message::Binary(vec![1].into())).await;
    assert_eq!(page.closed().await, 1003);
}

#[tokio::test]
async fn a_flood_and_a_fifth_connection_are_closed_with_4429() {
    let agent = Running::start();
    let mut page = Page::open(&agent, ORIGIN).await;
    for _ in 0..60 {
        if !page.send_message(Message::Text("{}".into())).await {
            break;
        }
    }
    assert_eq!(page.closed().await, 4429);
    drop(page);
    let mut pages = Vec::new();
    for _ in 0..4 {
        pages.push(Page::open(&agent, "https://other.example").await);
    }
    assert_eq!(Page::connect(&agent, "https://other.example").await.closed().await, 4429);
    Page::open(&agent, ORIGIN).await;
    let mut subdomains = Vec::new();
    for origin in ["https://a.evil.example", "https://b.evil.example", "https://c.evil.example"] {
        for _ in 0..4 {
            subdomains.push(Page::connect(&agent, origin).await);
        }
    }
    assert_eq!(subdomains.last_mut().unwrap().closed().await, 4429, "eight of one site are open");
    Page::open(&agent, "https://third.example").await;
    pages.pop();
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    Page::open(&agent, "https://other.example").await;
}
