//! Damaged documents: refused as such, and signed through a new cross-reference where that is asked for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{Error, Field, Opening, SignatureRequest, Warning};
use support::*;

#[test]
fn a_document_without_cross_reference_gets_one() {
    let signed = text(&mended(&without_section(&classic_with(PLAIN, "/Root 1 0 R"))));
    let section = &signed[signed.rfind("\nxref\n").unwrap()..];
    assert!(section.starts_with("\nxref\n0 7\n0000000000 65535 f \n0000000187 00000 n \n"), "{section}");
    assert!(section.contains("\n0000000054 00000 n \n"), "what does not change is named as well: {section}");
    assert!(section.contains("trailer\n<</Size 7/Root 1 0 R/ID["), "{section}");
}

#[test]
fn a_page_that_the_rows_leave_out_is_found() {
    let document = text(&classic(PLAIN));
    let (before, after) = document.rsplit_once(" 00000 n").unwrap();
    let document = [before, " 00000 f", after].concat();
    mended(document.as_bytes());
}

#[test]
fn rows_that_lead_nowhere_are_made_anew() {
    let mut builder = Builder::new("\n");
    builder.objects(PLAIN);
    builder.places.iter_mut().for_each(|place| place.2 += 50);
    let start = builder.table(" \n", "/Size 4/Root 1 0 R/Info 9 0 R/ID[<61>(b)]");
    let signed = text(&mended(&builder.end(start)));
    assert!(signed.contains("/Size 7/Root 1 0 R/Info 9 0 R/ID[<61><"), "the trailer's entries are kept");
}

#[test]
fn what_is_in_object_streams_is_found_and_the_answer_is_a_stream() {
    let (mut builder, _) = modern();
    let signed = text(&mended(&[&builder.end(7)[..], b"8 0 obj\nnull\nendobj\n"].concat()));
    assert!(signed.contains("/Type/XRef/W[1 2 2]/Index[0 4 5 1 8 5]"), "{signed}");
    // Without any trailer the catalog is known by its type, also in a stream.
    let (builder, _) = modern();
    let cut = builder.bytes.windows(7).position(|word| word == b"6 0 obj").unwrap();
    mended(&builder.bytes[..cut]);
}

#[test]
fn an_object_stream_that_names_itself_stays_one() {
    let mut builder = Builder::new("\n");
    builder.object_stream(5, &[PLAIN, &[(5, 0, "<<>>")]].concat());
    mended(&builder.bytes);
}

#[test]
fn text_in_streams_and_strings_is_no_object() {
    let fake = "3 0 obj\n<</Type/Page/Fake 1>>\nendobj\ntrailer\n<</Root 8 0 R>>\nendstream endobj 3 0 obj <<>> endobj\n";
    for length in [fake.len().to_string(), "9 0 R".into()] {
        for length_first in [true, false] {
            let mut builder = Builder::new("\n");
            builder.objects(PLAIN);
            let number = format!("9 0 obj\n{}\nendobj\n", fake.len());
            if length_first {
                builder.text(&number);
            }
            builder.text(&format!("8 0 obj\n<</Length {length}>>\nstream\n{fake}\nendstream\nendobj\n"));
            builder.text(&number);
            builder.text("7 0 obj\n(1 0 obj <</Type/Catalog>> endobj)\nendobj\n% 2 0 ob\n");
            builder.text("trailer\n<</Root 1 0 R>>\n");
            let signed = text(&mended(&builder.bytes));
            let page = object(&signed, 3, 0);
            assert!(
                page.contains("842.00]/Annots[") && !page.contains("Fake"),
                "{length} {length_first} {page}"
            );
        }
    }
}

#[test]
fn of_the_same_number_the_last_whole_object_counts() {
    let newer = (3, 0, "<</Type/Page/Parent 2 0 R/Newer true>>");
    let mut document = without_section(&classic(&[PLAIN, &[newer]].concat()));
    document.extend_from_slice(b"3 0 obj\n<</Type/Page/Cut(off");
    let signed = text(&mended(&document));
    assert!(object(&signed, 3, 0).contains("/Newer true"));
}

#[test]
fn junk_before_the_header_is_not_counted() {
    let document =
        [b"mail header, longer than any slack\n\n", &without_section(&classic(PLAIN))[..]].concat();
    let signed = text(&mended(&document));
    assert!(signed.contains("\nxref\n0 7\n0000000000 65535 f \n0000000187 00000 n \n"), "{signed}");
}

#[test]
fn lengths_of_object_streams_are_measured_where_they_are_wrong() {
    let (mut builder, _) = modern();
    builder.bytes.truncate(text(&builder.bytes).find("6 0 obj").unwrap());
    let whole = latin_text(&builder.bytes);
    let length = whole.split("/Length ").nth(1).unwrap().split('>').next().unwrap();
    let right: i64 = length.parse().unwrap();
    for wrong in ["", "9 0 R", "null", "0", "99999", &(right - 1).to_string(), &(right + 3).to_string()] {
        let (from, to) = (format!("/Length {length}"), format!("/Length {wrong}"));
        let document = whole.replacen(&from, if wrong.is_empty() { "" } else { &to }, 1);
        assert_ne!(document, whole, "{wrong}");
        mended(&latin_bytes(&document));
    }
}

#[test]
fn lengths_of_encrypted_object_streams_are_measured() {
    for name in ["aes-128-object-streams", "aes-256-object-streams"] {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/encryption/");
        let whole = latin_text(&std::fs::read([folder, name, ".pdf"].concat()).unwrap());
        let (before, after) = whole.split_once("/ObjStm /Length ").unwrap();
        let (length, after) = after.split_once(' ').unwrap();
        for wrong in ["1", &["1", length].concat()] {
            let document = latin_bytes(&[before, "/ObjStm /Length ", wrong, " ", after].concat());
            assert!(prepare(&document, &request()).is_err(), "{name} {wrong}");
            let password = (name == "aes-128-object-streams").then(|| "usuario".to_string().into());
            let opening = Opening { password, repair: true, ..Opening::default() };
            let prepared = open(&document, opening.clone(), &request()).unwrap();
            assert_eq!(prepared.warnings(), [Warning::Repaired], "{name} {wrong}");
            // What was mended is encrypted as before, and needs no repair any more.
            let once = [&document[..], &prepared.finish(&[1]).unwrap()].concat();
            assert!(!text(&once).contains("Valor"), "{name}: a name in the clear");
            let field = SignatureRequest { field: Some(Field::Existing("Assinação".into())), ..request() };
            let twice = open(&once, Opening { repair: false, ..opening }, &field).unwrap();
            assert_eq!(twice.warnings(), [], "{name} {wrong}");
        }
    }
}

#[test]
fn what_reads_fine_is_signed_as_without_the_option() {
    let (mut builder, start) = modern();
    for document in [classic(PLAIN), builder.end(start)] {
        let (plain, asked) = (prepare(&document, &request()).unwrap(), mend(&document).unwrap());
        assert_eq!(asked.warnings(), []);
        assert_eq!(plain.finish(&[1]), asked.finish(&[1]));
    }
}

#[test]
fn entries_of_unknown_types_are_damage() {
    let mut builder = Builder::new("\n");
    builder.objects(PLAIN);
    let mut rows = vec![0, 0, 0, 0];
    let last = builder.places.len() as u8;
    for (number, _, at) in builder.places.clone() {
        rows.extend_from_slice(&[
            if number == u32::from(last) - 1 { 7 } else { 1 },
            (at >> 8) as u8,
            at as u8,
            0,
        ]);
    }
    let start = builder.at();
    builder.stream(4, "/Type/XRef/W[1 2 1]/Size 4/Root 1 0 R", &rows);
    mended(&builder.end(start));
}

#[test]
fn a_repaired_document_keeps_its_signatures() {
    let once = sign_with(&classic(PLAIN), &request());
    let cut_off = [&once[..], b"9 0 obj\n<</Cut(off)>>\nendobj\nxref\n9 1\n00000"].concat();
    let signed = text(&mended_twice(&cut_off));
    assert!(signed.starts_with(&text(&cut_off)) && signed.contains("/T(Signature2)"));
    // One that covers what is lost or damaged is left alone.
    let broken = text(&once).replacen("xref\n1 1", "xrxf\n1 1", 1);
    let refused = Error::CannotAppend { reason: "an earlier signature covers what is damaged" };
    assert_eq!(mend(broken.as_bytes()).unwrap_err(), refused);
    let short = &once[..text(&once).rfind("startxref").unwrap() - 5];
    assert!(matches!(mend(short), Err(Error::CannotAppend { .. })));
}

/// Like [`mended`], for a document that has a field already.
fn mended_twice(document: &[u8]) -> Vec<u8> {
    let signed = [document, &mend(document).unwrap().finish(&[1; 100]).unwrap()].concat();
    assert_eq!(fields(&signed), 2);
    signed
}

#[test]
fn without_a_catalog_there_is_nothing_to_repair() {
    for nothing in ["", "no PDF", "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "1 0 obj", "1 0 obj <<>> stream"] {
        assert!(matches!(mend(nothing.as_bytes()), Err(Error::Malformed { .. })), "{nothing}");
    }
}

#[test]
fn damage_without_end_is_an_answer_in_time() {
    for piece in ["1 0 obj (", "1 0 obj <<", "1 0 obj %", "trailer ("] {
        let refused = Error::Unsupported { reason: "too much damage to repair" };
        assert_eq!(mend(piece.repeat(3_000).as_bytes()).unwrap_err(), refused, "{piece}");
    }
    let stream = "1 0 obj <</Length 2 0 R>> stream\n";
    for piece in [stream.to_string(), format!("{stream}endstream endobj 2 0 obj 0 endobj ")] {
        assert!(mend(piece.repeat(3_000).as_bytes()).is_err(), "{piece}");
    }
}

#[test]
fn lopdf_reads_updates_of_every_kind() {
    let (mut builder, start) = modern();
    for document in [classic(PLAIN), builder.end(start)] {
        let once = sign_with(&document, &request());
        assert_eq!(fields(&once), 1);
        assert_eq!(fields(&sign_with(&once, &request())), 2);
    }
}

#[test]
fn many_objects_are_found_in_time() {
    let more: String = (4..40_000).map(|number| format!("{number} 0 obj\n<</A[1 2 3]>>\nendobj\n")).collect();
    let document = [&without_section(&classic(PLAIN))[..], more.as_bytes()].concat();
    let started = std::time::Instant::now();
    let prepared = mend(&document).unwrap();
    assert!(prepared.byte_range()[1] > document.len() as u64);
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
