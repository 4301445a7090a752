//! The person: saying yes, saying no, not answering.

use std::os::unix::fs::PermissionsExt;

use agent_protocol::{Answer, Call, Cancel, Code, Sign};

use crate::{
    page::{ORIGIN, Page, code, item, one},
    running::{Running, command, wait_for},
    token::{PIN, module},
};

#[tokio::test]
async fn consent_is_asked_once_per_connection() {
    let agent = Running::start();
    agent.will(&["allow"]);
    let mut page = Page::open(&agent, ORIGIN).await;
    page.certificates().await.unwrap();
    page.certificates().await.unwrap();
    assert_eq!(agent.dialogs(), ["CONFIRM"]);
    assert!(
        agent.shown().contains(ORIGIN) && agent.shown().contains("SETNOTOK Bloquear"),
        "{}",
        agent.shown()
    );
    let mut other = Page::open(&agent, ORIGIN).await;
    assert_eq!(code(other.certificates().await), Some(Code::UserCancelled));
}

#[tokio::test]
async fn a_blocked_origin_is_closed_with_4403_after_a_restart_too_until_it_is_unblocked() {
    let agent = Running::start();
    agent.will(&["block"]);
    let mut page = Page::open(&agent, ORIGIN).await;
    assert_eq!(code(page.certificates().await), Some(Code::OriginNotAllowed));
    assert_eq!(page.closed().await, 4403);
    assert_eq!(Page::connect(&agent, ORIGIN).await.closed().await, 4403);

    let agent = agent.restart();
    assert_eq!(Page::connect(&agent, ORIGIN).await.closed().await, 4403);
    Page::open(&agent, "https://other.example").await;
    assert_eq!(agent.shown(), "");

    let told =
        |arguments: &[&str]| command().args(arguments).arg("--state").arg(agent.state()).output().unwrap();
    assert_eq!(told(&["blocked"]).stdout, format!("{ORIGIN}\n").as_bytes());
    assert!(told(&["unblock", ORIGIN]).status.success());
    Page::open(&agent, ORIGIN).await;
}

#[tokio::test]
async fn a_block_holds_for_the_connections_that_are_open_too() {
    let agent = Running::start();
    let (mut first, certificates) = Page::allowed(&agent).await;
    let mut second = Page::open(&agent, ORIGIN).await;
    agent.will(&["block"]);
    assert_eq!(code(second.certificates().await), Some(Code::OriginNotAllowed));
    agent.will(&[&format!("pin {PIN}")]);
    assert_eq!(code(first.sign(one(&certificates)).await), Some(Code::OriginNotAllowed));
    assert_eq!(agent.shown(), "");
}

#[tokio::test]
async fn what_is_remembered_is_for_its_owner_only() {
    let agent = Running::start();
    agent.will(&["block"]);
    let _ = Page::open(&agent, ORIGIN).await.certificates().await;
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(agent.state().join("origins.json")), 0o600);
    assert_eq!(mode(agent.state()), 0o700);
}

#[tokio::test]
async fn a_state_that_cannot_be_read_keeps_the_agent_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("origins.json"), "{").unwrap();
    let output = command().args(["serve", "--port", "0", "--state"]).arg(folder.path()).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("state"), "{output:?}");
}

#[tokio::test]
async fn a_dialog_that_is_cancelled_or_runs_out_signs_nothing() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&["cancel", "timeout"]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::UserCancelled));
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::UserTimeout));
}

#[tokio::test]
async fn cancelled_by_the_page_the_dialog_goes() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&["wait"]);
    let id = page.send(Call::Sign(one(&certificates))).await;
    let dialog = agent.open_dialog();
    assert!(dialog.exists());
    assert!(matches!(page.send(Call::Cancel(Cancel { id: id.clone() })).await.as_str(), "4"));
    let answers = [page.receive().await, page.receive().await];
    let of = |id: &str| answers.iter().find(|answer| answer.id == id).unwrap();
    assert!(matches!(of("4").result, Some(Answer::Cancel(_))));
    assert_eq!(of(&id).error.as_ref().map(|failure| failure.code), Some(Code::UserCancelled));
    wait_for("the end of the dialog", || !is_running(&dialog));
}

#[tokio::test]
async fn a_page_that_leaves_takes_its_dialog_with_it() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&["wait"]);
    page.send(Call::Sign(one(&certificates))).await;
    let dialog = agent.open_dialog();
    drop(page);
    wait_for("the end of the dialog", || !is_running(&dialog));
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&[&format!("pin {PIN}")]);
    page.sign(one(&certificates)).await.unwrap();
}

#[tokio::test]
async fn a_second_page_waits_until_the_first_dialog_is_gone() {
    let agent = Running::start();
    let (mut first, certificates) = Page::allowed(&agent).await;
    agent.will(&["wait", "allow"]);
    first.send(Call::Sign(one(&certificates))).await;
    agent.open_dialog();
    let mut second = Page::open(&agent, "https://second.example").await;
    second.send(Call::Certificates(Default::default())).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(agent.dialogs(), ["GETPIN"]);
    drop(first);
    assert!(matches!(second.receive().await.result, Some(Answer::Certificates(_))));
    assert_eq!(agent.dialogs(), ["GETPIN", "CONFIRM"]);
}

#[tokio::test]
async fn after_three_refusals_in_a_row_an_origin_is_not_asked_for() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    for _ in 0..3 {
        assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::UserCancelled));
    }
    let failure = page.sign(one(&certificates)).await.unwrap_err();
    assert_eq!((failure.code, agent.dialogs().len()), (Code::RateLimited, 3));
    assert!((580..=600).contains(&failure.retry_after.unwrap()), "{failure:?}");
    agent.will(&["allow"]);
    Page::open(&agent, "https://other.example").await.certificates().await.unwrap();
}

#[tokio::test]
async fn two_wrong_pins_and_a_cancel_are_one_refusal() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&["pin 000000", "pin 111111", "cancel"]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::PinIncorrect));
    agent.will(&["allow", &format!("pin {PIN}")]);
    page.sign(one(&certificates)).await.unwrap();
}

#[tokio::test]
async fn dialogs_that_a_site_withdraws_are_counted_whichever_of_its_pages_opens_them() {
    let agent = Running::start();
    let mut shown = 0;
    for origin in ["https://a.app.example", "https://b.app.example", "https://app.example:8443"].repeat(4) {
        agent.will(&["wait"]);
        let mut page = Page::open(&agent, origin).await;
        let id = page.send(Call::Certificates(Default::default())).await;
        if shown == 6 {
            let failure = page.receive().await.error.unwrap();
            assert_eq!(failure.code, Code::RateLimited);
            assert!((580..=600).contains(&failure.retry_after.unwrap()), "{failure:?}");
            continue;
        }
        let dialog = agent.open_dialog();
        shown += 1;
        // Half of them by `cancel`, half by leaving.
        if shown % 2 == 0 {
            page.send(Call::Cancel(Cancel { id })).await;
            page.receive().await;
        }
        drop(page);
        wait_for("the end of the dialog", || !is_running(&dialog));
    }
    assert_eq!(shown, 6);
    agent.will(&["allow"]);
    Page::open(&agent, "https://other.example").await.certificates().await.unwrap();
}

#[tokio::test]
async fn dialogs_that_run_out_are_counted() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    agent.will(&["timeout"; 7]);
    for _ in 0..6 {
        assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::UserTimeout));
    }
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::RateLimited));
}

#[tokio::test]
async fn another_site_gets_its_turn_though_one_has_queued_all_it_can() {
    let agent = Running::start();
    agent.will(&["wait", "allow"]);
    let mut greedy = Vec::new();
    for origin in ["https://a.evil.example", "https://b.evil.example", "https://c.evil.example"] {
        greedy.push(Page::open(&agent, origin).await);
    }
    for page in &mut greedy {
        for _ in 0..3 {
            page.send(Call::Certificates(Default::default())).await;
        }
    }
    agent.open_dialog();
    let mut other = Page::open(&agent, "https://other.example").await;
    other.send(Call::Certificates(Default::default())).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    drop(greedy);
    assert!(matches!(other.receive().await.result, Some(Answer::Certificates(_))));
}

#[tokio::test]
async fn what_the_site_says_cannot_pass_for_what_the_agent_says() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    let mut request = one(&certificates);
    request.items[0].document.name =
        format!("a\u{202e}fdp.exe\nO site\rhttps://bank.example%0A{}\u{7}", "x".repeat(10_000));
    page.sign(request).await.unwrap_err();
    let shown = agent.shown();
    let description = shown.lines().find(|line| line.starts_with("SETDESC")).unwrap();
    assert!(description.len() <= 1000 && description.contains(ORIGIN), "{description}");
    assert!(!description.contains(['\u{202e}', '\u{7}', '\r']), "{description}");
    assert!(!description.contains("%0AO site%0Ahttps://bank"), "{description}");
    assert!(description.contains("a‹U+202E›fdp.exe‹U+000A›O site"), "{description}");
}

#[tokio::test]
async fn the_number_of_documents_is_said_even_where_they_do_not_all_fit() {
    let agent = Running::start();
    let (mut page, certificates) = Page::allowed(&agent).await;
    let request = one(&certificates);
    let to_be_signed = crate::page::attributes("first", signer_pki::DigestAlgorithm::Sha256, b"document");
    let items = (0..300).map(|number| item(&number.to_string(), &to_be_signed)).collect();
    page.sign(Sign { items, ..request }).await.unwrap_err();
    let shown = agent.shown();
    let description = shown.lines().find(|line| line.starts_with("SETDESC")).unwrap();
    assert!(description.contains("300 documentos") && description.contains("… e mais"), "{description}");
    assert!(description.len() <= 1000, "{}", description.len());
}

#[tokio::test]
async fn a_person_who_reads_english_is_asked_in_english() {
    let agent = Running::start_with(&["--module", module()], "en_GB.UTF-8");
    let (mut page, certificates) = Page::allowed(&agent).await;
    page.sign(one(&certificates)).await.unwrap_err();
    assert!(agent.shown().contains("According to the site:"), "{}", agent.shown());
}

#[tokio::test]
async fn without_module_token_or_pinentry_the_code_says_which() {
    let missing = Running::start_with(&["--module", "/nowhere/libmissing.so"], "C");
    missing.will(&["allow"]);
    assert_eq!(code(Page::open(&missing, ORIGIN).await.certificates().await), Some(Code::TokenDriverMissing));
    let mute = Running::start_with(&["--module", module(), "--pinentry", "/nowhere/pinentry"], "C");
    assert_eq!(code(Page::open(&mute, ORIGIN).await.certificates().await), Some(Code::PinPromptUnavailable));
}

fn is_running(process: &std::path::Path) -> bool {
    std::fs::read_to_string(process.join("stat")).is_ok_and(|stat| !stat.contains(") Z "))
}
