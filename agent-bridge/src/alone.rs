//! One agent for each user: two would ask the same person side by side, and count wrong PINs apart.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use crate::{private, remembered::Remembered};

/// The right to be the agent of this user. The system takes the lock back with the process, however that ends.
#[derive(Debug)]
pub(crate) struct Alone {
    _lock: fs::File,
    note: PathBuf,
}

/// Why it cannot be had.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Another one has it: its note, as far as it is there.
    Running(Option<String>),
    System(io::Error),
}

impl Alone {
    /// Takes the lock in the directory, which is made where it is missing.
    pub(crate) fn take(directory: &Path) -> Result<Self, Refused> {
        private::make_directory(directory).map_err(Refused::System)?;
        let lock = private::make_file(&directory.join("agent.lock")).map_err(Refused::System)?;
        // Apart from the lock: where locks are mandatory, nobody else could read it.
        let note = directory.join("agent.running");
        match lock.try_lock() {
            Ok(()) => Ok(Self { _lock: lock, note }),
            Err(fs::TryLockError::WouldBlock) => Err(Refused::Running(fs::read_to_string(note).ok())),
            Err(fs::TryLockError::Error(error)) => Err(Refused::System(error)),
        }
    }

    /// Leaves a note for whoever comes second.
    pub(crate) fn note(&self, port: u16) -> io::Result<()> {
        let note = format!("process {}, ws://127.0.0.1:{port}", std::process::id());
        private::replace(&self.note, note.as_bytes())
    }
}

/// Where the system keeps what lasts as long as the user is logged in (XDG Base Directory 0.8), else beside what is remembered.
pub fn runtime_directory() -> Option<PathBuf> {
    let told =
        env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute() && path.is_dir());
    let base = told.or_else(of_login);
    base.map(|base| base.join("signer-agent")).or_else(Remembered::default_directory)
}

/// That of systemd, for an agent that is started without the variables of the login.
#[cfg(target_os = "linux")]
fn of_login() -> Option<PathBuf> {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    let directory = PathBuf::from(format!("/run/user/{user}"));
    let is_ours = fs::metadata(&directory).is_ok_and(|found| found.is_dir() && found.uid() == user);
    is_ours.then_some(directory)
}

#[cfg(not(target_os = "linux"))]
fn of_login() -> Option<PathBuf> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_finds_the_first_and_a_lock_that_nobody_holds_is_nobodys() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("a/b");
        let first = Alone::take(&directory).unwrap();
        assert!(matches!(Alone::take(&directory), Err(Refused::Running(None))));
        first.note(17340).unwrap();
        let Err(Refused::Running(Some(note))) = Alone::take(&directory) else { panic!("there are two") };
        assert_eq!(note, format!("process {}, ws://127.0.0.1:17340", std::process::id()));
        drop(first);
        assert!(directory.join("agent.lock").exists());
        Alone::take(&directory).unwrap();
    }
}
