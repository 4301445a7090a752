//! The trailer and what a newer one keeps of it (ISO 32000-2, 7.5.5 and 7.5.6).

use crate::syntax::dictionary::Dictionary;
use crate::syntax::value;

/// Appends the entries that say nothing of the section they stand in, besides `/Root`, `/Encrypt`, `/Info` and `/ID`.
pub(crate) fn keep_others(out: &mut Vec<u8>, old: Dictionary<'_>) {
    let is_other = |name: &[u8]| !KNOWN.iter().any(|known| value::is_name(name, known));
    for (name, value) in old.entries().filter(|(name, _)| is_other(name)) {
        put(out, name, value);
    }
}

/// Appends one entry; the name comes with its slash.
pub(crate) fn put(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(value::space_between(name, value));
    out.extend_from_slice(value);
}

/// Tables 5, 15, 17 and 19.
const KNOWN: [&[u8]; 17] = [
    b"Root",
    b"Encrypt",
    b"Info",
    b"ID",
    b"Size",
    b"Prev",
    b"XRefStm",
    b"Type",
    b"Index",
    b"W",
    b"Length",
    b"Filter",
    b"DecodeParms",
    b"F",
    b"FFilter",
    b"FDecodeParms",
    b"DL",
];
