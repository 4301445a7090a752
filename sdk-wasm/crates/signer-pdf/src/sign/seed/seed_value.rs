//! The seed value dictionary of a field, and which of its entries are required (ISO 32000-2, table 237).

use crate::error::{Error, Result};
use crate::file::objects::File;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value;

/// A seed value dictionary and the flags that say which of its entries are required.
#[derive(Clone, Copy)]
pub(crate) struct Seed<'a> {
    pub(crate) dictionary: Dictionary<'a>,
    pub(crate) flags: i64,
}

impl Seed<'_> {
    pub(crate) const fn requires(self, flag: i64) -> bool {
        self.flags & flag != 0
    }
}

/// Test of one value of a seed value dictionary: of a string or name the bytes that it stands for, of others
/// their spelling.
pub(crate) type Fits<'a> = &'a dyn Fn(&[u8]) -> bool;

/// An entry of a seed value dictionary that its flag requires.
#[derive(Clone, Copy)]
pub(crate) struct Constraint {
    pub(crate) flag: i64,
    pub(crate) key: &'static [u8],
    /// The refusal where none of its values fits.
    pub(crate) reason: &'static str,
}

/// Refuses where one of the values of the entry is required, and none fits.
///
/// Inlined: as immediates the constants take less of the module than as data.
#[inline(always)]
pub(crate) fn hold(file: &mut File, seed: Seed<'_>, constraint: Constraint, fits: Fits<'_>) -> Result<()> {
    let Constraint { flag, key, reason } = constraint;
    hold_entry(file, seed, flag, key, reason, fits)
}

#[inline(never)]
fn hold_entry(
    file: &mut File,
    seed: Seed<'_>,
    flag: i64,
    key: &[u8],
    reason: &'static str,
    fits: Fits<'_>,
) -> Result<()> {
    let values = if seed.requires(flag) { file.values(seed.dictionary, key)? } else { None };
    match values.is_none_or(|values| values.iter().any(|value| fits(&word(value.bytes())))) {
        true => Ok(()),
        false => cannot(reason),
    }
}

/// The bytes of a string or a name: writers confuse them in seed values. Others are as they are spelled.
pub(crate) fn word(value: &[u8]) -> Vec<u8> {
    match value {
        [b'/', name @ ..] => value::name_bytes(name).collect(),
        [b'<', b'<', ..] => value.to_vec(),
        _ => text::bytes(value).unwrap_or_else(|| value.to_vec()),
    }
}

pub(crate) fn cannot<T>(reason: &'static str) -> Result<T> {
    Err(Error::cannot_append(reason))
}
