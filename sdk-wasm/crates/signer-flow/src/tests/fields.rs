//! Wishes that only a PDF knows: a field that is there and what its author asks for, a certification, entries about the document.

use signer_pdf::RequestPart;

use super::fake::{Fake, cloud};
use super::levels::Room;
use super::pdf::{pdf, pdf_of};
use crate::{Above, AppearanceWanted, Certification, Error, Level, Order, PdfWanted};

#[test]
fn a_field_that_is_there_is_signed_under_its_name() {
    let world = Fake::new(with_field(""));
    let signed = world.sign_with(&world.a1(), into_field("Contratante")).unwrap();
    assert_eq!(signed.signatures[0].of, "Contratante");
}

#[test]
fn a_field_that_is_not_there_is_refused_before_anybody_is_asked() {
    let world = Fake::new(with_field(""));
    let error = world.sign_with(&cloud(), into_field("Contratada")).unwrap_err();
    assert!(matches!(*error, Error::InvalidRequest { field, .. } if field == "appearance.field"));
    assert!(world.lines().is_empty());
}

#[test]
fn what_the_author_of_a_field_asks_for_is_held_against_the_signer() {
    let own = "/CN(MARIA DE TESTE:12345678909)";
    for (seed, fits) in [
        ("/Ff 64/DigestMethod[(SHA256)]".to_owned(), true),
        ("/Ff 64/DigestMethod[(SHA512)]".to_owned(), false),
        ("/Cert<</Ff 32/KeyUsage[(1)]>>".to_owned(), true),
        ("/Cert<</Ff 32/KeyUsage[(XXXXX1)]>>".to_owned(), false),
        (format!("/Cert<</Ff 8/SubjectDN[<<{own}>>]>>"), true),
        ("/Cert<</Ff 8/SubjectDN[<</CN(JOSE)>>]>>".to_owned(), false),
        ("/TimeStamp<</Ff 1/URL(https://act.test)>>".to_owned(), false),
    ] {
        let world = Fake::new(with_field(&seed));
        let signed = world.sign_with(&world.a1(), into_field("Contratante"));
        let code = signed.map(drop).map_err(|error| error.code());
        assert_eq!(code, if fits { Ok(()) } else { Err("cannot_append") }, "{seed}");
    }
}

#[test]
fn a_field_that_asks_for_the_signers_own_certificate_gets_it() {
    let world = Fake::new(Vec::new());
    let digits: String = world.key().certificate().der().iter().map(|byte| format!("{byte:02x}")).collect();
    let world = Fake::new(with_field(&format!("/Cert<</Ff 1/Subject[<{digits}>]>>")));
    world.sign_with(&world.a1(), into_field("Contratante")).unwrap();
}

#[test]
fn a_field_that_asks_for_a_time_stamp_gets_one() {
    let world = Fake::new(with_field("/TimeStamp<</Ff 1/URL(https://act.test)>>"));
    let Order { key, api_base_url, trust, .. } = world.a1();
    let order = Order { key, api_base_url, trust, reach: Above { level: Level::BT, supplies: Room(3000) } };
    let document = world.open(into_field("Contratante")).unwrap();
    let signed = super::fake::run(crate::sign_one(&world, &order, document)).unwrap();
    assert_eq!(signed.signatures[0].level, Some(Level::BT));
}

#[test]
fn a_certification_says_what_is_allowed_after_it() {
    let certified = PdfWanted { certification: Some(Certification::FormFilling), ..PdfWanted::default() };
    let update = text(&update(certified));
    assert!(update.contains("/TransformMethod/DocMDP") && update.contains("/P 2"), "{update}");
    assert!(!text(&self::update(PdfWanted::default())).contains("/DocMDP"));
}

#[test]
fn entries_about_the_document_stand_in_its_information_dictionary() {
    let entry = ("2.16.76.1.4.2.2.1".to_owned(), "12345".to_owned());
    let update = text(&update(PdfWanted { information: vec![entry], ..PdfWanted::default() }));
    assert!(update.contains("/2.16.76.1.4.2.2.1(12345)"), "{update}");
}

#[test]
fn what_is_wrong_with_a_wish_names_its_option() {
    for (part, option) in [
        (RequestPart::Appearance, "appearance"),
        (RequestPart::Certification, "certify"),
        (RequestPart::Field, "appearance.field"),
        (RequestPart::Information, "medical"),
        (RequestPart::Page, "appearance.page"),
        (RequestPart::Reason, "requestOptions.metadata.reason"),
        (RequestPart::Rectangle, "appearance.rect"),
    ] {
        let error = Box::<Error>::from(Box::new(signer_pdf::Error::Request { part, reason: "x" }));
        assert_eq!(error, Error::InvalidRequest { field: option.into(), reason: "x".into() }.into());
    }
    // No caller sets these.
    for part in [RequestPart::AppearanceObjects, RequestPart::Prepared] {
        let error = Box::<Error>::from(Box::new(signer_pdf::Error::Request { part, reason: "x" }));
        assert_eq!(error, Error::Internal { what: "x".into() }.into());
    }
}

#[test]
fn only_the_first_signature_certifies_or_writes_about_the_document() {
    let signed = [pdf(0), update(PdfWanted::default())].concat();
    let entry = ("2.16.76.1.4.2.2.1".to_owned(), "12345".to_owned());
    for (wanted, option) in [
        (PdfWanted { certification: Some(Certification::FormFilling), ..PdfWanted::default() }, "certify"),
        (PdfWanted { information: vec![entry], ..PdfWanted::default() }, "medical"),
    ] {
        let world = Fake::new(signed.clone());
        let error = world.sign_with(&cloud(), wanted).unwrap_err();
        assert!(world.lines().is_empty(), "nobody was asked");
        assert!(matches!(&*error, Error::InvalidRequest { field, .. } if field == option), "{error:?}");
    }
}

/// A document whose one signature field has this seed value (ISO 32000-2, table 237).
fn with_field(seed: &str) -> Vec<u8> {
    pdf_of(&[
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R]>>",
        "<</FT/Sig/T(Contratante)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R/SV 5 0 R>>",
        &format!("<</Type/SV{seed}>>"),
    ])
}

fn into_field(name: &str) -> PdfWanted {
    let appearance = AppearanceWanted { field: Some(name.into()), ..AppearanceWanted::default() };
    PdfWanted { appearance: Some(appearance), ..PdfWanted::default() }
}

/// All that a signature with these wishes adds to a document.
fn update(wanted: PdfWanted) -> Vec<u8> {
    let world = Fake::new(pdf(0));
    let signed = world.sign_with(&world.a1(), wanted).unwrap();
    signed.document.after(&pdf(0)).to_vec()
}

fn text(update: &[u8]) -> String {
    String::from_utf8_lossy(update).into_owned()
}
