//! A running agent with its own state and its own person.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::token::{TOKEN, faulty, module};

/// The process; it ends with the value.
pub(crate) struct Running {
    process: Child,
    pub(crate) port: u16,
    folder: TempDir,
}

impl Running {
    pub(crate) fn start() -> Self {
        Self::start_with(&["--module", module()], "pt_BR.UTF-8")
    }

    pub(crate) fn start_with(arguments: &[&str], language: &str) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), arguments, language, "")
    }

    /// With a module that misbehaves from its first call on.
    pub(crate) fn start_misbehaving(mode: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mode"), mode).unwrap();
        Self::start_in(folder, arguments, "C", "")
    }

    /// With a token that has these mechanisms only.
    pub(crate) fn start_with_mechanisms(mechanisms: &str) -> Self {
        let more = format!("slots.mechanisms = {mechanisms}\n");
        Self::start_in(tempfile::tempdir().unwrap(), &["--module", module()], "C", &more)
    }

    /// The same behind the module that misbehaves.
    pub(crate) fn start_misbehaving_with_mechanisms(mode: &str, mechanisms: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mode"), mode).unwrap();
        let more = format!("slots.mechanisms = {mechanisms}\n");
        Self::start_in(folder, &["--module", faulty()], "C", &more)
    }

    /// Ends it and starts another one with what it remembers.
    pub(crate) fn restart(mut self) -> Self {
        self.end();
        let fresh = tempfile::tempdir().unwrap();
        let kept = fresh.path().join("state");
        fs::create_dir(&kept).unwrap();
        for entry in fs::read_dir(self.state()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), kept.join(entry.file_name())).unwrap();
        }
        Self::start_in(fresh, &["--module", module()], "pt_BR.UTF-8", "")
    }

    fn start_in(folder: TempDir, arguments: &[&str], language: &str, more: &str) -> Self {
        let path = |name: &str| folder.path().join(name);
        let ready = path("ready");
        let process = command()
            .args(["serve", "--port", "0", "--ready-file"])
            .args([&ready, Path::new("--state"), &path("state")])
            .args([Path::new("--runtime"), &path("runtime")])
            .arg("--verbose")
            .args(arguments)
            .env("SIGNER_AGENT_PINENTRY", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pinentry.sh"))
            .env("SOFTHSM2_CONF", TOKEN.copy_to(folder.path(), more))
            .env("FAULTY_MODULE", folder.path())
            .env("FAULTY_TARGET", module())
            .env("E2E_PINENTRY", folder.path())
            .env("LC_ALL", language)
            .env("RUST_LOG", "trace")
            .stdout(fs::File::create(path("stdout")).unwrap())
            .stderr(fs::File::create(path("stderr")).unwrap())
            .spawn()
            .unwrap();
        let mut running = Self { process, port: 0, folder };
        wait_for("the ready file", || ready.exists() || running.process.try_wait().unwrap().is_some());
        running.port =
            fs::read_to_string(&ready).unwrap_or_else(|_| panic!("{}", running.log())).parse().unwrap();
        running
    }

    /// Has the person answer the next dialogs so, in the words of pinentry.sh; whatever was shown before is forgotten.
    pub(crate) fn will(&self, answers: &[&str]) {
        let _ = fs::remove_file(self.file("shown"));
        let _ = fs::remove_file(self.file("open"));
        fs::write(
            self.file("answers"),
            answers.iter().map(|answer| format!("{answer}\n")).collect::<String>(),
        )
        .unwrap();
    }

    /// All that the person saw since.
    pub(crate) fn shown(&self) -> String {
        fs::read_to_string(self.file("shown")).unwrap_or_default()
    }

    /// The dialogs since.
    pub(crate) fn dialogs(&self) -> Vec<String> {
        let shown = self.shown();
        shown.lines().filter(|line| matches!(*line, "CONFIRM" | "GETPIN")).map(str::to_owned).collect()
    }

    /// The process of the dialog that stays open.
    pub(crate) fn open_dialog(&self) -> PathBuf {
        wait_for("a dialog", || fs::read_to_string(self.file("open")).is_ok_and(|pid| pid.ends_with('\n')));
        Path::new("/proc").join(fs::read_to_string(self.file("open")).unwrap().trim())
    }

    /// Has the module misbehave, in the words of faulty.c.
    pub(crate) fn misbehave(&self, mode: &str) {
        fs::write(self.file("mode"), mode).unwrap();
    }

    pub(crate) fn type_on_reader(&self, pin: &str) {
        fs::write(self.file("pin"), pin).unwrap();
    }

    /// The calls that the module got.
    pub(crate) fn calls(&self) -> Vec<String> {
        fs::read_to_string(self.file("calls")).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// How often the module was initialised.
    pub(crate) fn begun(&self) -> usize {
        fs::read_to_string(self.file("begun")).unwrap_or_default().lines().count()
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.file("stderr")).unwrap() + &fs::read_to_string(self.file("stdout")).unwrap()
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.file("state")
    }

    pub(crate) fn runtime(&self) -> PathBuf {
        self.file("runtime")
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn end(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signer-agent"));
    command.stdin(Stdio::null());
    command
}

pub(crate) fn wait_for(what: &str, mut happened: impl FnMut() -> bool) {
    let start = Instant::now();
    while !happened() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what} did not come");
        sleep(Duration::from_millis(20));
    }
}
