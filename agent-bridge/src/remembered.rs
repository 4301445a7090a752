//! The memory that outlives the agent: origins that the person blocked.

use std::{
    collections::BTreeSet,
    env, fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{origins::Origin, private};

/// A file of blocked origins, readable by its owner only. It is read at every question, so that `unblock` works at once.
#[derive(Debug)]
pub struct Remembered {
    file: PathBuf,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    blocked: BTreeSet<Origin>,
}

impl Remembered {
    /// Opens the directory, which is made when it is missing; a file that cannot be read is an error, not an empty list.
    pub fn open(directory: &Path) -> io::Result<Self> {
        private::make_directory(directory)?;
        let remembered = Self { file: directory.join("origins.json") };
        remembered.read()?;
        Ok(remembered)
    }

    /// Where the system keeps such things for this user.
    pub fn default_directory() -> Option<PathBuf> {
        let of = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let base = if cfg!(windows) {
            of("LOCALAPPDATA")?
        } else if cfg!(target_os = "macos") {
            of("HOME")?.join("Library/Application Support")
        } else {
            of("XDG_STATE_HOME").or_else(|| Some(of("HOME")?.join(".local/state")))?
        };
        Some(base.join("signer-agent"))
    }

    /// All that is blocked.
    pub fn blocked(&self) -> io::Result<Vec<Origin>> {
        Ok(self.read()?.blocked.into_iter().collect())
    }

    /// True also when the file cannot be read any more, since it might say so.
    pub fn is_blocked(&self, origin: &Origin) -> bool {
        match self.read() {
            Ok(contents) => contents.blocked.contains(origin),
            Err(error) => {
                tracing::error!(file = %self.file.display(), %error, "the blocked origins cannot be read: all are refused");
                true
            }
        }
    }

    /// Remembers that the person wants to hear no more of it.
    pub fn block(&self, origin: &Origin) -> io::Result<()> {
        let mut contents = self.read()?;
        contents.blocked.insert(origin.clone());
        self.write(&contents)
    }

    /// Forgets that it was blocked.
    pub fn unblock(&self, origin: &Origin) -> io::Result<()> {
        let mut contents = self.read()?;
        contents.blocked.remove(origin);
        self.write(&contents)
    }

    fn read(&self) -> io::Result<Stored> {
        match fs::read(&self.file) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Stored::default()),
            Err(error) => Err(error),
        }
    }

    fn write(&self, contents: &Stored) -> io::Result<()> {
        private::replace(&self.file, &serde_json::to_vec(contents)?)
    }
}
