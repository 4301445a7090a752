//! Tokens that misbehave: SoftHSM2 behind faulty.c.

use std::time::Duration;

use agent_protocol::{Call, Cancel, Certificates, Code};

use crate::{
    page::{Page, code, one},
    running::{Running, wait_for},
    token::{PIN, another, faulty},
};

async fn start() -> (Running, Page, Vec<agent_protocol::TokenCertificate>) {
    let agent = Running::start_with(&["--module", faulty()], "C");
    let (page, certificates) = Page::allowed(&agent).await;
    (agent, page, certificates)
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn pin() -> String {
    format!("pin {PIN}")
}

#[tokio::test]
async fn a_wrong_pin_reaches_the_token_once_and_the_right_one_then_signs() {
    let (agent, mut page, certificates) = start().await;
    agent.will(&["pin 000000"]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::PinIncorrect));
    assert_eq!(agent.calls(), ["login"]);
    agent.will(&[&pin()]);
    page.sign(one(&certificates)).await.unwrap();
    assert_eq!(agent.calls(), ["login", "login", "sign"]);
}

#[tokio::test]
async fn a_locked_token_is_not_asked_and_neither_is_the_person() {
    let (agent, mut page, certificates) = start().await;
    agent.misbehave("locked");
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::PinLocked));
    assert_eq!((agent.calls(), agent.dialogs()), (vec![], vec![]));
}

#[tokio::test]
async fn the_last_try_is_used_only_after_a_yes_to_just_that() {
    let (agent, mut page, certificates) = start().await;
    agent.misbehave("last-try");
    agent.will(&["cancel"]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::PinLastTry));
    assert_eq!((agent.calls(), agent.dialogs()), (vec![], vec!["CONFIRM".to_owned()]));
    assert!(agent.shown().contains("LAST TRY"), "{}", agent.shown());
    agent.will(&["allow", &pin()]);
    page.sign(one(&certificates)).await.unwrap();
    assert_eq!(agent.dialogs(), ["CONFIRM", "GETPIN"]);
}

#[tokio::test]
async fn a_wrong_pin_before_the_last_try_says_that_one_is_left() {
    let (agent, mut page, certificates) = start().await;
    agent.misbehave("last-try");
    agent.will(&["allow", "pin 000000"]);
    let failure = page.sign(one(&certificates)).await.unwrap_err();
    assert_eq!((failure.code, failure.retries_left), (Code::PinIncorrect, Some(1)));
    assert_eq!(agent.calls(), ["login"]);
}

#[tokio::test]
async fn a_wrong_pin_is_typed_again_in_the_same_call_which_then_signs() {
    let (agent, mut page, certificates) = start().await;
    agent.will(&["pin 000000", &pin()]);
    page.sign(one(&certificates)).await.unwrap();
    assert_eq!((agent.calls(), agent.dialogs()), (owned(&["login", "login", "sign"]), owned(&["GETPIN"; 2])));
    assert!(agent.shown().contains("SETERROR Wrong PIN."), "{}", agent.shown());
    assert!(
        !agent.shown().contains("tries are left") && !agent.shown().contains("1 try"),
        "it does not tell"
    );
}

#[tokio::test]
async fn the_tries_that_the_token_tells_are_said_where_the_pin_is_typed_again() {
    let (agent, mut page, certificates) = start().await;
    agent.misbehave("low");
    agent.will(&["pin 000000", &pin()]);
    page.sign(one(&certificates)).await.unwrap();
    assert!(
        agent.shown().contains("SETERROR Wrong PIN. Look at Caps Lock and the numeric keypad. Few tries")
    );
    agent.misbehave("last-try");
    agent.will(&["allow", "pin 000000", "allow", &pin()]);
    page.sign(one(&certificates)).await.unwrap();
    assert_eq!(agent.dialogs(), ["CONFIRM", "GETPIN", "CONFIRM", "GETPIN"]);
    assert!(agent.shown().contains("keypad. 1 try is left."), "{}", agent.shown());
}

#[tokio::test]
async fn a_token_that_locks_at_a_wrong_pin_is_not_asked_again() {
    let (agent, mut page, certificates) = start().await;
    agent.misbehave("locks");
    agent.will(&["pin 000000", &pin()]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::PinLocked));
    assert_eq!((agent.calls(), agent.dialogs()), (owned(&["login"]), owned(&["GETPIN"])));
}

#[tokio::test]
async fn a_third_pin_in_a_row_is_a_step_of_its_own_where_the_token_does_not_tell_how_many_are_left() {
    let (agent, mut page, certificates) = start().await;
    agent.will(&["pin 000000", "pin 111111", "cancel"]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::PinIncorrect));
    assert_eq!(agent.dialogs(), ["GETPIN", "GETPIN", "CONFIRM"]);
    agent.will(&["cancel"]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::PinLastTry));
    assert_eq!(agent.calls(), ["login", "login"]);
    agent.will(&["allow", &pin()]);
    page.sign(one(&certificates)).await.unwrap();
    agent.will(&[&pin()]);
    page.sign(one(&certificates)).await.unwrap();
    assert_eq!(agent.dialogs(), ["GETPIN"], "the right one takes the wrong ones back");
}

#[tokio::test]
async fn a_wrong_pin_on_the_reader_is_typed_again_there() {
    let (agent, mut page, certificates) = start().await;
    agent.misbehave("on-reader");
    agent.type_on_reader("000000");
    agent.will(&["allow", "wait"]);
    page.send(Call::Sign(one(&certificates))).await;
    agent.open_dialog();
    assert_eq!((agent.calls(), agent.dialogs()), (owned(&["login"]), owned(&["CONFIRM"; 2])));
    assert!(agent.shown().contains("SETERROR Wrong PIN."), "{}", agent.shown());
}

#[tokio::test]
async fn few_tries_left_are_said_in_red() {
    let (agent, mut page, certificates) = start().await;
    agent.misbehave("low");
    page.sign(one(&certificates)).await.unwrap_err();
    assert!(agent.shown().contains("SETERROR A wrong PIN was typed before"), "{}", agent.shown());
}

#[tokio::test]
async fn where_the_reader_has_keys_the_pin_is_typed_there() {
    let (agent, mut page, certificates) = start().await;
    agent.misbehave("on-reader");
    agent.type_on_reader(PIN);
    agent.will(&["allow"]);
    page.sign(one(&certificates)).await.unwrap();
    assert_eq!(agent.dialogs(), ["CONFIRM"]);
    assert!(
        agent.shown().contains("type the PIN on the reader, each time")
            && agent.shown().contains("contrato-a.pdf")
    );
    agent.will(&["cancel"]);
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::UserCancelled));
}

#[tokio::test]
async fn a_token_pulled_out_is_told_from_a_defect() {
    let (agent, mut page, certificates) = start().await;
    agent.misbehave("hang-sign");
    agent.will(&[&pin()]);
    page.send(Call::Sign(one(&certificates))).await;
    wait_for("the signature", || agent.calls().contains(&"sign".into()));
    agent.misbehave("pulled-out");
    assert_eq!(page.receive().await.error.map(|failure| failure.code), Some(Code::TokenNotPresent));
    assert_eq!(code(page.call(Call::Certificates(Certificates {})).await), Some(Code::TokenNotPresent));
    assert_eq!(code(page.sign(one(&certificates)).await), Some(Code::TokenNotPresent));
    agent.misbehave("");
    agent.will(&[&pin()]);
    page.sign(one(&certificates)).await.unwrap();
}

#[tokio::test]
async fn a_module_that_hangs_keeps_no_page_waiting_that_gives_up() {
    let (agent, mut page, certificates) = start().await;
    agent.misbehave("hang-sign");
    agent.will(&[&pin()]);
    let id = page.send(Call::Sign(one(&certificates))).await;
    wait_for("the signature", || agent.calls().contains(&"sign".into()));
    page.send(Call::Cancel(Cancel { id: id.clone() })).await;
    let answers = [page.receive().await, page.receive().await];
    let given_up = answers.iter().find(|answer| answer.id == id).unwrap();
    assert_eq!(given_up.error.as_ref().map(|failure| failure.code), Some(Code::UserCancelled));
    agent.misbehave("");
    agent.will(&["pin 000000"]);
    assert_eq!(
        code(page.sign(one(&certificates)).await),
        Some(Code::PinIncorrect),
        "the login ended with the job"
    );
}

#[tokio::test]
async fn a_driver_that_is_slow_to_begin_holds_up_another_once_and_is_used_when_it_is_there() {
    let drivers = ["--module", faulty(), "--module", another()];
    let agent = Running::start_misbehaving("hang-initialize", &drivers);
    let (mut page, _) = Page::allowed(&agent).await;
    let again = std::time::Instant::now();
    page.certificates().await.unwrap();
    assert!(again.elapsed() < Duration::from_secs(10), "the driver that hangs is waited for once more");
    agent.misbehave("");
    wait_for("the slow driver", || agent.log().contains("answers again"));
    let certificates = page.certificates().await.unwrap();
    agent.will(&[&pin()]);
    page.sign(one(&certificates)).await.unwrap();
    assert_eq!(agent.calls(), ["login", "sign"], "the first driver signs");
    assert_eq!(agent.begun(), 1, "it was initialised while it was being initialised");
}

#[tokio::test]
async fn a_driver_that_answers_late_is_asked_again() {
    let (agent, mut page, _) = start().await;
    agent.misbehave("hang-list");
    assert_eq!(code(page.certificates().await), Some(Code::Internal));
    agent.misbehave("");
    wait_for("the slow driver", || agent.log().contains("answers again"));
    let certificates = page.certificates().await.unwrap();
    agent.will(&[&pin()]);
    page.sign(one(&certificates)).await.unwrap();
}
