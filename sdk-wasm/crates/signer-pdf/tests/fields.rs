//! Which field is signed: one that is there, or a new one; its name, its kids, its lock.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{Appearance, Error, Field, RequestPart, SignatureRequest, SubFilter, Warning};
use support::*;

fn existing(name: &str) -> Field {
    Field::Existing(name.into())
}

fn on(field: Field) -> SignatureRequest {
    SignatureRequest { field: Some(field), ..request() }
}

fn refused(reason: &'static str) -> Result<(), Error> {
    Err(Error::Request { part: RequestPart::Field, reason })
}

#[test]
fn an_empty_field_is_signed_where_it_is() {
    let more: Objects<'_> = &[
        (4, 0, "<</Fields[5 0 R 6 0 R]>>"),
        (5, 0, "<</T(a)/FT/Sig/Kids[7 0 R 8 0 R]>>"),
        (6, 0, "<</T(text)/FT/Tx>>"),
        (7, 0, "<</T<FEFF00620061>/Rect[1 2 3 4]/Lock<</Action/Include/Fields[(text)]>>>>"),
        (8, 0, "<</T(signed)/V 9 0 R>>"),
        (9, 0, "<</Type/Sig>>"),
    ];
    let document = with("<</Pages 2 0 R/AcroForm 4 0 R>>", PLAIN[2].2, more);
    let update = text(&sign_with(&document, &on(existing("a.ba"))));
    let changed = "<</T<FEFF00620061>/Rect[1 2 3 4]/Lock<</Action/Include/Fields[(text)]>>/V 10 0 R>>";
    assert_eq!(object(&update, 7, 0), changed);
    let lock = "/Reference[<</Type/SigRef/TransformMethod/FieldMDP/Data 1 0 R/TransformParams\
        <</Type/TransformParams/V/1.2/Action/Include/Fields[(text)]>>>>]";
    assert!(object(&update, 10, 0).contains(lock));
    assert_eq!(object(&update, 4, 0), "<</Fields[5 0 R 6 0 R]/SigFlags 3>>");
}

#[test]
fn a_field_that_cannot_be_signed_is_refused_with_the_reason() {
    let more: Objects<'_> = &[
        (4, 0, "<</Fields[5 0 R 6 0 R 10 0 R 11 0 R]>>"),
        (5, 0, "<</T(a)/FT/Sig/Kids[7 0 R 8 0 R]>>"),
        (6, 0, "<</T(text)/FT/Tx>>"),
        (7, 0, "<</T(empty)>>"),
        (8, 0, "<</T(signed)/V 9 0 R>>"),
        (9, 0, "<</Type/Sig>>"),
        (10, 0, "<</T(closed)/FT/Sig/Ff 1>>"),
        (11, 0, "<</T(group)/Ff 1/Kids[12 0 R 13 0 R]>>"),
        (12, 0, "<</T(closed)/FT/Sig>>"),
        (13, 0, "<</T(open)/FT/Sig/Ff 0>>"),
    ];
    let document = with("<</Pages 2 0 R/AcroForm 4 0 R>>", PAGE, more);
    let answer = |field| prepare(&document, &on(field)).map(drop);
    for name in ["text", "a.empt", "empty", "", "group"] {
        assert_eq!(answer(existing(name)), refused("there is no signature field of this name"), "{name}");
    }
    assert_eq!(answer(existing("a.signed")), refused("the field is signed already"));
    assert_eq!(answer(existing("a")), refused("the field is a group of fields"));
    for name in ["closed", "group.closed"] {
        assert_eq!(answer(existing(name)), Err(Error::Locked { reason: "the field is read-only" }));
    }
    for name in ["a.empty", "group.open"] {
        assert_eq!(answer(existing(name)), Ok(()), "{name}");
    }
    let none = classic(PLAIN);
    assert_eq!(
        prepare(&none, &on(existing("x"))).map(drop),
        refused("there is no signature field of this name")
    );
}

#[test]
fn a_new_field_takes_a_free_name_without_periods() {
    let more: Objects<'_> =
        &[(4, 0, "<</T(a)/Kids[5 0 R]>>"), (5, 0, "<</T(b)/FT/Sig>>"), (6, 0, "<</T(c)/FT/Tx>>")];
    let document = with("<</Pages 2 0 R/AcroForm<</Fields[4 0 R 6 0 R]>>>>", PAGE, more);
    let answer = |name: &str| prepare(&document, &on(Field::New(name.into()))).map(drop);
    for name in ["a", "c"] {
        assert_eq!(answer(name), refused("there is a field of this name"), "{name}");
    }
    for name in ["", "a.c", "new.field"] {
        let reason = "a new field's name has at least one character, and no periods";
        assert_eq!(answer(name), refused(reason), "{name}");
    }
    let prepared = prepare(&document, &on(Field::New("Assinatura".into()))).unwrap();
    assert_eq!(prepared.field_name(), "Assinatura");
}

#[test]
fn merged_or_separate_the_widget_stays_as_it_is() {
    let merged =
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(m)/Rect[1 2.50 3 4]/F 4/MK<</R 90>>/AP<</N 7 0 R>>/P 3 0 R>>";
    let more: Objects<'_> = &[
        (4, 0, merged),
        (5, 0, "<</FT/Sig/T(s)/Kids[6 0 R]/Ff 2>>"),
        (6, 0, "<</Type/Annot/Subtype/Widget/Parent 5 0 R/Rect[1 2 3 4]/F 4>>"),
        (7, 0, "<<>>"),
    ];
    let catalog = "<</Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R]>>>>";
    let document = with(catalog, "<</Type/Page/Annots[4 0 R 6 0 R]>>", more);
    let update = text(&sign_with(&document, &on(existing("m")))[document.len()..]);
    assert_eq!(object(&update, 4, 0), merged.replace("/P 3 0 R>>", "/P 3 0 R/V 8 0 R>>"));
    let update = text(&sign_with(&document, &on(existing("s")))[document.len()..]);
    assert_eq!(object(&update, 5, 0), "<</FT/Sig/T(s)/Kids[6 0 R]/Ff 2/V 8 0 R>>");
    assert!(["\n3 0 obj", "\n4 0 obj", "\n6 0 obj"].iter().all(|kept| !update.contains(kept)));
}

#[test]
fn the_lock_of_a_field_is_written_with_its_permission() {
    let more: Objects<'_> = &[
        (4, 0, "<</FT/Sig/T(s)/Lock 5 0 R>>"),
        (5, 0, "<</Type/SigFieldLock/Action 6 0 R/Fields 7 0 R/P 2>>"),
        (6, 0, "/Exclude"),
        (7, 0, "[(a) (b)]"),
    ];
    let document = with("<</Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", PAGE, more);
    let update = text(&sign_with(&document, &on(existing("s"))));
    let reference = "/Reference[<</Type/SigRef/TransformMethod/FieldMDP/Data 1 0 R/TransformParams\
        <</Type/TransformParams/V/1.2/Action/Exclude/Fields[(a) (b)]/P 2>>>>]/ByteRange";
    assert!(object(&update, 8, 0).contains(reference), "{}", object(&update, 8, 0));
    assert_eq!(object(&update, 4, 0), "<</FT/Sig/T(s)/Lock 5 0 R/V 8 0 R>>");
}

#[test]
fn a_form_with_xfa_is_signed_with_a_warning() {
    for (form, warnings) in [
        ("/XFA[(template)4 0 R]", vec![Warning::Xfa]),
        ("/XFA 4 0 R/Fields[]", vec![Warning::Xfa]),
        ("/XFA 9 0 R/Fields[]", vec![]),
        ("/Fields[]", vec![]),
    ] {
        let catalog = format!("<</Pages 2 0 R/AcroForm<<{form}>>>>");
        let document = with(&catalog, PAGE, &[(4, 0, "<</X 1>>")]);
        assert_eq!(prepare(&document, &request()).unwrap().warnings(), warnings, "{form}");
    }
}

#[test]
fn promises_of_earlier_signatures_are_kept() {
    let certified = |p: &str| {
        let signature =
            format!("<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</V/1.2{p}>>>>]>>");
        let by_permissions = "<</Pages 2 0 R/Perms<</DocMDP 4 0 R>>>>";
        let by_field = "<</Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>>>";
        [by_permissions, by_field].map(|catalog| {
            let more: Objects<'_> = &[(4, 0, &signature), (5, 0, "<</FT/Sig/T(x)/V 4 0 R>>")];
            prepare(&with(catalog, PLAIN[2].2, more), &request()).map(drop)
        })
    };
    let locked = Err(Error::Locked { reason: "certified: no changes allowed" });
    assert_eq!(certified("/P 1"), [locked.clone(), locked]);
    for allowed in ["/P 2", "/P 3", ""] {
        assert_eq!(certified(allowed), [Ok(()), Ok(())], "{allowed}");
    }
    for (value, answer) in [
        ("/V<</Type/Sig>>", Err(Error::Locked { reason: "locked by a signature: no changes allowed" })),
        ("", Ok(())),
    ] {
        let field = format!("<</FT/Sig/T(x){value}/Lock<</Action/All/P 1>>>>");
        let catalog = "<</Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>";
        let document = with(catalog, PLAIN[2].2, &[(4, 0, &field)]);
        assert_eq!(prepare(&document, &request()).map(drop), answer);
    }
}

#[test]
fn fields_that_an_earlier_signature_locked_stay_as_they_are() {
    let locked = Err(Error::Locked { reason: "locked by a signature: the field may not be changed" });
    for (parameters, new, empty, below) in [
        ("/Action/All", false, false, false),
        ("/Action/Include/Fields[(e)(f)(new)]", false, false, false),
        ("/Action/Include/Fields[(b)(f.g.h)(ne)]", true, true, true),
        ("/Action/Include/Fields[10 0 R]", false, true, true),
        ("/Action/Exclude/Fields 8 0 R", false, false, true),
        ("/Action 19 0 R", true, true, true),
        ("", true, true, true),
    ] {
        let signature =
            format!("<</Type/Sig/Reference[<</TransformMethod/FieldMDP/TransformParams<<{parameters}>>>>]>>");
        let more: Objects<'_> = &[
            (4, 0, "<</FT/Sig/T(s)/V 5 0 R>>"),
            (5, 0, &signature),
            (6, 0, "<</FT/Sig/T(e)>>"),
            (7, 0, "<</FT/Sig/T(g)/Parent 9 0 R>>"),
            (10, 0, "(new)"),
            (8, 0, "[(x)<662e67>]"),
            (9, 0, "<</T(f)/Kids[7 0 R]>>"),
        ];
        let document = with("<</Pages 2 0 R/AcroForm<</Fields[4 0 R 6 0 R 9 0 R]>>>>", PLAIN[2].2, more);
        let [new_field, whole, part] = [Field::New("new".into()), existing("e"), existing("f.g")];
        for (field, allowed) in [(new_field, new), (whole, empty), (part, below)] {
            let name = format!("{field:?}");
            let answer = prepare(&document, &on(field)).map(drop);
            assert_eq!(answer, if allowed { Ok(()) } else { locked.clone() }, "{parameters} {name}");
        }
    }
}

#[test]
fn a_document_time_stamp_is_no_change_to_a_locked_document() {
    let more: Objects<'_> = &[
        (4, 0, "<</FT/Sig/T(s)/V 5 0 R/Lock<</Action/All/P 1>>>>"),
        (5, 0, "<</Type/Sig/Reference[<</TransformMethod/FieldMDP/TransformParams<</Action/All>>>>]>>"),
    ];
    let document = with("<</Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", PAGE, more);
    assert!(matches!(prepare(&document, &request()), Err(Error::Locked { .. })));
    let timestamp = SignatureRequest { sub_filter: SubFilter::EtsiRfc3161, ..request() };
    assert!(prepare(&document, &timestamp).is_ok());
}

#[test]
fn a_new_field_is_invisible_where_an_earlier_signature_restricts_changes() {
    let visible = SignatureRequest { appearance: Some(Appearance::default()), ..request() };
    for (field, value) in [
        ("/Lock<</Action/Include/Fields[]/P 3>>", "<</Type/Sig>>"),
        ("", "<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P 2>>>>]>>"),
    ] {
        let field = format!("<</FT/Sig/T(s)/V 5 0 R{field}>>");
        let more: Objects<'_> = &[(4, 0, &field), (5, 0, value), (6, 0, "<</FT/Sig/T(e)/Rect[1 2 3 4]>>")];
        let document = with("<</Pages 2 0 R/AcroForm<</Fields[4 0 R 6 0 R]>>>>", PAGE, more);
        let locked = Err(Error::Locked { reason: "certified: a new field may not be visible" });
        assert_eq!(prepare(&document, &visible).map(drop), locked);
        let here = SignatureRequest { field: Some(existing("e")), ..visible.clone() };
        assert_eq!([&request(), &here].map(|wanted| prepare(&document, wanted).map(drop)), [Ok(()), Ok(())]);
    }
}
