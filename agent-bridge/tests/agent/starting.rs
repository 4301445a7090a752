//! Starting: one agent for each user, and no program that somebody else can change.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Output};

use agent_protocol::Code;

use crate::{
    page::{ORIGIN, Page},
    running::{Running, command, wait_for},
    token::module,
};

fn serve(folder: &Path, more: &[&str]) -> Output {
    let state = folder.join("another state");
    command().args(["serve", "--port", "0", "--state"]).arg(state).args(more).output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn a_second_agent_of_a_user_says_where_the_first_one_is_and_ends_with_3() {
    let agent = Running::start();
    let folder = tempfile::tempdir().unwrap();
    let runtime = agent.runtime().display().to_string();
    let second = serve(folder.path(), &["--runtime", &runtime, "--module", module()]);
    assert_eq!(second.status.code(), Some(3), "{second:?}");
    let first = format!("already runs (process {}, ws://127.0.0.1:{})", agent.pid(), agent.port);
    assert!(words(&second).contains(&first), "{second:?}");
    Page::open(&agent, ORIGIN).await;
}

#[tokio::test]
async fn the_usual_place_of_the_running_agent_is_that_of_the_login() {
    let agent = Running::start();
    let folder = tempfile::tempdir().unwrap();
    let login = folder.path().join("login");
    fs::create_dir(&login).unwrap();
    std::os::unix::fs::symlink(agent.runtime(), login.join("signer-agent")).unwrap();
    let state = folder.path().join("another state");
    let mut second = command();
    second.args(["--port", "0", "--state"]).arg(state).env("XDG_RUNTIME_DIR", &login);
    assert_eq!(second.output().unwrap().status.code(), Some(3));
}

#[tokio::test]
async fn an_agent_that_was_killed_holds_up_no_other_one() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    for ready in ["first", "second"] {
        let mut agent = command();
        agent.args(["serve", "--port", "0", "--module", module()]);
        agent.arg("--state").arg(place("state")).arg("--runtime").arg(place("runtime"));
        let mut agent = agent.arg("--ready-file").arg(place(ready)).spawn().unwrap();
        wait_for("the agent", || place(ready).exists() || agent.try_wait().unwrap().is_some());
        let note = fs::read_to_string(place("runtime/agent.running")).unwrap();
        assert!(note.starts_with(&format!("process {}, ", agent.id())), "{ready}: {note}");
        agent.kill().unwrap();
        agent.wait().unwrap();
        assert!(place("runtime/agent.lock").exists());
    }
}

#[tokio::test]
async fn a_module_or_a_pinentry_that_anybody_may_write_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = folder.path().join("runtime").display().to_string();
    let (open, link) = (folder.path().join("open"), folder.path().join("link.so"));
    fs::create_dir(&open).unwrap();
    let (file, in_open) = (folder.path().join("module.so"), open.join("module.so"));
    fs::copy(module(), &file).unwrap();
    fs::copy(module(), &in_open).unwrap();
    std::os::unix::fs::symlink(&in_open, &link).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
    for (option, path, named) in [
        ("--module", &file, &file),
        ("--module", &in_open, &open),
        ("--module", &link, &open),
        ("--pinentry", &file, &file),
    ] {
        let output = serve(folder.path(), &["--runtime", &runtime, option, path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{path:?}");
        let why = format!("{} may be written by anybody", named.display());
        assert!(words(&output).contains(&why), "{output:?}");
    }
}

#[tokio::test]
async fn a_module_that_comes_while_the_agent_runs_is_looked_at_before_it_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("module.so");
    let agent = Running::start_with(&["--module", file.to_str().unwrap()], "C");
    agent.will(&["allow"]);
    let mut page = Page::open(&agent, ORIGIN).await;
    assert_eq!(page.certificates().await.unwrap_err().code, Code::TokenDriverMissing);
    fs::copy(module(), &file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    let refused = page.certificates().await.unwrap_err();
    assert_eq!(refused.code, Code::TokenDriverMissing);
    assert!(refused.message.contains("may be written by anybody"), "{refused:?}");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(!page.certificates().await.unwrap().is_empty());
}
