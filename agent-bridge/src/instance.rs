//! Protection of the process that a PIN passes through.

use std::io;

/// Forbids core dumps and debuggers of the same user, since a PIN passes through this process.
#[cfg(target_os = "linux")]
pub fn protect() -> io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

/// Where the system offers nothing that is reachable without `unsafe`.
#[cfg(not(target_os = "linux"))]
pub fn protect() -> io::Result<()> {
    Ok(())
}
