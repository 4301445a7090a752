//! A key in a PFX.

use signer_pki::DigestAlgorithm;

use super::fake::key::{PASSWORD, PFX};
use super::fake::{Fake, run};
use super::pdf::pdf;
use crate::{Error, Level, Phase, open_pfx};

#[test]
fn an_a1_key_signs_without_an_api() {
    let world = Fake::new(pdf(0));
    let signed = world.sign_a1().unwrap();
    assert_eq!((signed.signature_id.as_str(), signed.document_type.as_str()), ("uuid-1", "pdf"));
    assert_eq!(signed.signer.name, "MARIA DE TESTE:12345678909");
    assert_eq!(signed.signatures[0].level, Some(Level::BB));
    assert_eq!(signed.signatures[0].of, "Signature1");
    assert!(world.lines().is_empty());
    assert_eq!(*world.phases.borrow(), [Phase::Reading, Phase::Preparing, Phase::Signing, Phase::Finishing]);
    let text = String::from_utf8_lossy(signed.document.after(&pdf(0))).into_owned();
    assert!(text.contains("/ETSI.CAdES.detached"));
    assert!(text.contains("D:20270115080000Z"), "the claimed time comes from the world's clock");
}

#[test]
fn the_attributes_hold_the_digest_of_all_but_the_hole() {
    let world = Fake::new(pdf(0));
    let signed = world.sign_a1().unwrap();
    let digest = DigestAlgorithm::Sha256.digest(&all_but_the_hole(&signed.document.bytes));
    let attributes = world.signed.borrow()[0].clone();
    assert!(attributes.windows(32).any(|part| part == digest), "the messageDigest is that of the byte range");
}

#[test]
fn the_hole_is_as_large_as_its_cms() {
    let world = Fake::new(pdf(0));
    let signed = world.sign_a1().unwrap();
    let hole = hole(&signed.document.bytes);
    let digits = &signed.document.bytes[hole.start + 1..hole.end - 1];
    let used = digits.iter().rposition(|digit| *digit != b'0').unwrap() + 1;
    assert!(digits.len() - used <= 2, "{} digits, {used} used", digits.len());
}

#[test]
fn a_value_that_does_not_verify_is_never_embedded() {
    let world = Fake { spoils: true, ..Fake::new(pdf(0)) };
    assert_eq!(world.sign_a1().unwrap_err(), Error::SignatureMismatch.into());
}

#[test]
fn an_expired_certificate_is_refused_with_its_date() {
    let world = Fake { now: i64::MAX / 2, ..Fake::new(pdf(0)) };
    let error = world.sign_a1().unwrap_err();
    let not_after = world.key().certificate().validity().not_after;
    assert_eq!(error, Error::CertificateExpired { not_after }.into());
}

#[test]
fn a_wrong_password_says_so() {
    let world = Fake::new(pdf(0));
    let error = run(open_pfx(&world, PFX, "senha")).err().unwrap();
    assert_eq!(error, Error::PasswordIncorrect { field: "certificatePassword" }.into());
    run(open_pfx(&world, PFX, PASSWORD)).map(drop).unwrap();
}

/// Offsets of `<` and after `>` of `/Contents`, from the `/ByteRange` that the file itself has.
pub(super) fn hole(file: &[u8]) -> std::ops::Range<usize> {
    let text = String::from_utf8_lossy(file);
    let range = text.rsplit_once("/ByteRange").unwrap().1.trim_start_matches([' ', '[']);
    let numbers: Vec<usize> = range.split([' ', ']']).take(3).map(|number| number.parse().unwrap()).collect();
    numbers[1]..numbers[2]
}

fn all_but_the_hole(file: &[u8]) -> Vec<u8> {
    let hole = hole(file);
    [&file[..hole.start], &file[hole.end..]].concat()
}
