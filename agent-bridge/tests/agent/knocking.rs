//! Who gets through the door.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    time::Duration,
};

use crate::{page::Page, running::Running};

/// Sends one request as it is, and gives the whole answer.
fn raw(agent: &Running, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", agent.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
        .write_all(request.replace('\n', "\r\n").replace("PORT", &agent.port.to_string()).as_bytes())
        .unwrap();
    let mut answer = Vec::new();
    let mut buffer = [0; 1024];
    while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(length) => answer.extend_from_slice(&buffer[..length]),
        }
    }
    String::from_utf8(answer).unwrap()
}

fn handshake(agent: &Running, host: &str, origin: Option<&str>, protocol: &str) -> String {
    let origin = origin.map(|origin| format!("Origin: {origin}\n")).unwrap_or_default();
    let upgrade = "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
    raw(
        agent,
        &format!("GET / HTTP/1.1\nHost: {host}\n{origin}{upgrade}\nSec-WebSocket-Protocol: {protocol}\n\n"),
    )
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

fn assert_silent(answer: &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, "");
    let head = head.to_ascii_lowercase();
    assert!(!head.contains("access-control") && !head.contains("signer"), "{head}");
}

const ORIGIN: Option<&str> = Some("https://app.example");
const PROTOCOL: &str = "signer-bridge.v1";

#[tokio::test]
async fn only_the_names_of_the_loopback_with_this_port_are_hosts() {
    let agent = Running::start();
    for host in ["127.0.0.1:PORT", "localhost:PORT", "[::1]:PORT"] {
        assert_eq!(status(&handshake(&agent, host, ORIGIN, PROTOCOL)), "101", "{host}");
    }
    let refused = [
        "rebind.example:PORT",
        "localhost.:PORT",
        "foo.localhost:PORT",
        "0.0.0.0:PORT",
        "[::ffff:7f00:1]:PORT",
        "127.1:PORT",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1:PORT.evil.example",
        "LOCALHOST.evil.example:PORT",
        "evil.example@127.0.0.1:PORT",
    ];
    for host in refused {
        let answer = handshake(&agent, host, ORIGIN, PROTOCOL);
        assert_eq!(status(&answer), "421", "{host}");
        assert_silent(&answer);
    }
    let twice = handshake(&agent, "127.0.0.1:PORT\nHost: rebind.example", ORIGIN, PROTOCOL);
    assert!(matches!(status(&twice), "400" | "421"), "{twice}");
}

#[tokio::test]
async fn only_pages_of_https_and_of_the_loopback_have_an_origin() {
    let agent = Running::start();
    for origin in [
        "https://app.example",
        "https://app.example:8443",
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://[::1]:3000",
    ] {
        assert_eq!(status(&handshake(&agent, "127.0.0.1:PORT", Some(origin), PROTOCOL)), "101", "{origin}");
    }
    let refused = [
        "null",
        "http://app.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example:80",
        "file://",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "moz-extension://0",
        "https://app.example/path",
        "",
    ];
    for origin in refused {
        let answer = handshake(&agent, "127.0.0.1:PORT", Some(origin), PROTOCOL);
        assert_eq!(status(&answer), "403", "{origin}");
        assert_silent(&answer);
    }
    assert_eq!(status(&handshake(&agent, "127.0.0.1:PORT", None, PROTOCOL)), "403");
    let twice = handshake(
        &agent,
        "127.0.0.1:PORT",
        Some("https://app.example\nOrigin: https://evil.example"),
        PROTOCOL,
    );
    assert_eq!(status(&twice), "403");
}

#[tokio::test]
async fn what_is_no_websocket_of_this_protocol_is_refused_and_told_nothing() {
    let agent = Running::start();
    let head = "Host: 127.0.0.1:PORT\nOrigin: https://app.example";
    let form = "Content-Type: text/plain\nContent-Length: 2\n\n{}";
    let requests = [
        ("426", format!("GET / HTTP/1.1\n{head}\n\n")),
        ("426", format!("POST / HTTP/1.1\n{head}\n{form}")),
        ("426", format!("OPTIONS / HTTP/1.1\n{head}\nAccess-Control-Request-Method: POST\n\n")),
        ("426", format!("HEAD / HTTP/1.1\n{head}\n\n")),
        ("404", format!("GET /info HTTP/1.1\n{head}\n\n")),
        ("404", format!("GET /favicon.ico HTTP/1.1\n{head}\n\n")),
    ];
    for (wanted, request) in requests {
        let answer = raw(&agent, &request);
        assert_eq!(status(&answer), wanted, "{request}");
        assert_silent(&answer);
    }
    for protocol in ["signer-bridge.v0", "chat"] {
        assert_eq!(status(&handshake(&agent, "127.0.0.1:PORT", ORIGIN, protocol)), "426", "{protocol}");
    }
}

#[tokio::test]
async fn it_listens_on_the_loopback_of_ipv4_only() {
    let agent = Running::start();
    let wanted = format!("0100007F:{:04X} 00000000:0000 0A", agent.port);
    assert!(std::fs::read_to_string("/proc/net/tcp").unwrap().contains(&wanted));
    let port = format!(":{:04X} ", agent.port);
    assert!(!std::fs::read_to_string("/proc/net/tcp6").unwrap_or_default().contains(&port));
    assert!(agent.log().contains(&format!("listening on ws://127.0.0.1:{}\n", agent.port)));
}

#[tokio::test]
async fn another_user_of_the_machine_gets_no_answer() {
    let agent = Running::start();
    let ask = |user: &str| {
        let script = format!(
            "exec 3<>/dev/tcp/127.0.0.1/{0}; printf 'GET / HTTP/1.1\\r\\nHost: 127.0.0.1:{0}\\r\\n\\r\\n' >&3; head -c 12 <&3",
            agent.port
        );
        Command::new("setpriv").args(["--reuid", user, "--clear-groups", "bash", "-c", &script]).output()
    };
    match ask("0") {
        Ok(output) if output.status.success() => assert_eq!(output.stdout, b"HTTP/1.1 426"),
        other => return skipped::skip(&format!("only root can become another user: {other:?}")),
    }
    assert_eq!(ask("65534").unwrap().stdout, b"");
    Page::open(&agent, "https://app.example").await;
}
