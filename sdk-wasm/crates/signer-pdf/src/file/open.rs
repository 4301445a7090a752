//! A file opened: all of its cross-reference sections read, its key known (ISO 32000-2, 7.5.5 and 7.6).

use crate::error::Result;
use crate::file::cross_reference::CrossReference;
use crate::file::objects::File;
use crate::file::opening::Opening;
use crate::file::security_handler;

/// Opens the file by its own cross-reference; to be called again until nothing is missing.
pub(crate) fn open(file: &mut File, opening: &Opening) -> Result<()> {
    let cross_reference = match file.cross_reference.take() {
        Some(opened) => opened,
        None => CrossReference::open(&mut file.source)?,
    };
    let opened = file.cross_reference.insert(cross_reference);
    opened.complete(&mut file.source)?;
    unlock(file, opening)
}

/// Finds the key of an encrypted file.
pub(crate) fn unlock(file: &mut File, opening: &Opening) -> Result<()> {
    if file.encryption.is_none() {
        file.encryption = Some(security_handler::read(file, opening)?);
    }
    Ok(())
}
