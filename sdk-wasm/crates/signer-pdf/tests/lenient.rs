//! Damaged documents, read as viewers read them where a repair is asked for, and refused without it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{Error, Warning};
use support::*;

/// A document that has its section, but objects as they are spelled here: header to end.
fn spelled(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut builder = Builder::new("\n");
    for (number, object) in (1..).zip(objects) {
        builder.places.push((number, 0, builder.at()));
        builder.text(object);
    }
    let start = builder.table(" \n", &format!("/Size {}{trailer}", objects.len() + 1));
    builder.end(start)
}

fn plain(end: &str) -> Vec<String> {
    PLAIN.iter().map(|(number, _, value)| format!("{number} 0 obj\n{value}{end}")).collect()
}

#[test]
fn stray_tokens_before_the_end_of_an_object_are_passed_over() {
    for stray in ["xx", ">>", ">", "]", "(s)", "/Name", "<</A 1>>", &"x ".repeat(100)] {
        for end in ["\nendobj\n", " endobj\n"] {
            let document = spelled(&plain(&[" ", stray, end].concat()), "/Root 1 0 R");
            let signed = text(&mended(&document));
            assert!(object(&signed, 3, 0).contains("842.00]/Annots["), "{stray}");
        }
    }
}

#[test]
fn a_stream_behind_stray_tokens_is_no_dictionary() {
    let document = spelled(&plain(" xx\nstream\nq Q\nendstream\nendobj\n"), "/Root 1 0 R");
    assert!(matches!(mend(&document), Err(Error::Malformed { .. })));
}

#[test]
fn blanks_behind_the_word_stream_are_passed_over() {
    let (builder, _) = modern();
    let whole = latin_text(&builder.bytes);
    for end in [" \n", "  \r\n", "\t\n", " \r"] {
        let document = whole.replacen("stream\r\n", &["stream", end].concat(), 1);
        mended(&latin_bytes(&document));
    }
    let none = whole.replacen("stream\r\n", "stream ", 1);
    assert!(mend(&latin_bytes(&none)).is_err());
}

#[test]
fn an_object_answers_to_another_generation() {
    for (at, root) in [(0, "/Root 1 3 R"), (2, "/Root 1 0 R")] {
        let mut objects = plain("\nendobj\n");
        objects[1] = objects[1].replace("3 0 R", if at == 2 { "3 1 R" } else { "3 0 R" });
        let document = spelled(&objects, root);
        let signed = text(&mended(&document));
        let (number, generation) = if at == 2 { (3, 1) } else { (1, 3) };
        object(&signed, number, generation);
    }
    let mut objects = plain("\nendobj\n");
    objects[0] = objects[0].replace("2 0 R", "2 5 R");
    assert_eq!(mend(&spelled(&objects, "/Root 1 0 R")).unwrap().warnings(), [Warning::Repaired]);
}

#[test]
fn an_object_in_a_stream_answers_to_another_generation() {
    let mut builder = Builder::new("\n");
    builder.object_stream(5, &[PLAIN[0], (2, 0, "<</Type/Pages/Kids[3 2 R]/Count 1>>"), PLAIN[2]]);
    let start = builder.xref_stream(6, "/Size 7/Root 1 0 R", &[(1, 5, 0), (2, 5, 1), (3, 5, 2)]);
    let signed = text(&mended(&builder.end(start)));
    assert!(object(&signed, 3, 2).contains("/Annots["));
}

#[test]
fn offsets_count_from_an_old_header_as_well() {
    for header in ["%!PS-Adobe-3.0 PDF-1.4\n", "%!PS-Adobe-1.0 PDF-1.0\r\n"] {
        let mut builder = Builder::new("\n");
        builder.bytes = header.into();
        let start = builder.objects(PLAIN).table(" \n", "/Size 4/Root 1 0 R");
        let document = builder.end(start);
        assert!(sign(&document).contains("/Annots["), "{header}");
        let moved = [b"mail header, longer than any slack\n\n", &document[..]].concat();
        assert!(sign(&moved).contains("/Annots["), "{header}");
        let damaged = [b"mail header, longer than any slack\n\n", &without_section(&document)[..]].concat();
        assert_eq!(mend(&damaged).unwrap().warnings(), [Warning::Repaired], "{header}");
    }
}

/// The rows of the only subsection of the only table.
fn rows(signed: &[u8]) -> Vec<String> {
    let signed = text(signed);
    let (_, table) = signed.rsplit_once("\nxref\n").unwrap();
    let (table, _) = table.split_once("trailer").unwrap();
    let (head, rows) = table.split_once('\n').unwrap();
    let rows: Vec<String> = rows.lines().map(str::to_string).collect();
    assert_eq!(head, format!("0 {}", rows.len()), "one subsection from 0");
    rows
}

#[test]
fn a_table_that_leads_to_no_other_names_every_number() {
    for last in [5, 9, 400, 9_999] {
        let value = "<</Type/Pages/Kids[3 0 R]/Count 1/Far true>>";
        let far = format!("<</Type/Catalog/Pages {last} 0 R>>");
        let objects = [(1, 0, far.as_str()), PLAIN[2], (last, 0, value)];
        let signed = mended(&without_section(&classic_with(&objects, "/Root 1 0 R")));
        let rows = rows(&signed);
        assert_eq!(rows.len() as u32, last + 4, "three new objects");
        // The free numbers form a ring, from 0 back to 0.
        let mut free: Vec<usize> = (0..rows.len()).filter(|number| rows[*number].ends_with("f ")).collect();
        assert!(rows[0].ends_with(" 65535 f "));
        free.push(0);
        for pair in free.windows(2) {
            assert_eq!(rows[pair[0]][..10].parse::<usize>().unwrap(), pair[1]);
        }
        assert!(rows[1].ends_with("n ") && rows[3].ends_with("n ") && rows[2].ends_with("f "), "{rows:?}");
    }
}

#[test]
fn numbers_far_apart_are_named_by_a_stream() {
    let far = (8_000_000, 0, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
    let objects = [(1, 0, "<</Type/Catalog/Pages 8000000 0 R>>"), PLAIN[2], far];
    let signed = mended(&without_section(&classic_with(&objects, "/Root 1 0 R")));
    assert!(text(&signed).contains("/Index[0 2 3 1 8000000 5]"));
    assert!(signed.len() < 5_000);
}
