//! Certifying signatures, and the entries of the information dictionary that come with a first signature.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{Certification, Error, Field, RequestPart, SignatureRequest};
use support::*;

fn certify(certification: Certification) -> SignatureRequest {
    SignatureRequest { certification: Some(certification), ..request() }
}

fn inform(entries: &[(&str, &str)]) -> SignatureRequest {
    let information = entries.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
    SignatureRequest { information, ..request() }
}

fn reference(permission: u8) -> String {
    format!(
        "<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P {permission}>>>>"
    )
}

#[test]
fn the_first_signature_certifies_with_each_permission() {
    let wanted = [Certification::NoChanges, Certification::FormFilling, Certification::Annotations];
    for (permission, wanted) in (1..).zip(wanted) {
        let document = classic(PLAIN);
        let update = text(&sign_with(&document, &certify(wanted))[document.len()..]);
        let catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R/Perms<</DocMDP 4 0 R>>>>";
        assert_eq!(object(&update, 1, 0), catalog);
        let expected = format!("/Reference[{}]/ByteRange", reference(permission));
        assert!(object(&update, 4, 0).contains(&expected), "{}", object(&update, 4, 0));
    }
}

#[test]
fn other_permissions_of_the_document_stay() {
    for (catalog, more, changed) in [
        (
            "<</Pages 2 0 R/Perms<</UR3 4 0 R>>/X 1.50>>",
            (5, 0, "null"),
            (1, "/Perms<</UR3 4 0 R/DocMDP 6 0 R>>/X 1.50"),
        ),
        (
            "<</Pages 2 0 R/Perms 5 0 R>>",
            (5, 0, "<<%c\n/UR3 4 0 R>>"),
            (5, "<<%c\n/UR3 4 0 R/DocMDP 6 0 R>>"),
        ),
    ] {
        let document = with(catalog, PAGE, &[(4, 0, "<</Type/Sig>>"), more]);
        let update = text(&sign_with(&document, &certify(Certification::FormFilling))[document.len()..]);
        assert!(object(&update, changed.0, 0).contains(changed.1), "{}", object(&update, changed.0, 0));
    }
}

#[test]
fn only_the_first_signature_certifies() {
    let reason = "only the first signature of a document can certify it";
    let locked = Err(Error::Request { part: RequestPart::Certification, reason });
    let signed = sign_with(&classic(PLAIN), &request());
    let certified = sign_with(&classic(PLAIN), &certify(Certification::Annotations));
    let by_catalog = with("<</Pages 2 0 R/Perms<</DocMDP 4 0 R>>>>", PAGE, &[(4, 0, "<</Type/Sig>>")]);
    for document in [&signed, &certified, &by_catalog] {
        assert_eq!(prepare(document, &certify(Certification::FormFilling)).map(drop), locked);
        assert!(prepare(document, &request()).is_ok());
    }
    let closed = sign_with(&classic(PLAIN), &certify(Certification::NoChanges));
    let refused = Err(Error::Locked { reason: "certified: no changes allowed" });
    assert_eq!(prepare(&closed, &request()).map(drop), refused);
}

#[test]
fn a_signed_field_far_down_in_a_large_form_is_found() {
    let fields: String = (10..200).map(|number| format!("{number} 0 R ")).collect();
    let catalog = format!("<</Pages 2 0 R/AcroForm<</Fields[{fields}]>>>>");
    let mut objects: Vec<(u32, u16, String)> = vec![(1, 0, catalog)];
    objects.extend(PLAIN[1..].iter().map(|(n, g, value)| (*n, *g, (*value).to_string())));
    objects.extend((10..199).map(|number| (number, 0, format!("<</FT/Tx/T(t{number})>>"))));
    objects.push((199, 0, "<</FT/Sig/T(s)/V<</Type/Sig>>>>".into()));
    let objects: Vec<_> = objects.iter().map(|(n, g, value)| (*n, *g, value.as_str())).collect();
    let document = classic(&objects);
    let named = |request| match prepare(&document, &request) {
        Err(Error::Request { part, .. }) => Some(part),
        _ => None,
    };
    assert_eq!(named(certify(Certification::FormFilling)), Some(RequestPart::Certification));
    assert_eq!(named(inform(&[("1.2", "")])), Some(RequestPart::Information));
}

#[test]
fn the_lock_of_a_certified_field_may_allow_less() {
    for (lock, permission) in [("/P 1", 1), ("/P 3", 2), ("", 2)] {
        let field = format!("<</FT/Sig/T(s)/Lock<</Action/All{lock}>>>>");
        let document = with("<</Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", PAGE, &[(4, 0, &field)]);
        let field = Some(Field::Existing("s".into()));
        let wanted = SignatureRequest { field, ..certify(Certification::FormFilling) };
        let update = text(&sign_with(&document, &wanted)[document.len()..]);
        let expected =
            [&reference(permission), "<</Type/SigRef/TransformMethod/FieldMDP/Data 1 0 R"].concat();
        assert!(object(&update, 5, 0).contains(&expected), "{lock}: {}", object(&update, 5, 0));
    }
}

#[test]
fn entries_go_into_the_information_dictionary_that_is_there() {
    let objects = [PLAIN, &[(4, 0, "<</Title (R\\351)/Producer<41>/1.2(old)>>")]].concat();
    let document = classic_with(&objects, "/Root 1 0 R/Info 4 0 R");
    let wanted = inform(&[("2.16.76.1.12.1.1", ""), ("2.16.76.1.4.2.2.1", "CRM (1)"), ("1.2", "new")]);
    let update = text(&sign_with(&document, &wanted)[document.len()..]);
    let expected =
        "<</Title (R\\351)/Producer<41>/1.2(new)/2.16.76.1.12.1.1()/2.16.76.1.4.2.2.1(CRM \\(1\\))>>";
    assert_eq!(object(&update, 4, 0), expected);
    assert!(update.contains("/Info 4 0 R"));
}

#[test]
fn a_document_without_information_gets_some() {
    for trailer in ["", "/Info 40 0 R", "/Info null"] {
        let document = classic_with(PLAIN, &["/Root 1 0 R", trailer].concat());
        let update = text(&sign_with(&document, &inform(&[("Médico/1", "São")]))[document.len()..]);
        assert_eq!(object(&update, 7, 0), "<</M#C3#A9dico#2F1(S\\343o)>>");
        assert_eq!(update.matches("/Info 7 0 R").count(), 1, "{update}");
        assert_eq!(update.matches("/Info").count(), 1, "{update}");
    }
    let document = classic_with(PLAIN, "/Root 1 0 R/Info<</Title(t)>>");
    let update = text(&sign_with(&document, &inform(&[("1.2", "")]))[document.len()..]);
    assert_eq!(object(&update, 7, 0), "<</Title(t)/1.2()>>");
}

#[test]
fn a_signed_document_keeps_its_information() {
    let signed = sign_with(&classic(PLAIN), &request());
    let reason = "only the first signature of a document can come with entries of its information dictionary";
    let locked = Err(Error::Request { part: RequestPart::Information, reason });
    assert_eq!(prepare(&signed, &inform(&[("1.2", "")])).map(drop), locked);
}

#[test]
fn entries_that_the_metadata_repeats_and_names_that_are_none_are_refused() {
    let long = "9".repeat(128);
    for name in ["Title", "ModDate", "", "a\0", &long] {
        let answer = prepare(&classic(PLAIN), &inform(&[(name, "x")])).map(drop);
        assert!(
            matches!(answer, Err(Error::Request { part: RequestPart::Information, .. })),
            "{name}: {answer:?}"
        );
    }
}

#[test]
fn an_archive_that_knows_no_information_dictionary_gets_none() {
    for (part, is_signed) in [("1", true), ("3", true), ("4", false)] {
        let mut builder = Builder::new("\n");
        builder.objects(&[(1, 0, "<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>")]).objects(&PLAIN[1..]);
        builder.stream(4, "/Type/Metadata", format!("<pdfaid:part>{part}</pdfaid:part>").as_bytes());
        let start = builder.table(" \n", "/Size 5/Root 1 0 R");
        let document = builder.end(start);
        let reason = "PDF/A-4 allows no entries of the information dictionary";
        let wanted = if is_signed { Ok(()) } else { Err(Error::CannotAppend { reason }) };
        assert_eq!(prepare(&document, &inform(&[("1.2", "")])).map(drop), wanted, "{part}");
    }
}
