//! The demo page's own listener.

use std::fs;

use tempfile::TempDir;

use crate::support::Server;

#[test]
fn the_page_is_served_under_a_policy_that_lets_it_reach_the_api_alone() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
    let server = Server::start(&["--page", folder.path().to_str().unwrap()]);
    let response = server.agent.get(server.page.as_ref().unwrap()).call().unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    let api_origin = server.api.strip_suffix("/api").unwrap();
    assert!(policy.contains(&format!("connect-src 'self' {api_origin} ws://127.0.0.1:*;")), "{policy}");
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
}

#[test]
fn files_have_the_types_that_browsers_insist_on() {
    let folder = TempDir::new().unwrap();
    let server = Server::start(&["--page", folder.path().to_str().unwrap()]);
    for (name, mime) in [("a.wasm", "application/wasm"), ("a.js", "text/javascript"), ("a.css", "text/css")] {
        fs::write(folder.path().join(name), "").unwrap();
        let url = format!("{}{name}", server.page.as_ref().unwrap());
        let response = server.agent.get(url).call().unwrap();
        assert_eq!(response.headers()["content-type"], mime, "{name}");
    }
}

#[test]
fn the_served_page_may_call_the_api() {
    let folder = TempDir::new().unwrap();
    let server = Server::start(&["--page", folder.path().to_str().unwrap()]);
    let origin = server.page.as_ref().unwrap().trim_end_matches('/');
    let request = server.agent.get(format!("{}/v1/signatures", server.api)).header("Origin", origin);
    assert_eq!(request.call().unwrap().headers()["access-control-allow-origin"], origin);
}

#[test]
fn nothing_outside_the_folder_is_served() {
    let folder = TempDir::new().unwrap();
    let page = folder.path().join("page");
    fs::create_dir(&page).unwrap();
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    let server = Server::start(&["--page", page.to_str().unwrap()]);
    let url = format!("{}%2e%2e/secret.txt", server.page.as_ref().unwrap());
    assert_eq!(server.agent.get(url).call().unwrap().status(), 404);
}
