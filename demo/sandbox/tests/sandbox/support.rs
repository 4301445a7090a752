//! Starts the server and speaks to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::{Engine, prelude::BASE64_STANDARD};
use openssl::hash::{MessageDigest, hash};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;
use ureq::Agent;

pub(crate) const TOKEN: &str = "a-token-for-tests";

/// The status and the JSON of an answer.
pub(crate) type Answer = (u16, Value);

/// A running server with a folder of its own; it ends with the value.
pub(crate) struct Server {
    child: Child,
    pub(crate) folder: TempDir,
    pub(crate) api: String,
    pub(crate) page: Option<String>,
    pub(crate) agent: Agent,
}

impl Server {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_in(TempDir::new().unwrap(), arguments)
    }

    /// With the database that is in the folder.
    pub(crate) fn start_in(folder: TempDir, arguments: &[&str]) -> Self {
        let ready = folder.path().join("ready.json");
        let child = Command::new(env!("CARGO_BIN_EXE_signer-sandbox"))
            .args(["--listen", "127.0.0.1:0", "--page-listen", "127.0.0.1:0", "--token", TOKEN])
            .arg("--certificates")
            .arg(certificates())
            .arg("--data")
            .arg(folder.path().join("sandbox.db"))
            .arg("--journal")
            .arg(folder.path().join("journal.jsonl"))
            .arg("--ready-file")
            .arg(&ready)
            .args(arguments)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let addresses = wait_for(&ready);
        Self {
            child,
            folder,
            api: addresses["api"].as_str().unwrap().to_owned(),
            page: addresses["page"].as_str().map(str::to_owned),
            agent: Agent::config_builder().http_status_as_error(false).build().into(),
        }
    }

    /// Ends it and starts another one with its database.
    pub(crate) fn restart(mut self) -> Self {
        self.stop();
        let folder = std::mem::replace(&mut self.folder, TempDir::new().unwrap());
        fs::remove_file(folder.path().join("ready.json")).unwrap();
        Self::start_in(folder, &[])
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        let url = format!("{}{path}", self.api);
        answer(self.agent.get(url).header("Authorization", bearer()).call())
    }

    pub(crate) fn delete(&self, path: &str) -> u16 {
        let url = format!("{}{path}", self.api);
        self.agent.delete(url).header("Authorization", bearer()).call().unwrap().status().as_u16()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with_key(path, body, &uuid::Uuid::new_v4().to_string())
    }

    pub(crate) fn post_with_key(&self, path: &str, body: &Value, key: &str) -> Answer {
        let request = self.agent.post(format!("{}{path}", self.api));
        let request = request.header("Authorization", bearer()).header("Idempotency-Key", key);
        answer(request.header("Origin", "https://page.example").send_json(body))
    }

    /// The same, where the server may be killed meanwhile.
    pub(crate) fn try_post(&self, path: &str, body: &Value, key: &str) {
        let request = self.agent.post(format!("{}{path}", self.api));
        let request = request.header("Authorization", bearer()).header("Idempotency-Key", key);
        let _answer = request.send_json(body);
    }

    /// A session that was just created.
    pub(crate) fn session(&self, provider: &str) -> Value {
        let (status, session) = self.post(SESSIONS, &session_request(provider));
        assert_eq!(status, 201, "{session}");
        session
    }

    /// One that a person approved.
    pub(crate) fn approved(&self, provider: &str) -> Value {
        let session = self.session(provider);
        self.decide(&session, "authorize");
        session
    }

    /// The same for so many values.
    pub(crate) fn approved_for(&self, provider: &str, values: usize) -> Value {
        let (_, session) = self.post(SESSIONS, &documents_request(provider, &[("contrato.pdf", values)]));
        self.decide(&session, "authorize");
        session
    }

    /// Opens the provider's page and presses one of its buttons; gives the page that follows.
    pub(crate) fn decide(&self, session: &Value, decision: &str) -> String {
        let url = session["authorization"]["url"].as_str().unwrap();
        let page = self.agent.get(url).call().unwrap().body_mut().read_to_string().unwrap();
        let form = [("token", form_token(&page)), ("decision", decision)];
        self.agent.post(url).send_form(form).unwrap().body_mut().read_to_string().unwrap()
    }

    pub(crate) fn journal(&self) -> String {
        fs::read_to_string(self.folder.path().join("journal.jsonl")).unwrap()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `127.0.0.1:8787`
    pub(crate) fn address(&self) -> &str {
        self.api.strip_prefix("http://").unwrap().strip_suffix("/api").unwrap()
    }

    pub(crate) fn kill(&self) {
        let killed = Command::new("kill").args(["-9", &self.pid().to_string()]).status().unwrap();
        assert!(killed.success());
    }

    /// Changes the database of a server that was killed.
    pub(crate) fn sql(&self, statement: &str) {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("sandbox.db"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
    }

    fn stop(&mut self) {
        let _ended = self.child.kill();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder of the test certificates; the script makes them once and is safe to run at the same time.
pub(crate) fn certificates() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificates");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../certificates/make.sh");
    assert!(Command::new(script).arg(&folder).status().unwrap().success());
    folder
}

/// The body that creates a session; `local` is a mode, everything else a provider.
pub(crate) fn session_request(provider: &str) -> Value {
    let mut request = json!({
        "document_id": "contract-001",
        "document_type": "pdf",
        "certificate_mode": "cloud",
        "provider_hint": provider,
        "document_digest": digest(b"the document"),
        "document_name": "contrato.pdf",
        "document_size": 12,
        "metadata": { "reason": "Aprovação" },
    });
    if provider == "local" {
        request["certificate_mode"] = "local".into();
        request["provider_hint"] = Value::Null;
    }
    request
}

/// The same with a list: each document's name, and how many values are signed for it.
pub(crate) fn documents_request(provider: &str, documents: &[(&str, usize)]) -> Value {
    let mut request = session_request(provider);
    for field in ["document_id", "document_digest", "document_name", "document_size"] {
        request[field] = Value::Null;
    }
    let document = |(name, signatures): &(&str, usize)| {
        json!({
            "document_id": format!("id of {name}"), "name": name, "size": 12, "digest": digest(name.as_bytes()),
            "signatures": signatures,
        })
    };
    request["documents"] = documents.iter().map(document).collect();
    request
}

/// The body that has one text signed.
pub(crate) fn signing_request(text: &[u8]) -> Value {
    let value = digest(text)["value"].clone();
    json!({ "items": [{ "id": "1", "digest": value, "digest_algorithm": "SHA-256" }] })
}

pub(crate) fn digest(text: &[u8]) -> Value {
    let value = hash(MessageDigest::sha256(), text).unwrap();
    json!({ "algorithm": "SHA-256", "value": BASE64_STANDARD.encode(value) })
}

pub(crate) fn form_token(page: &str) -> &str {
    let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a form with a token");
    rest.split_once('"').unwrap().0
}

/// `/v1/connector/v1/sessions/{id}`
pub(crate) fn path(session: &Value) -> String {
    format!("{SESSIONS}/{}", session["id"].as_str().unwrap())
}

pub(crate) fn bearer() -> String {
    format!("Bearer {TOKEN}")
}

fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = response.unwrap();
    (response.status().as_u16(), response.body_mut().read_json().unwrap())
}

fn wait_for(ready: &Path) -> Value {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(20) {
        if let Ok(text) = fs::read_to_string(ready) {
            return serde_json::from_str(&text).unwrap();
        }
        sleep(Duration::from_millis(20));
    }
    panic!("the server did not start");
}

pub(crate) const SESSIONS: &str = "/v1/connector/v1/sessions";
