//! Files that nobody but their owner reads: the database holds people's signatures, the journal their requests.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::Mode;
use rustix::process::umask;

/// All files and folders that this process makes: 0600 and 0700.
pub(crate) fn from_now_on() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Closes a file that an older version made, or somebody copied here. A file system without owners has none to close it to.
pub(crate) fn close(path: &Path) {
    if path.is_file()
        && let Err(error) = fs::set_permissions(path, Permissions::from_mode(0o600))
    {
        eprintln!("signer-sandbox: others may read {}: {error}", path.display());
    }
}

/// The same for a database with the files that SQLite lays beside it.
pub(crate) fn close_database(path: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        close(&PathBuf::from(name));
    }
}
