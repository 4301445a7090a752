//! Documents that nobody on the project wrote, where they are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use std::path::PathBuf;

use signer_pdf::Error;
use support::*;

/// The documents and what is expected of a signer.
fn corpus() -> Option<Vec<(PathBuf, String)>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let shared = std::env::var_os("SIGNER_SHARED").map_or(root.join("../shared"), PathBuf::from);
    let folder = shared.join("corpus/pdf");
    let manifest = std::fs::read_to_string(folder.join("manifest.csv")).ok()?;
    let row = |line: &str| {
        let file = line.split(',').next()?;
        Some((folder.join(file.trim_matches('"')), line.rsplit(',').next()?.to_string()))
    };
    // A name with a comma in it is in quotes and not found under its first part.
    Some(manifest.lines().skip(1).filter_map(row).filter(|(file, _)| file.is_file()).collect())
}

#[test]
fn documents_of_many_writers_are_signed_twice_or_refused() {
    let Some(corpus) = corpus() else { return println!("skipped: no corpus at hand") };
    let (mut signed, mut refused) = (0, Vec::new());
    for (file, expected) in &corpus {
        let document = std::fs::read(file).unwrap();
        match prepare(&document, &request()) {
            Ok(_) => {
                assert!(!expected.starts_with("refuse"), "{}", file.display());
                let once = sign_with(&document, &request());
                assert!(sign_with(&once, &request()).starts_with(&document), "{}", file.display());
                signed += usize::from(expected == "sign");
            }
            Err(error) if expected == "sign" => refused.push((file.clone(), error)),
            Err(error) => {
                assert!(!matches!(error, Error::Missing(_)), "{}", file.display());
            }
        }
    }
    println!("{signed} signed; refused: {refused:#?}");
    assert!(refused.len() * 20 < signed, "more than one in twenty refused: {refused:#?}");
}
