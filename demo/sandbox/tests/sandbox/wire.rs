//! The wire below the routes, spoken to octet by octet: foreign names, what never ends, what is too large, what answers say.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{SESSIONS, Server, bearer, session_request};

#[test]
fn a_name_that_leads_here_by_somebody_elses_dns_gets_nothing() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("index.html"), "the page").unwrap();
    let server = Server::start(&["--page", folder.path().to_str().unwrap(), "--allow-host", "Sandbox.Test"]);
    let page = server.page.clone().unwrap().replace("http://", "").replace('/', "");
    let port = server.address().rsplit_once(':').unwrap().1.to_owned();
    for (host, answered) in [
        (format!("127.0.0.1:{port}"), true),
        (format!("LOCALHOST:{port}"), true),
        (format!("[::1]:{port}"), true),
        ("localhost".into(), true),
        ("sandbox.test".into(), true),
        (format!("evil.example:{port}"), false),
        (format!("127.0.0.1.evil.example:{port}"), false),
        (format!("localhost@evil.example:{port}"), false),
        (format!("evil@localhost:{port}"), false),
        ("".into(), false),
        (format!("localhost:{port}\r\nHost: evil.example"), false),
    ] {
        let head =
            |path| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {}\r\n\r\n", bearer());
        for (address, path) in [
            (server.address(), "/api/v1/signatures"),
            (server.address(), "/provider/style.css"),
            (page.as_str(), "/index.html"),
        ] {
            let answer = said(address, &head(path));
            assert_eq!(status(&answer), if answered { 200 } else { 421 }, "{host} {path} {answer}");
        }
    }
}

#[test]
fn a_request_without_host_or_for_another_target_is_refused() {
    let server = Server::start(&[]);
    let authorization = format!("Authorization: {}", bearer());
    let bare = format!("GET /api/v1/signatures HTTP/1.1\r\n{authorization}\r\n\r\n");
    assert_eq!(status(&said(server.address(), &bare)), 421);
    let absolute = format!(
        "GET http://evil.example/api/v1/signatures HTTP/1.1\r\nHost: localhost\r\n{authorization}\r\n\r\n"
    );
    assert_eq!(status(&said(server.address(), &absolute)), 421);
}

#[test]
fn the_scheme_of_the_token_may_be_in_any_case() {
    let server = Server::start(&[]);
    let token = bearer();
    let token = token.strip_prefix("Bearer ").unwrap();
    for (scheme, wanted) in
        [("bearer ", 200), ("BEARER ", 200), ("bEaReR   ", 200), ("Bearer", 401), ("Token ", 401)]
    {
        let request = server.agent.get(format!("{}/v1/signatures", server.api));
        let response = request.header("Authorization", format!("{scheme}{token}")).call().unwrap();
        assert_eq!(response.status().as_u16(), wanted, "{scheme:?}");
        assert_eq!(response.headers().contains_key("www-authenticate"), wanted == 401, "{scheme:?}");
    }
}

#[test]
fn every_answer_is_of_its_type_and_kept_by_nobody() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let approval = session["authorization"]["url"].as_str().unwrap().to_owned();
    let below = |path: &str| format!("{}{path}", server.api);
    let session = below(&format!("{SESSIONS}/{}", session["id"].as_str().unwrap()));
    for (url, wanted) in [
        (session.clone(), 200),
        (format!("{session}/events"), 200),
        (below("/v1/signatures"), 200),
        (below("/v1/signatures/none"), 404),
        (below("/v2"), 404),
        (below(&format!("{SESSIONS}/")), 404),
        (approval.clone(), 200),
        (format!("{approval}x"), 404),
        (approval.replace("/provider/", "/nothing/"), 404),
    ] {
        let response = server.agent.get(&url).header("Authorization", bearer()).call().unwrap();
        assert_eq!(response.status().as_u16(), wanted, "{url}");
        let value = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(value("x-content-type-options"), Some("nosniff"), "{url}");
        assert!(
            value("cache-control").is_some_and(|value| value.contains("no-store") || value == "no-cache"),
            "{url}"
        );
        assert_eq!(value("referrer-policy"), Some("no-referrer"), "{url}");
    }
    let unauthorized = server.agent.get(below("/v1/signatures")).call().unwrap();
    assert_eq!(unauthorized.headers()["x-content-type-options"], "nosniff");
    assert_eq!(unauthorized.headers()["cache-control"], "no-store");
}

#[test]
fn a_body_is_not_taken_from_who_has_no_token() {
    let server = Server::start(&[]);
    let before = memory(&server);
    for authorization in ["Bearer wrong", ""] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        let head = format!(
            "POST /api{SESSIONS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\nContent-Length: 60000000\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        // Nothing of the body was sent: the refusal does not wait for it.
        assert_eq!(status(&read_some(&mut stream)), 401);
        let piece = vec![b'x'; 1 << 20];
        let taken = (0..60).take_while(|_| stream.write_all(&piece).is_ok()).count();
        assert!(taken < 60, "the whole body was taken");
    }
    assert!(memory(&server) < before + (16 << 20), "{before} {}", memory(&server));
    let noted: Vec<Value> =
        server.journal().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(noted.len() == 2 && noted.iter().all(|entry| entry["body"].is_null()), "{noted:?}");
}

#[test]
fn a_form_that_is_too_large_decides_nothing() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let form = format!("token={}&decision=authorize", "x".repeat(64 << 10));
    let request = server.agent.post(session["authorization"]["url"].as_str().unwrap());
    let response = request.header("Content-Type", "application/x-www-form-urlencoded").send(&form).unwrap();
    assert_eq!(response.status(), 400);
}

#[test]
fn a_head_that_never_ends_is_cut_off() {
    let server = Server::start(&[]);
    assert_cut_off(&server, "GET /api/v1/signatures HTTP/1.1\r\nHost: localhost\r\n", "X-A: b\r\n", 16);
}

#[test]
fn a_connection_on_which_nothing_comes_is_cut_off() {
    let server = Server::start(&[]);
    assert_cut_off(&server, "", "", 16);
}

#[test]
fn a_body_that_never_ends_is_cut_off() {
    let server = Server::start(&[]);
    let head = format!(
        "POST /api{SESSIONS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
        bearer()
    );
    let answer = assert_cut_off(&server, &head, "1\r\n \r\n", 30);
    assert_eq!(status(&answer), 408, "{answer}");
    assert!(answer.contains("\"retryable\":true"), "{answer}");
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let server = Server::start(&[]);
    let head = format!(
        "GET /api/v1/signatures HTTP/1.1\r\nHost: localhost\r\nX-A: {}\r\n\r\n",
        "x".repeat(100 << 10)
    );
    assert_eq!(status(&said(server.address(), &head)), 431);
}

#[test]
fn what_does_not_end_keeps_nobody_else_waiting() {
    let server = Server::start(&[]);
    let waiting: Vec<_> = (0..200).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    let started = Instant::now();
    assert_eq!(server.get("/v1/signatures").0, 200);
    assert!(started.elapsed() < Duration::from_secs(5));
    drop(waiting);
}

#[test]
fn no_file_of_the_sandbox_is_for_others() {
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for older in ["sandbox.db", "journal.jsonl"] {
        fs::write(folder.path().join(older), "").unwrap();
        fs::set_permissions(folder.path().join(older), fs::Permissions::from_mode(0o644)).unwrap();
    }
    let server = Server::start_in(folder, &[]);
    server.post(SESSIONS, &session_request("birdid"));
    let files: Vec<_> = fs::read_dir(server.folder.path()).unwrap().map(Result::unwrap).collect();
    assert!(files.iter().any(|file| file.file_name() == "sandbox.db-wal"), "{files:?}");
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
    }
}

/// Says `head`, then `piece` each half second, until the other side ends it.
fn assert_cut_off(server: &Server, head: &str, piece: &str, within: u64) -> String {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut reading = stream.try_clone().unwrap();
    reading.set_read_timeout(Some(Duration::from_secs(within))).unwrap();
    let heard = thread::spawn(move || {
        let mut answer = Vec::new();
        reading.read_to_end(&mut answer).map(|_| ()).or_else(reset).expect("the connection is still open");
        String::from_utf8_lossy(&answer).into_owned()
    });
    while !heard.is_finished() {
        let _gone = stream.write_all(piece.as_bytes());
        thread::sleep(Duration::from_millis(500));
    }
    heard.join().unwrap()
}

/// A side that ends while octets come is heard as a reset.
fn reset(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::ConnectionReset { Ok(()) } else { Err(error) }
}

/// The first piece of the answer to a head.
fn said(address: &str, head: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    read_some(&mut stream)
}

fn read_some(stream: &mut TcpStream) -> String {
    let mut answer = [0; 4096];
    let length = stream.read(&mut answer).unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}

/// Octets of the server's memory (proc_pid_status(5), `VmHWM`: at its largest).
fn memory(server: &Server) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}
