//! The parts of a seed value that ask for a kind of signature (ISO 32000-2, table 237).

use crate::error::Result;
use crate::file::objects::File;
use crate::sign::request::SignatureRequest;
use crate::sign::seed::seed_value::{Seed, cannot, hold};
use crate::syntax::value;

/// What concerns neither the signer nor the permissions.
pub(crate) fn check(file: &mut File, seed: Seed<'_>, request: &SignatureRequest) -> Result<()> {
    let version = file.integer(seed.dictionary, b"V")?.unwrap_or(0);
    if seed.flags & !KNOWN != 0 || seed.requires(VERSION) && version > 3 {
        return cannot("/SV /Ff, /V asks for more than is known here");
    }
    let sub_filter = request.sub_filter.name().trim_start_matches('/').as_bytes();
    hold(
        file,
        seed,
        FILTER,
        b"Filter",
        &|name| value::is_name(name, b"Adobe.PPKLite"),
        "/SV /Filter asks for another signature handler",
    )?;
    hold(
        file,
        seed,
        SUB_FILTER,
        b"SubFilter",
        &|name| value::is_name(name, sub_filter),
        "/SV /SubFilter asks for another kind of signature",
    )?;
    hold(
        file,
        seed,
        ADD_REV_INFO,
        b"AddRevInfo",
        &|flag| flag != b"true",
        "/SV /AddRevInfo asks for revocation information in the signature",
    )?;
    hold(
        file,
        seed,
        APPEARANCE_FILTER,
        b"AppearanceFilter",
        &|_| false,
        "/SV /AppearanceFilter asks for an appearance by its name",
    )?;
    match file.values(seed.dictionary, b"LegalAttestation")? {
        Some(asked) if seed.requires(LEGAL_ATTESTATION) && !asked.is_empty() => {
            cannot("/SV /LegalAttestation asks for a legal attestation")
        }
        _ => Ok(()),
    }
}

/// Flags of the seed value dictionary: the entry is required.
const FILTER: i64 = 1;
const SUB_FILTER: i64 = 1 << 1;
const VERSION: i64 = 1 << 2;
const LEGAL_ATTESTATION: i64 = 1 << 4;
const ADD_REV_INFO: i64 = 1 << 5;
const APPEARANCE_FILTER: i64 = 1 << 8;
const KNOWN: i64 = (1 << 9) - 1;
