//! Documents that nobody on the project wrote, where they are at hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use std::path::PathBuf;

use signer_pdf::{Error, Opening, Prepared, Reader};
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
    let Some(corpus) = corpus() else { return skipped::skip("no corpus at hand") };
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

#[test]
fn hostile_documents_are_answered_in_time() {
    let Some(folder) =
        shared().map(|shared| shared.join("corpus/hostile/pdf")).filter(|folder| folder.is_dir())
    else {
        return skipped::skip("no hostile documents at hand");
    };
    let mut signed = 0;
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let document = std::fs::read(&file).unwrap();
        for repair in [false, true] {
            let started = std::time::Instant::now();
            let answer = prepare_opened(&document, repair);
            assert!(!matches!(answer, Err(Error::Missing(_))));
            // Unoptimised, and perhaps not alone on the machine: two seconds are the limit elsewhere.
            assert!(started.elapsed().as_secs() < 20, "{} {repair} {:?}", file.display(), started.elapsed());
            let Ok(prepared) = answer else { continue };
            let result = [&document[..], &prepared.finish(&[1; 100]).unwrap()].concat();
            let again = prepare(&result, &request());
            assert!(!matches!(again, Err(Error::Malformed { .. })), "{} {again:?}", file.display());
            signed += 1;
        }
    }
    println!("{signed} signed");
}

fn shared() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..");
    std::env::var_os("SIGNER_SHARED").map(PathBuf::from).or(Some(root.join("../shared")))
}

fn prepare_opened(document: &[u8], repair: bool) -> Result<Prepared, Error> {
    let opening = Opening { repair, ..Opening::default() };
    let mut reader = Reader::with(document.len() as u64, opening);
    loop {
        match reader.prepare(&request()).map_err(|error| *error) {
            Err(Error::Missing(range)) => {
                let bytes = document[range.start as usize..range.end as usize].to_vec();
                reader.insert(range.start, bytes);
            }
            done => return done,
        }
    }
}
