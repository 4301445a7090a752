//! Files of other people's software, where the corpus is beside the repository.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::{collections::HashMap, fs, path::PathBuf};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use signer_pki::{Certificate, Error, pkcs12};

type Row = HashMap<String, String>;

/// The files of one kind with what is known of each; nothing where there is no corpus.
fn files(kind: &str) -> Vec<(Row, Vec<u8>)> {
    let shared = std::env::var_os("SIGNER_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared")),
        PathBuf::from,
    );
    let corpus = shared.join("corpus/cms");
    let Ok(mut manifest) = csv::Reader::from_path(corpus.join("manifest.csv")) else {
        skipped::skip("no corpus at hand");
        return Vec::new();
    };
    let rows = manifest.deserialize::<Row>().map(Result::unwrap).filter(|row| row["kind"] == kind);
    rows.map(|row| (fs::read(corpus.join(&row["file"])).unwrap(), row))
        .map(|(bytes, row)| (row, bytes))
        .collect()
}

#[test]
fn pkcs12_files_open_or_are_refused_for_the_right_reason() {
    let (mut opened, mut refused) = (0, 0);
    for (row, pfx) in files("pkcs12") {
        let file = &row["file"];
        let outcome = pkcs12::open(&pfx, &row["password"]);
        let expected_failure = match file.as_str() {
            // Its password is not known.
            "pkcs12/formats--example.pfx" => Some(Error::PasswordIncorrect),
            // pbeWithMD5AndDES-CBC: broken, and seen in no real file.
            "pkcs12/selfmade_p12--des-md5-pbes1.p12" => Some(Error::Unsupported {
                what: "an encryption other than PBES2 with AES, Camellia, 3DES or RC2 and those of PKCS#12",
            }),
            _ => (row["key"] == "nokey").then_some(Error::KeyNotFound),
        };
        if let Some(error) = expected_failure {
            assert_eq!(outcome.err().map(|error| *error), Some(error), "{file}");
            refused += 1;
            continue;
        }
        let found = outcome.unwrap_or_else(|error| unreachable!("{file}: {error:?}"));
        if let Ok(certificates) = row["certs"].parse::<usize>() {
            assert_eq!(found.certificates.len(), certificates, "{file}");
        }
        assert!(
            matches!(
                pkcs12::open(&pfx, "not the password").err().map(|error| *error),
                None | Some(Error::PasswordIncorrect)
            ),
            "{file}"
        );
        opened += 1;
    }
    println!("{opened} opened, {refused} refused as expected");
}

#[test]
fn certificates_are_read() {
    let mut read = 0;
    for (row, bytes) in files("cert") {
        let der = if row["form"] == "PEM" { pem(&bytes) } else { bytes };
        match Certificate::from_der(&der) {
            Ok(certificate) => {
                let _ = (certificate.icp_brasil(), certificate.check_can_sign(0));
                read += 1;
            }
            Err(error) => {
                // Not even strict readers take it, and not because `critical FALSE` is spelt out.
                let strict = &row["strict_x509_parse"];
                assert!(strict != "ok" && !strict.contains("EncodedDefault"), "{}: {error:?}", row["file"]);
            }
        }
    }
    println!("{read} certificates read");
}

fn pem(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let body = text.split("CERTIFICATE-----").nth(1).unwrap().split("-----END").next().unwrap();
    BASE64_STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap()
}
