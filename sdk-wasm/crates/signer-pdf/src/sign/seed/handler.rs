//! The parts of a seed value that ask for a kind of signature (ISO 32000-2, table 237).

use crate::error::Result;
use crate::file::objects::File;
use crate::sign::request::SignatureRequest;
use crate::sign::seed::seed_value::{Constraint, Seed, cannot, hold};

/// Refuses what concerns neither the signer nor the permissions.
pub(crate) fn check(file: &mut File, seed: Seed<'_>, request: &SignatureRequest) -> Result<()> {
    let version = file.integer(seed.dictionary, b"V")?.unwrap_or(0);
    if seed.flags & !KNOWN != 0 || seed.requires(VERSION) && version > 3 {
        return cannot("/SV /Ff, /V asks for more than is known here");
    }
    let sub_filter = request.sub_filter.name().trim_start_matches('/').as_bytes();
    hold(file, seed, FILTER, &|name| name == b"Adobe.PPKLite")?;
    hold(file, seed, SUB_FILTER, &|name| name == sub_filter)?;
    hold(file, seed, ADD_REV_INFO, &|flag| flag != b"true")?;
    hold(file, seed, APPEARANCE_FILTER, &|_| false)?;
    match file.values(seed.dictionary, b"LegalAttestation")? {
        Some(asked) if seed.requires(LEGAL_ATTESTATION) && !asked.is_empty() => {
            cannot("/SV /LegalAttestation asks for a legal attestation")
        }
        _ => Ok(()),
    }
}

const FILTER: Constraint =
    Constraint { flag: 1, key: b"Filter", reason: "/SV /Filter asks for another signature handler" };
const SUB_FILTER: Constraint = Constraint {
    flag: 1 << 1,
    key: b"SubFilter",
    reason: "/SV /SubFilter asks for another kind of signature",
};
const ADD_REV_INFO: Constraint = Constraint {
    flag: 1 << 5,
    key: b"AddRevInfo",
    reason: "/SV /AddRevInfo asks for revocation information in the signature",
};
const APPEARANCE_FILTER: Constraint = Constraint {
    flag: 1 << 8,
    key: b"AppearanceFilter",
    reason: "/SV /AppearanceFilter asks for an appearance by its name",
};
const VERSION: i64 = 1 << 2;
const LEGAL_ATTESTATION: i64 = 1 << 4;
/// All flags of ISO 32000-2.
const KNOWN: i64 = (1 << 9) - 1;
