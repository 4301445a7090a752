//! Changes to a document, and the bytes that they must leave alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{Error, SignatureRequest};
use support::*;

#[test]
fn a_field_without_size_is_put_on_the_first_page_and_in_a_new_form() {
    let update = sign(&classic(PLAIN));
    assert_eq!(object(&update, 1, 0), "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>");
    assert_eq!(object(&update, 6, 0), "<</Fields[5 0 R]/SigFlags 3>>");
    let field = "<</Type/Annot/Subtype/Widget/FT/Sig/Rect[0 0 0 0]/F 132/T(Signature1)/P 3 0 R/V 4 0 R>>";
    assert_eq!(object(&update, 5, 0), field);
    assert!(!update.contains("\n2 0 obj"));
}

#[test]
fn the_signature_dictionary_says_what_was_asked_for() {
    let all = SignatureRequest {
        name: Some("João (1)".into()),
        location: Some("Łódź".into()),
        contact: Some("a@b.br".into()),
        modified: Some("D:20261122120000Z".into()),
        ..request()
    };
    let update = text(&sign_with(&classic(PLAIN), &all));
    let start = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Name(Jo\\343o \\(1\\))\
        /M(D:20261122120000Z)/Location<FEFF014100F30064017A>/Reason(Contrato)/ContactInfo(a@b.br)/ByteRange[0 ";
    assert!(object(&update, 4, 0).starts_with(start), "{}", object(&update, 4, 0));
}

#[test]
fn lists_that_are_objects_are_left_to_those_that_share_them() {
    let more: Objects<'_> = &[
        (4, 0, "<</Fields 5 0 R/DA(/Helv 0 Tf 0 g)/SigFlags 1>>"),
        (5, 0, "[ 7 0 R ]"),
        (6, 0, "[7 0 R]"),
        (7, 0, "<</FT/Tx/T(a)>>"),
    ];
    let document = with("<</Pages 2 0 R/AcroForm 4 0 R>>", "<</Type/Page/Annots 6 0 R/X 1>>", more);
    let update = sign(&document);
    assert_eq!(object(&update, 4, 0), "<</Fields [ 7 0 R 9 0 R]/DA(/Helv 0 Tf 0 g)/SigFlags 3>>");
    assert_eq!(object(&update, 3, 0), "<</Type/Page/Annots [7 0 R 9 0 R]/X 1>>");
    assert!(["\n1 0 obj", "\n5 0 obj", "\n6 0 obj"].iter().all(|kept| !update.contains(kept)));
}

#[test]
fn a_direct_form_is_spliced_in_the_catalog() {
    let catalog = "<<\t/AcroForm<</Fields[4 0 R]%c\n/NeedAppearances true>>/Pages 2 0 R /X 1.50>>";
    let update = sign(&with(catalog, PLAIN[2].2, &[(4, 0, "<</FT/Tx/T(Signature1)>>")]));
    let changed =
        "<<\t/AcroForm<</Fields[4 0 R 6 0 R]%c\n/NeedAppearances true/SigFlags 3>>/Pages 2 0 R /X 1.50>>";
    assert_eq!(object(&update, 1, 0), changed);
    assert!(object(&update, 6, 0).contains("/T(Signature2)"));
}

#[test]
fn a_list_with_other_duties_keeps_them() {
    let document = classic(&[
        (1, 0, "<</Pages 2 0 R/AcroForm 4 0 R>>"),
        (2, 0, "<</Type/Pages/Kids 5 0 R>>"),
        (3, 0, "<</Type/Page/Annots 5 0 R>>"),
        (4, 0, "<</Fields 5 0 R>>"),
        (5, 0, "[3 0 R]"),
    ]);
    let update = sign(&document);
    assert!(!update.contains("\n5 0 obj"), "no widget among the kids of the page tree");
    assert_eq!(object(&update, 3, 0), "<</Type/Page/Annots [3 0 R 7 0 R]>>");
}

#[test]
fn null_and_missing_objects_count_as_absent() {
    let catalog = "<</Pages 2 0 R/AcroForm 40 0 R>>";
    let update = sign(&with(catalog, "<</Type/Page/Annots null>>", &[]));
    assert_eq!(object(&update, 1, 0), "<</Pages 2 0 R/AcroForm 6 0 R>>");
    assert_eq!(object(&update, 3, 0), "<</Type/Page/Annots [5 0 R]>>");
}

#[test]
fn every_entry_may_be_an_object_of_its_own() {
    let document = classic(&[
        PLAIN[0],
        (2, 0, "<</Type 4 0 R/Kids 5 0 R>>"),
        (3, 0, "<</Type 6 0 R>>"),
        (4, 0, "/Pages"),
        (5, 0, "[7 0 R 3 0 R]"),
        (6, 0, "/Page"),
        (7, 0, "<</Type 4 0 R/Kids 8 0 R>>"),
        (8, 0, "[]"),
    ]);
    assert_eq!(object(&sign(&document), 3, 0), "<</Type 6 0 R/Annots[10 0 R]>>");
}

#[test]
fn a_page_tree_may_be_deep() {
    let mut nodes = vec![(1, 0, "<</Pages 2 0 R>>".to_string())];
    nodes.extend((2..3000).map(|number| (number, 0, format!("<</Kids[{} 0 R]>>", number + 1))));
    nodes.push((3000, 0, "<</Type/Page>>".into()));
    let nodes: Vec<_> = nodes.iter().map(|(n, g, value)| (*n, *g, value.as_str())).collect();
    assert!(sign(&classic(&nodes)).contains("\n3000 0 obj\n<</Type/Page/Annots["));
}

#[test]
fn generations_are_kept() {
    let document = classic(&[PLAIN[0], (2, 0, "<</Type/Pages/Kids[3 2 R]>>"), (3, 2, "<</Type/Page>>")]);
    let update = sign(&document);
    assert_eq!(object(&update, 3, 2), "<</Type/Page/Annots[5 0 R]>>");
    assert!(object(&update, 5, 0).contains("/P 3 2 R"));
    assert!(update.contains(" 00002 n "));
}

#[test]
fn empty_missing_and_looping_nodes_of_the_page_tree_are_passed_over() {
    let document = classic(&[
        PLAIN[0],
        (2, 0, "<</Type/Pages/Kids[null 30 0 R 4 0 R 2 0 R 5 0 R 3 0 R]>>"),
        (4, 0, "<</Type/Pages/Kids[]>>"),
        (5, 0, "<</Kids 6 0 R>>"),
        (6, 0, "[2 0 R 4 0 R 7 0 R]"),
        (7, 0, "<</Type/Page/Me(first)>>"),
        (3, 0, "<</Type/Page>>"),
    ]);
    assert!(object(&sign(&document), 7, 0).contains("/Me(first)/Annots["));
}

#[test]
fn a_document_without_page_is_sound_or_damaged_at_a_place() {
    let refused = |node: &str| prepare(&classic(&[PLAIN[0], (2, 0, node)]), &request()).unwrap_err();
    let empty = Error::CannotAppend { reason: "the document has no page" };
    assert_eq!(refused("<</Type/Pages/Kids[]/Count 0>>"), empty);
    for (node, offset) in [
        ("<</Type/Pages/Kids[2 0 R]>>", 54),
        ("<</Type/Pages/Kids[3 0 R]/Count 1>>", 54),
        ("<</Type/Pages/Kids[]/Count 3>>", 54),
        ("<</Type/Pages/Kids[<</Type/Page>>]>>", 54),
        ("<</Type/Pages/Kids[1 0 R]>>", 9),
        ("<</Type/Pages>>", 54),
        ("null", 9),
        ("(no node)", 54),
    ] {
        let what = "the page tree leads to no page";
        assert_eq!(refused(node), Error::Malformed { offset, what }, "{node}");
    }
}

#[test]
fn every_further_signature_gets_a_name_of_its_own() {
    let mut document = classic(PLAIN);
    for expected in ["Signature1", "Signature2", "Signature3"] {
        assert_eq!(prepare(&document, &request()).unwrap().field_name(), expected);
        document = sign_with(&document, &request());
    }
}

#[test]
fn a_new_name_differs_from_the_last_part_of_every_signature_too() {
    let more: Objects<'_> =
        &[(4, 0, "<</T(a)/Kids[5 0 R]>>"), (5, 0, "<</T(Signature1)/FT/Sig/V<</Type/Sig>>>>")];
    let document = with("<</Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", PLAIN[2].2, more);
    assert_eq!(prepare(&document, &request()).unwrap().field_name(), "Signature2");
}

#[test]
fn a_large_form_is_not_read_field_by_field() {
    let mut objects: Vec<(u32, u16, String)> = Vec::new();
    let fields: String = (10..1000).map(|number| format!("{number} 0 R ")).collect();
    objects.push((1, 0, format!("<</Pages 2 0 R/AcroForm<</Fields[{fields}]>>>>")));
    objects.extend(PLAIN[1..].iter().map(|(n, g, value)| (*n, *g, (*value).to_string())));
    for number in 10..1000 {
        let filler = "x".repeat(5000);
        objects.push((number, 0, format!("<</FT/Tx/T(Signature{number})/TU({filler})>>")));
    }
    let objects: Vec<_> = objects.iter().map(|(n, g, value)| (*n, *g, value.as_str())).collect();
    let document = classic(&objects);
    let (prepared, read) = prepare_counting(&document, &request());
    assert!(document.len() > 4_000_000 && read.reads <= 3, "{read:?}");
    assert_eq!(prepared.unwrap().field_name(), "Signature1000");
}

#[test]
fn a_truncated_signed_document_is_refused() {
    let signed = sign_with(&classic(PLAIN), &request());
    let truncated = &signed[..signed.len() - 1];
    let reason = "an earlier signature covers bytes past the end of the document";
    let refused = Err(Error::CannotAppend { reason });
    assert_eq!(prepare(truncated, &request()).map(drop), refused);
}

#[test]
fn a_cms_that_is_too_large_is_refused() {
    let prepared = prepare(&classic(PLAIN), &request()).unwrap();
    let refused = Err(Error::HoleTooSmall { needed: 101, reserved: 100 });
    assert_eq!(prepared.clone().finish(&[0; 101]).map_err(|error| *error), refused);
    assert!(prepared.finish(&[0; 100]).is_ok());
}

/// A signed document whose first page has the list of annotations 6, and so many more pages like this one.
fn signed_with_list(more: u32, page: &str) -> Vec<u8> {
    let kids: String = (10..10 + more).map(|number| format!(" {number} 0 R")).collect();
    let tree = format!("<</Type/Pages/Kids[3 0 R{kids}]>>");
    let mut objects = vec![
        (1, 0, "<</Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>"),
        (2, 0, tree.as_str()),
        (3, 0, "<</Type/Page/Annots 6 0 R>>"),
        (4, 0, "<</FT/Sig/T(s)/V 5 0 R>>"),
        (5, 0, "<</Type/Sig/Contents<01>/ByteRange[0 1 2 3]>>"),
        (6, 0, "[4 0 R<</Subtype/Link>>]"),
    ];
    objects.extend((10..10 + more).map(|number| (number, 0, page)));
    classic(&objects)
}

#[test]
fn on_a_signed_document_a_list_of_annotations_stays_an_object() {
    let own = "<</Type/Page/Annots 9 0 R>>";
    for (more, page) in [(0, own), (1, own), (300, "<</Type/Page>>"), (1, "(no page)")] {
        let update = sign(&signed_with_list(more, page));
        let field = if more == 0 { 8 } else { 11 + more };
        assert_eq!(object(&update, 6, 0), format!("[4 0 R<</Subtype/Link>>{field} 0 R]"), "{more} {page}");
        assert!(!update.contains("\n3 0 obj"), "the page is as it was: {update}");
    }
}

#[test]
fn a_list_of_annotations_that_pages_share_is_left_to_the_others() {
    let own = "<</Type/Page/Annots 9 0 R>>";
    for (more, page) in [(1, "<</Type/Page/Annots 6 0 R>>"), (1, "<</Kids 6 0 R>>"), (600, own)] {
        let update = sign(&signed_with_list(more, page));
        let (field, list) = (11 + more, 12 + more);
        assert_eq!(object(&update, 3, 0), format!("<</Type/Page/Annots {list} 0 R>>"));
        assert_eq!(object(&update, list, 0), format!("[4 0 R<</Subtype/Link>>{field} 0 R]"));
        assert!(!update.contains("\n6 0 obj"), "{update}");
    }
}
