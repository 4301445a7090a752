//! Signatures of other people's software are read: kept vectors, and the corpora where they are beside the repository.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::{collections::HashMap, fs, path::PathBuf};

use serde_json::Value;
use signer_cms::{
    CertificateChoice, ReadAttribute, ReadSignedData, RevocationInfo, SignedData, SignerIdentifier,
};
use signer_pki::{
    Certificate, DigestAlgorithm,
    der::{Reader, dotted},
};

fn vector(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/vectors/{name}.p7s", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A folder of the shared corpus; none, and a message, where it is missing.
fn corpus(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("SIGNER_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared")),
        PathBuf::from,
    );
    let folder = shared.join("corpus").join(name);
    if !folder.is_dir() {
        println!("skipped: no corpus at {}", folder.display());
        return None;
    }
    Some(folder)
}

fn content(file: &[u8], read: &ReadSignedData<'_>) -> Option<Vec<u8>> {
    let content = read.content.as_ref()?;
    let index = |offset: u64| usize::try_from(offset).unwrap();
    let octets: Vec<u8> = content
        .pieces
        .iter()
        .flat_map(|piece| file[index(piece.start)..index(piece.end)].iter().copied())
        .collect();
    assert_eq!(content.len(), u64::try_from(octets.len()).unwrap());
    assert_eq!(content.is_empty(), octets.is_empty());
    Some(octets)
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn sha256(octets: &[u8]) -> String {
    hex(&DigestAlgorithm::Sha256.digest(octets))
}

/// SHA-256 of the contract that the vectors sign, as its author noted it.
const CONTRACT: &str = "172bae35d33af113ae737262bb796d609ee61aa2a97fb02357ada15da88203b7";
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
const TIME_STAMP_TOKEN: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];

#[test]
fn content_in_segments_is_found_piece_by_piece() {
    for (name, pieces) in [("ber-fluxo", 5), ("ber-constructed-definido", 3)] {
        let file = vector(name);
        let read = SignedData::read(&file).unwrap();
        assert_eq!(sha256(&content(&file, &read).unwrap()), CONTRACT, "{name}");
        let found = read.content.as_ref().unwrap();
        assert_eq!((found.pieces.len(), found.tag), (pieces, 0x04), "{name}");
        let signed = read.signers[0].signed.as_ref().unwrap();
        let digest = ReadAttribute::only(&signed.attributes, MESSAGE_DIGEST).unwrap().unwrap();
        assert_eq!(hex(&digest[2..]), CONTRACT, "{name}");
    }
}

#[test]
fn empty_content_is_attached_all_the_same() {
    let file = vector("conteudo-vazio");
    let read = SignedData::read(&file).unwrap();
    assert_eq!(content(&file, &read), Some(Vec::new()));
    assert!(read.content.unwrap().is_empty());
}

/// The digest is over the contents octets of the SEQUENCE (RFC 5652, 5.2.1).
#[test]
fn content_that_is_no_octet_string_is_read_too() {
    let file = vector("conteudo-sequence");
    let read = SignedData::read(&file).unwrap();
    assert_eq!(dotted(read.content_type), "1.3.6.1.4.1.99999.10");
    assert_eq!(read.content.as_ref().unwrap().tag, 0x30);
    let signed = read.signers[0].signed.as_ref().unwrap();
    let digest = ReadAttribute::only(&signed.attributes, MESSAGE_DIGEST).unwrap().unwrap();
    assert_eq!(hex(&digest[2..]), sha256(&content(&file, &read).unwrap()));
}

#[test]
fn two_signers_keep_their_order_and_their_algorithms() {
    let file = vector("dois-signatarios");
    let read = SignedData::read(&file).unwrap();
    let facts: Vec<_> = read
        .signers
        .iter()
        .map(|signer| (signer.version, dotted(signer.digest_algorithm.algorithm), sha256(signer.encoded)))
        .collect();
    // As noted in the corpus for those who add a signature: both stay octet for octet.
    let (first, second) = (
        "866431aa511bc8aa9fedbb9456a6887a37e61df0bb907f39d5adf3086e0f76bf",
        "44b34d674a10e5c4ce6570e70f6f4a1488f72aebcb932d4a244a19ed1ed09284",
    );
    assert_eq!(
        facts,
        [
            (1, "2.16.840.1.101.3.4.2.3".to_owned(), first.to_owned()),
            (1, "2.16.840.1.101.3.4.2.1".to_owned(), second.to_owned()),
        ]
    );
    assert_eq!(dotted(read.signers[0].signature_algorithm.algorithm), "1.2.840.10045.4.3.4");
    assert_eq!(read.signers[0].signature_algorithm.parameters, None);
    let digests: Vec<String> = read.digest_algorithms.iter().map(|digest| dotted(digest.algorithm)).collect();
    assert_eq!(digests, ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3"]);
}

#[test]
fn a_signer_is_named_in_two_ways() {
    let file = vector("ski");
    let read = SignedData::read(&file).unwrap();
    let certificates: Vec<Certificate> = certificates(&read);
    let SignerIdentifier::SubjectKeyIdentifier(named) = &read.signers[0].sid else { panic!("named by key") };
    assert!(certificates.iter().any(|certificate| certificate.subject_key_identifier() == Some(named)));
    assert_eq!((read.version, read.signers[0].version), (3, 3));

    let file = vector("ber-fluxo");
    let read = SignedData::read(&file).unwrap();
    let SignerIdentifier::IssuerAndSerialNumber { issuer, serial_number } = read.signers[0].sid else {
        panic!("named by issuer");
    };
    assert!(self::certificates(&read).iter().any(|certificate| {
        certificate.issuer() == issuer && certificate.serial_number() == serial_number
    }));
}

fn certificates(read: &ReadSignedData<'_>) -> Vec<Certificate> {
    let choices = read.certificates.iter().filter_map(|choice| match choice {
        CertificateChoice::Certificate(der) => Some(Certificate::from_der(der).unwrap()),
        CertificateChoice::Other(_) => None,
    });
    choices.collect()
}

#[test]
fn certificates_of_other_kinds_and_revocation_information_are_told_apart() {
    let file = vector("certificado-de-atributo");
    let read = SignedData::read(&file).unwrap();
    let others: Vec<u8> = read
        .certificates
        .iter()
        .filter_map(|choice| match choice {
            CertificateChoice::Other(encoded) => Some(encoded[0]),
            CertificateChoice::Certificate(_) => None,
        })
        .collect();
    assert_eq!(others, [0xa2]);

    let file = vector("crls-com-ocsp");
    let read = SignedData::read(&file).unwrap();
    assert!(matches!(read.crls[..], [RevocationInfo::Crl([0x30, ..]), RevocationInfo::Ocsp([0x30, ..])]));
    assert_eq!(read.version, 5);
}

#[test]
fn a_file_of_certificates_has_no_signer() {
    let file = vector("so-certificados");
    let read = SignedData::read(&file).unwrap();
    assert_eq!((read.signers.len(), read.content.clone()), (0, None));
    assert_eq!(certificates(&read).len(), 2);
}

#[test]
fn signed_attributes_may_be_missing_and_unsigned_ones_there() {
    let file = vector("sem-atributos");
    assert_eq!(SignedData::read(&file).unwrap().signers[0].signed, None);
    let file = vector("carimbo");
    let read = SignedData::read(&file).unwrap();
    let unsigned = &read.signers[0].unsigned;
    let token = ReadAttribute::only(unsigned, TIME_STAMP_TOKEN).unwrap().unwrap();
    let token = SignedData::read(token).unwrap();
    assert_eq!(dotted(token.content_type), "1.2.840.113549.1.9.16.1.4", "TSTInfo");
    assert_eq!(ReadAttribute::only(unsigned, MESSAGE_DIGEST), Ok(None));
}

/// Stored out of order, signed in order (RFC 5652, 5.4).
#[test]
fn the_message_that_is_signed_is_in_ascending_order() {
    let file = vector("atributos-fora-de-ordem");
    let read = SignedData::read(&file).unwrap();
    let signed = read.signers[0].signed.as_ref().unwrap();
    assert!(!signed.attributes.is_sorted_by_key(|attribute| attribute.encoded));
    let message = signed.to_be_signed();
    let mut elements = Reader::der(&message).tagged(0x31, "a set").unwrap().inside();
    let mut encoded = Vec::new();
    while !elements.is_empty() {
        encoded.push(elements.read().unwrap().encoded());
    }
    assert!(encoded.is_sorted());
    assert_eq!((encoded.len(), message.len()), (signed.attributes.len(), signed.encoded.len()));
    assert_eq!(signed.encoded[0], 0xa0);
}

#[test]
fn reports_of_other_libraries_faults_are_read() {
    let Some(folder) = corpus("reports-cms") else { return };
    let cases: HashMap<String, Value> =
        serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let (mut read, mut refused) = (0, Vec::new());
    for (name, case) in cases.iter().filter(|(_, case)| case["kind"] == "p7s") {
        let path = case["file"].as_str().unwrap();
        let file = fs::read(folder.join(path)).unwrap();
        match SignedData::read(&file) {
            Ok(signed_data) => judge(name, case, &file, &signed_data),
            Err(_) => {
                refused.push(name.as_str());
                continue;
            }
        }
        read += 1;
    }
    refused.sort_unstable();
    println!("{read} read");
    // Text armour and a SignedData without its ContentInfo are other people's: the rest is no SignedData.
    let expected =
        ["p7s-base64-nu", "p7s-cortado", "p7s-pem-pkcs7", "p7s-sem-contentinfo", "p7s-tipo-externo-envelope"];
    assert_eq!(refused, expected);
}

fn judge(name: &str, case: &Value, file: &[u8], read: &ReadSignedData<'_>) {
    assert_eq!(Some(read.signers.len()), case["signers"].as_u64().map(|count| count as usize), "{name}");
    assert_eq!(Some(read.content.is_none()), case["detached"].as_bool(), "{name}");
    assert_eq!(case["contentType"].as_str(), Some(dotted(read.content_type).as_str()), "{name}");
    if let (Some(digest), Some(content)) = (case["contentSha256"].as_str(), content(file, read)) {
        assert_eq!(sha256(&content), digest, "{name}");
    }
    for keep in case["extend"].as_array().into_iter().flatten().flat_map(|extend| extend["keep"].as_array()) {
        for kept in keep.iter().filter(|kept| kept["what"] == "SignerInfo") {
            let found = read.signers.iter().any(|signer| kept["sha256"] == sha256(signer.encoded).as_str());
            assert!(found, "{name}: {kept}");
        }
    }
}

#[test]
fn signatures_from_public_repositories_are_read() {
    let Some(folder) = corpus("cms") else { return };
    let mut manifest = csv::Reader::from_path(folder.join("manifest.csv")).unwrap();
    let mut read = 0;
    for row in manifest.deserialize::<HashMap<String, String>>().map(Result::unwrap) {
        let signed = matches!(row["kind"].as_str(), "cms-signed" | "tst-token");
        if !signed || row["form"] == "PEM" || row["file"].contains("pkcs7-signed-digested") {
            continue;
        }
        let file = fs::read(folder.join(&row["file"])).unwrap();
        if row["file"].ends_with("cms-signed-indefinite-length.der") {
            assert_eq!(file.last(), Some(&b'\n'));
            assert!(SignedData::read(&file).is_err(), "a line end is no part of it");
        }
        let der = file.strip_suffix(b"\n").unwrap_or(&file);
        let found = SignedData::read(der).unwrap_or_else(|error| panic!("{}: {error}", row["file"]));
        let cms = &row["cms"];
        assert!(cms.contains(&format!("signers={}", found.signers.len())), "{}", row["file"]);
        if cms.contains("tached") {
            assert_eq!(cms.starts_with("attached"), found.content.is_some(), "{}", row["file"]);
        }
        assert_eq!(
            cms.contains("subject_key_identifier"),
            matches!(
                found.signers.first().map(|signer| &signer.sid),
                Some(SignerIdentifier::SubjectKeyIdentifier(_))
            ),
            "{}",
            row["file"]
        );
        read += 1;
    }
    println!("{read} read");
    assert!(read > 35, "{read}");
}
