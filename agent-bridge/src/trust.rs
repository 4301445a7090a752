//! Files that run in the agent or see a PIN: whoever can change one of them is the agent.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a file is not run.
#[derive(Debug, thiserror::Error)]
pub enum Untrusted {
    /// Anybody on this machine may change it, or what is in it.
    #[error("{0} may be written by anybody, so that it is not run")]
    Anybody(PathBuf),
    /// It is not the system's and not this user's.
    #[error("{0} belongs to another user, so that it is not run")]
    Another(PathBuf),
    /// A loop, or nearly one.
    #[error("{0} leads through too many links")]
    Links(PathBuf),
    /// A folder, a device or the like.
    #[error("{0} is no file")]
    NoFile(PathBuf),
    /// It is missing, or not for this user to see.
    #[error("{path}: {source}")]
    Unreadable {
        /// As far as it was followed.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Untrusted {
    /// True where there is nothing at that path yet.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

/// The file that the path leads to, if it, every folder on the way and every link are the system's or this user's, and none of
/// them may be written by anybody. In a folder with the sticky bit, as `/tmp`, each can change only what is theirs.
///
/// Members of a group that may write are trusted; access control lists and the libraries that the file loads are not looked at.
#[cfg(unix)]
pub(crate) fn trusted(path: &Path) -> Result<PathBuf, Untrusted> {
    let absolute = std::path::absolute(path).map_err(|source| unreadable(path, source))?;
    let mut way = Way { real: PathBuf::from("/"), rest: reversed(&absolute), links: 0 };
    while way.step()? {}
    if way.real.is_file() { Ok(way.real) } else { Err(Untrusted::NoFile(way.real)) }
}

/// Elsewhere nothing but the file's being there is checked: who may write it is in access control lists.
#[cfg(not(unix))]
pub(crate) fn trusted(path: &Path) -> Result<PathBuf, Untrusted> {
    let absolute = std::path::absolute(path).map_err(|source| unreadable(path, source))?;
    let file = std::fs::metadata(&absolute).map_err(|source| unreadable(&absolute, source))?;
    if file.is_file() { Ok(absolute) } else { Err(Untrusted::NoFile(absolute)) }
}

fn unreadable(path: &Path, source: io::Error) -> Untrusted {
    Untrusted::Unreadable { path: path.to_owned(), source }
}

/// A path on its way to its file.
#[cfg(unix)]
struct Way {
    /// The part that is resolved and trusted.
    real: PathBuf,
    /// The names that are left, the next one last.
    rest: Vec<PathBuf>,
    links: u32,
}

#[cfg(unix)]
impl Way {
    /// Goes one name further; false at the end.
    fn step(&mut self) -> Result<bool, Untrusted> {
        let Some(name) = self.rest.pop() else { return Ok(false) };
        // `..` after a link is that of the link's target, and an absolute target begins anew.
        let next = if name == Path::new("..") {
            self.real.parent().unwrap_or(&self.real).to_owned()
        } else {
            self.real.join(name)
        };
        let found = next.symlink_metadata().map_err(|source| unreadable(&next, source))?;
        check(&next, &found)?;
        if found.is_symlink() {
            self.follow(&next)?
        } else {
            self.real = next
        }
        Ok(true)
    }

    fn follow(&mut self, link: &Path) -> Result<(), Untrusted> {
        self.links += 1;
        if self.links > MOST_LINKS {
            return Err(Untrusted::Links(link.to_owned()));
        }
        let target = link.read_link().map_err(|source| unreadable(link, source))?;
        self.rest.extend(reversed(&target));
        Ok(())
    }
}

#[cfg(unix)]
fn reversed(path: &Path) -> Vec<PathBuf> {
    path.components().rev().map(|component| PathBuf::from(component.as_os_str())).collect()
}

/// The permissions of a link say nothing: its folder's do.
#[cfg(unix)]
fn check(path: &Path, found: &std::fs::Metadata) -> Result<(), Untrusted> {
    use std::os::unix::fs::MetadataExt;
    let (writable, sticky) = (found.mode() & 0o002 != 0, found.is_dir() && found.mode() & 0o1000 != 0);
    if found.uid() != 0 && found.uid() != rustix::process::geteuid().as_raw() {
        return Err(Untrusted::Another(path.to_owned()));
    }
    if writable && !sticky && !found.is_symlink() {
        return Err(Untrusted::Anybody(path.to_owned()));
    }
    Ok(())
}

/// The limit of Linux (path_resolution(7)).
#[cfg(unix)]
const MOST_LINKS: u32 = 40;

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::{
        fs,
        os::unix::fs::{PermissionsExt, symlink},
    };

    use super::*;

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// A folder with a folder with a module.
    fn module() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        mode(&inner, 0o755);
        let file = inner.join("module.so");
        fs::write(&file, "").unwrap();
        mode(&file, 0o644);
        (folder, file)
    }

    fn refusal(path: &Path) -> String {
        trusted(path).unwrap_err().to_string()
    }

    #[test]
    fn a_file_of_this_user_is_run_also_below_a_folder_with_the_sticky_bit() {
        let (folder, file) = module();
        mode(file.parent().unwrap(), 0o1777);
        let real = file.canonicalize().unwrap();
        assert_eq!(trusted(&file).unwrap(), real);
        assert_eq!(trusted(&folder.path().join("inner/../inner/./module.so")).unwrap(), real);
        mode(&file, 0o664);
        assert_eq!(trusted(&file).unwrap(), real, "a group is somebody");
    }

    #[test]
    fn a_file_or_a_folder_above_it_that_anybody_may_write_is_not_run() {
        let (folder, file) = module();
        for (path, restored, open) in [
            (&file, 0o644, 0o646),
            (&folder.path().join("inner"), 0o755, 0o777),
            (&folder.path().to_owned(), 0o700, 0o703),
        ] {
            mode(path, open);
            let named = path.file_name().unwrap().to_str().unwrap();
            assert!(refusal(&file).contains(&format!("{named} may be written by anybody")), "{named}");
            mode(path, restored);
        }
        trusted(&file).unwrap();
    }

    #[test]
    fn a_link_is_as_good_as_its_folder_and_its_target() {
        let (folder, file) = module();
        let (open, link) = (folder.path().join("open"), folder.path().join("link.so"));
        fs::create_dir(&open).unwrap();
        symlink("inner/module.so", &link).unwrap();
        assert_eq!(trusted(&link).unwrap(), file.canonicalize().unwrap());
        // In a folder that anybody may write, though it leads to a good file.
        symlink(&file, open.join("link.so")).unwrap();
        mode(&open, 0o777);
        assert!(refusal(&open.join("link.so")).contains("open may be written by anybody"));
        // In a good folder, though it leads through a bad one.
        let through = folder.path().join("through.so");
        symlink("open/../inner/module.so", &through).unwrap();
        assert!(refusal(&through).contains("open may be written by anybody"));
        symlink("loop.so", folder.path().join("loop.so")).unwrap();
        assert!(refusal(&folder.path().join("loop.so")).contains("too many links"));
    }

    #[test]
    fn a_missing_file_is_told_from_a_bad_one_and_a_folder_is_none() {
        let (folder, file) = module();
        assert!(trusted(&folder.path().join("missing.so")).unwrap_err().is_missing());
        assert!(!trusted(file.parent().unwrap()).unwrap_err().is_missing());
        assert!(refusal(file.parent().unwrap()).contains("inner is no file"));
    }

    #[test]
    fn a_file_of_another_user_is_not_run() {
        let (_folder, file) = module();
        if std::os::unix::fs::chown(&file, Some(65534), None).is_err() {
            return skipped::skip("only root can give a file away");
        }
        assert!(refusal(&file).contains("module.so belongs to another user"));
    }
}
