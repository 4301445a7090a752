//! A key in a PFX.

use std::rc::Rc;

use serde_json::json;
use signer_pki::DigestAlgorithm;

use super::fake::key::{PASSWORD, PFX};
use super::fake::{Fake, TODAY, run};
use super::pdf::pdf;
use crate::{BaselineB, Error, Key, Level, Order, PdfWanted, Phase, SignerIdentity, Trust, open_pfx};

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
    assert_eq!(world.sign_a1().unwrap_err(), not_its_own());
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
    let error = run(open_pfx(&world, PFX, "senha", Trust::Any)).err().unwrap();
    assert_eq!(error, Error::PasswordIncorrect { field: "certificatePassword" }.into());
    run(open_pfx(&world, PFX, PASSWORD, Trust::Any)).map(drop).unwrap();
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

/// A file made after a public report, of signer-pki's tests.
macro_rules! report {
    ($name:literal) => {
        include_bytes!(concat!("../../../signer-pki/tests/vectors/reports/", $name, ".pfx")).as_slice()
    };
}

macro_rules! reports {
    ($($name:literal => $expected:expr,)*) => { [$(($name, report!($name), $expected)),*] };
}

/// Who a file signs as, and whether anybody was asked.
fn signer_of(world: &Fake, pfx: &[u8]) -> crate::Result<(String, usize)> {
    let key = run(open_pfx(world, pfx, PASSWORD, Trust::Any))?;
    Ok((SignerIdentity::of(key.certificate()).name, world.offered.borrow().len()))
}

#[test]
fn the_key_that_can_sign_today_is_taken_wherever_it_stands() {
    let second = Ok(("SECOND".to_owned(), 0));
    assert_eq!(signer_of(&Fake::new(pdf(0)), report!("pfx-two-keys-first-expired")), second);
    assert_eq!(signer_of(&Fake::new(pdf(0)), report!("pfx-two-keys-first-encipherment")), second);
}

#[test]
fn of_a_renewed_certificate_the_one_of_today_signs() {
    let pfx = report!("pfx-renewed-same-key");
    let key = run(open_pfx(&Fake::new(pdf(0)), pfx, PASSWORD, Trust::Any)).ok().unwrap();
    assert!(key.certificate().validity().not_after > TODAY && key.is_only_choice());
    assert_eq!((key.chain.len(), key.chain.iter().nth(1).unwrap().is_ca()), (2, true));
    // In its own time the first one did.
    let earlier = Fake { now: 1_590_000_000, ..Fake::new(pdf(0)) };
    let key = run(open_pfx(&earlier, pfx, PASSWORD, Trust::Any)).ok().unwrap();
    assert!(key.certificate().validity().not_after < TODAY);
}

#[test]
fn where_no_key_can_sign_the_reason_of_the_first_is_told() {
    let late = Fake { now: i64::MAX / 2, ..Fake::new(pdf(0)) };
    let error = signer_of(&late, report!("pfx-two-keys-first-expired")).unwrap_err();
    assert_eq!(error, Error::CertificateExpired { not_after: 1_609_459_200 }.into());
    let error = signer_of(&late, report!("pfx-two-keys-first-encipherment")).unwrap_err();
    assert_eq!(error.code(), "certificate_expired");
}

/// Two keys of two people, both valid; the file of a renewed one, valid twice.
#[test]
fn between_several_keys_the_page_chooses() {
    let pfx = include_bytes!("../../tests/vectors/two-keys.pfx");
    for (chooses, expected) in [(0, "ANA DE TESTE:12345678909"), (1, "EMPRESA DE TESTE:11222333000181")] {
        let world = Fake { chooses: Some(chooses), ..Fake::new(pdf(0)) };
        assert_eq!(signer_of(&world, pfx), Ok((expected.to_owned(), 2)));
        let offered = world.offered.borrow()[chooses].clone();
        assert_eq!((&offered["identity"]["name"], &offered["tokenLabel"]), (&json!(expected), &json!("")));
        assert!(!run(open_pfx(&world, pfx, PASSWORD, Trust::Any)).ok().unwrap().is_only_choice());
    }
    let nobody = Fake::new(pdf(0));
    assert_eq!(signer_of(&nobody, pfx).unwrap_err(), Error::UserCancelled.into());
    let beyond = Fake { chooses: Some(2), ..Fake::new(pdf(0)) };
    assert_eq!(signer_of(&beyond, pfx).unwrap_err(), Error::invalid("selectCertificate"));
    let later = Fake::new(pdf(0));
    let key =
        run(open_pfx(&later, include_bytes!("../../tests/vectors/renewed-early.pfx"), PASSWORD, Trust::Any));
    let key = key.ok().unwrap();
    assert_eq!((key.certificate().serial_number_hex().as_str(), key.is_only_choice()), ("02", true));
}

/// Of a single key: opening it asks it for nothing.
#[test]
fn a_key_that_signs_for_somebody_else_is_refused_by_its_file() {
    let world = Fake::new(pdf(0));
    let error = signed(&world, report!("pfx-ec-wrong-key"), PASSWORD).unwrap_err();
    assert_eq!((error, world.signed.borrow().len()), (not_its_own(), 1));
}

fn not_its_own() -> Box<Error> {
    let reason = "the private key in the file is not the certificate's, or is damaged".into();
    Error::CertificateUnsuitable { reason }.into()
}

fn signed(world: &Fake, pfx: &[u8], password: &str) -> crate::Result<SignerIdentity> {
    let key = Key::A1(Rc::new(run(open_pfx(world, pfx, password, Trust::Any))?));
    let order = Order { key, api_base_url: None, reach: BaselineB, trust: Trust::Any };
    world.sign_with(&order, PdfWanted::default()).map(|signed| signed.signer)
}

/// Files and right answers made after public reports: name, CPF and CNPJ, or the code of one that cannot sign.
#[test]
fn the_files_of_reports_sign_as_who_they_are() {
    const CPF: Option<&str> = Some("12345678909");
    const MARIA: Result<Identity<'_>, &str> = Ok(("MARIA DA SILVA:12345678909", CPF, None));
    let company = Ok(("EMPRESA LTDA:12345678000195", CPF, Some("12345678000195")));
    for (name, pfx, expected) in reports![
        "cert-aki-other" => MARIA,
        "cert-cnpj-formatted" => company,
        "cert-cpf-blank" => Ok(("MARIA DA SILVA", CPF, None)),
        "cert-cpf-wrapped" => Ok(("MARIA DA SILVA", CPF, None)),
        "cert-no-cn" => Ok(("ACME", None, None)),
        "cert-nul-behind" => MARIA,
        "cert-serial-negative" => MARIA,
        "cert-ski-empty" => MARIA,
        "cert-time-no-seconds" => MARIA,
        "cert-universalstring" => Ok(("JOSÉ ÁVILA CONCEIÇÃO", None, None)),
        "ok" => MARIA,
        "pfx-base64" => MARIA,
        "pfx-camellia" => MARIA,
        "pfx-ec-compressed-public" => MARIA,
        "pfx-ec-wrong-key" => Err("certificate_unsuitable"),
        "pfx-localkeyid-empty" => MARIA,
        "pfx-mac-sha224" => MARIA,
        "pfx-password-openssl-1.0" => MARIA,
        "pfx-renewed-same-key" => MARIA,
        "pfx-rsa-without-primes" => Err("certificate_unsuitable"),
        "pfx-two-keys-first-encipherment" => Ok(("SECOND", None, None)),
        "pfx-two-keys-first-expired" => Ok(("SECOND", None, None)),
    ] {
        let password = if name == "pfx-password-openssl-1.0" { "São João" } else { PASSWORD };
        let outcome = signed(&Fake::new(pdf(0)), pfx, password);
        let found = outcome.as_ref().map(|who| (who.name.as_str(), who.cpf.as_deref(), who.cnpj.as_deref()));
        assert_eq!(found.map_err(|error| error.code()), expected, "{name}");
    }
}

type Identity<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

#[test]
fn a_key_without_primes_is_refused_before_it_is_used() {
    let error = signer_of(&Fake::new(pdf(0)), report!("pfx-rsa-without-primes")).unwrap_err();
    let reason = "its private key lacks primes, which browsers sign with".into();
    assert_eq!(error, Error::CertificateUnsuitable { reason }.into());
}

#[test]
fn a_negative_serial_number_is_told_as_one() {
    let signer = signed(&Fake::new(pdf(0)), report!("cert-serial-negative"), PASSWORD).unwrap();
    assert_eq!(signer.serial_number, "-ff");
}
