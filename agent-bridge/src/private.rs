//! Files and folders for their owner only.

use std::{fs, io, path::Path};

/// Makes the directory where it is missing, and those above it.
#[cfg(unix)]
pub(crate) fn make_directory(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

#[cfg(not(unix))]
pub(crate) fn make_directory(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)
}

/// Makes the file, or empties it.
#[cfg(unix)]
pub(crate) fn make_file(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
pub(crate) fn make_file(path: &Path) -> io::Result<fs::File> {
    fs::File::create(path)
}

/// Writes the file whole or not at all: whoever reads it meanwhile reads the one before.
pub(crate) fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    use io::Write;
    let fresh = path.with_extension("new");
    let mut file = make_file(&fresh)?;
    file.write_all(contents)?;
    file.sync_all()?;
    fs::rename(&fresh, path)
}
