//! Tagged documents stay tagged: the new field gets an element, and the parent tree leads to it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{Appearance, AppearanceObject, SignatureRequest};
use support::*;

/// Catalog, page tree, page and structure; the numbers from 10 on are free.
fn tagged(marked: &str, page: &str, root: &str, more: Objects<'_>) -> Vec<u8> {
    let catalog = format!("<</Pages 2 0 R/MarkInfo<</Marked {marked}>>/StructTreeRoot 4 0 R>>");
    let page = format!("<</Type/Page/MediaBox[10 20 400 400]{page}>>");
    let start: Objects<'_> =
        &[(1, 0, &catalog), (2, 0, "<</Kids[3 0 R]/Count 1>>"), (3, 0, &page), (4, 0, root)];
    classic(&[start, more, &[(9, 0, "null")]].concat())
}

fn visible() -> SignatureRequest {
    let form =
        AppearanceObject { value: b"<</Subtype/Form/BBox[0 0 1 1]>>".to_vec(), data: Some(Vec::new()) };
    SignatureRequest {
        appearance: Some(Appearance { objects: vec![form], ..Appearance::default() }),
        name: Some("Ana".into()),
        ..request()
    }
}

fn update(document: &[u8], request: &SignatureRequest) -> String {
    text(&sign_with(document, request)[document.len()..])
}

#[test]
fn a_visible_field_becomes_the_last_element_of_the_document() {
    let more: Objects<'_> = &[
        (5, 0, "<</S/Document/P 4 0 R/K[6 0 R]>>"),
        (6, 0, "<</S/P/P 5 0 R/Pg 3 0 R/K 0>>"),
        (7, 0, "<</Nums[0 [6 0 R]]>>"),
    ];
    let root = "<</Type/StructTreeRoot/K 5 0 R/ParentTree 7 0 R/ParentTreeNextKey 1>>";
    let update = update(&tagged("true", "", root, more), &visible());
    let element = "<</Type/StructElem/S/Form/P 5 0 R/Pg 3 0 R/K<</Type/OBJR/Pg 3 0 R/Obj 11 0 R>>>>";
    assert_eq!(object(&update, 13, 0), element);
    assert_eq!(object(&update, 5, 0), "<</S/Document/P 4 0 R/K[6 0 R 13 0 R]>>");
    assert_eq!(object(&update, 7, 0), "<</Nums[0 [6 0 R]1 13 0 R]>>");
    let root = "<</Type/StructTreeRoot/K 5 0 R/ParentTree 7 0 R/ParentTreeNextKey 2>>";
    assert_eq!(object(&update, 4, 0), root);
    assert!(
        object(&update, 11, 0).ends_with("/TU(Signature1: Ana)/Contents(Signature1: Ana)/StructParent 1>>")
    );
    assert_eq!(object(&update, 3, 0), "<</Type/Page/MediaBox[10 20 400 400]/Tabs/S/Annots[11 0 R]>>");
}

#[test]
fn kids_and_trees_of_every_shape_take_one_more() {
    for (root, more, number, changed) in [
        ("<<>>", &[][..], 4, "<</K[13 0 R]/ParentTree<</Nums[0 13 0 R]>>/ParentTreeNextKey 1>>"),
        (
            "<</K<</S/P>>/ParentTree<</Nums[4 null]>>>>",
            &[],
            4,
            "<</K[<</S/P>>13 0 R]/ParentTree<</Nums[4 null 5 13 0 R]>>/ParentTreeNextKey 6>>",
        ),
        (
            "<</K[5 0 R 6 0 R]/ParentTree<<>>/ParentTreeNextKey 7>>",
            &[(5, 0, "<</S/Part>>"), (6, 0, "<</S/#44ocument/K 3>>")],
            6,
            "<</S/#44ocument/K [3 13 0 R]>>",
        ),
        (
            "<</K 6 0 R>>",
            &[(5, 0, "[<</Type/MCR>>]"), (6, 0, "<</S/Document/K 5 0 R>>")],
            6,
            "<</S/Document/K [<</Type/MCR>>13 0 R]>>",
        ),
    ] {
        let update = update(&tagged("true", "", root, more), &visible());
        assert_eq!(object(&update, number, 0), changed);
    }
}

#[test]
fn a_parent_tree_with_kids_gets_one_behind_them() {
    let more: Objects<'_> = &[
        (5, 0, "<</Kids[6 0 R 7 0 R]>>"),
        (6, 0, "<</Limits[0 3]/Nums[0 null 3 null]>>"),
        (7, 0, "<</Limits[4 41]/Kids[8 0 R]>>"),
    ];
    let update = update(&tagged("true", "", "<</ParentTree 5 0 R/ParentTreeNextKey 12>>", more), &visible());
    assert_eq!(object(&update, 5, 0), "<</Kids[6 0 R 7 0 R 14 0 R]>>");
    assert_eq!(object(&update, 14, 0), "<</Limits[42 42]/Nums[42 13 0 R]>>");
    assert!(object(&update, 4, 0).contains("/ParentTreeNextKey 43"), "a next key that was used already");
    assert!(object(&update, 11, 0).ends_with("/StructParent 42>>"));
}

#[test]
fn an_invisible_field_lies_outside_the_page_and_needs_no_element() {
    let update = update(&tagged("true", "/Tabs/R", "<<>>", &[]), &request());
    let field = object(&update, 11, 0);
    assert!(
        field.contains("/Rect[9 19 9 19]") && field.ends_with("/TU(Signature1)/Contents(Signature1)>>"),
        "{field}"
    );
    assert!(!update.contains("\n4 0 obj"));
    assert!(object(&update, 3, 0).contains("/Tabs/R/Annots"), "an order that was chosen stays");
}

#[test]
fn what_is_not_tagged_stays_so() {
    for marked in ["false", "null"] {
        let update = update(&tagged(marked, "", "<</K[]>>", &[]), &visible());
        assert!(!update.contains("StructElem") && !update.contains("/TU") && !update.contains("\n4 0 obj"));
    }
}

#[test]
fn the_structure_under_an_earlier_signature_does_not_change() {
    let document = tagged("true", "", "<</K[]>>", &[]);
    let signed = sign_with(&document, &visible());
    let update = update(&signed, &visible());
    assert!(!update.contains("StructElem") && !update.contains("\n4 0 obj"));
    assert!(object(&update, 3, 0).contains("/Tabs/S"));
}

#[test]
fn a_damaged_structure_does_not_keep_a_document_from_being_signed() {
    let more: Objects<'_> = &[(5, 0, "<</S/Document>>"), (6, 0, "<</Nums[]>>")];
    let document = text(&tagged("true", "", "<</K 5 0 R/ParentTree 6 0 R>>", more));
    for number in [4, 5, 6] {
        let damaged = document.replace(&format!("\n{number} 0 obj"), &format!("\n{number} 0 0bj"));
        for wanted in [visible(), request()] {
            let update = update(damaged.as_bytes(), &wanted);
            assert!(!update.contains("StructElem") && !update.contains("\n4 0 obj"), "{number}");
        }
    }
}
