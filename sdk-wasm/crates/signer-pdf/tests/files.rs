//! Files as people have them: an end that is lost or wrong, odd streams, offsets beyond 4 GB.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::Error;
use support::*;

/// A document whose section is a stream.
fn stream_document() -> Vec<u8> {
    let mut builder = Builder::new("\n");
    builder.object_stream(5, PLAIN);
    let start = builder.xref_stream(6, "/Size 7/Root 1 0 R", &[(1, 5, 0), (2, 5, 1), (3, 5, 2)]);
    builder.end(start)
}

/// What the damage to the end leaves; the section is whole in all of them.
fn lost_ends(document: &[u8]) -> Vec<String> {
    let file: String = document.iter().map(|byte| char::from(*byte)).collect();
    let (body, _) = file.split_once("startxref").unwrap();
    ["", "startxref", "startxref\n%%EOF\n", "startxref\n7\n%%EOF", "startxref\n99999999\n%%EOF", "%%EOF\r\n"]
        .map(|end| [body, end].concat())
        .to_vec()
}

fn latin(file: &str) -> Vec<u8> {
    file.chars().map(|character| character as u8).collect()
}

fn stated(update: &str) -> usize {
    let (_, after) = update.rsplit_once("/Prev ").unwrap();
    after.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

#[test]
fn a_lost_or_wrong_startxref_is_passed_over_where_the_section_ends_the_file() {
    let (table, stream) = (classic(PLAIN), stream_document());
    let sections = [text(&table).find("xref").unwrap(), stream_offset(&stream)];
    for (document, section) in [table, stream].iter().zip(sections) {
        for damaged in lost_ends(document) {
            let update = sign(&latin(&damaged));
            assert!(object(&update, 3, 0).contains("/Annots["), "{update}");
            assert_eq!(stated(&update), section, "{damaged}");
        }
    }
}

fn stream_offset(document: &[u8]) -> usize {
    text(document).split("startxref\n").nth(1).unwrap().split('\n').next().unwrap().parse().unwrap()
}

#[test]
fn half_a_section_at_the_end_is_not_taken_for_the_newest() {
    let wrong = |document: Vec<u8>| latin(&lost_ends(&document)[3]);
    let linearized: Objects<'_> = &[(9, 0, "<</Linearized 1>>")];
    let document = classic(&[linearized, PLAIN].concat());
    assert!(matches!(prepare(&wrong(document), &request()), Err(Error::Malformed { .. })));
    let rootless = classic_with(PLAIN, "/Info 1 0 R");
    assert!(matches!(prepare(&wrong(rootless), &request()), Err(Error::Malformed { .. })));
    let odd = text(&classic(PLAIN)).replace("trailer", "and more\ntrailer");
    assert!(matches!(prepare(&wrong(odd.into_bytes()), &request()), Err(Error::Malformed { .. })));
}

#[test]
fn without_startxref_the_objects_tell_what_offsets_count_from() {
    let damaged = latin(&lost_ends(&classic(PLAIN))[3]);
    let junk = "mail header, rather long, so that nothing is near its place\n\n";
    let relative = [junk.as_bytes(), &damaged].concat();
    let update = sign(&relative);
    assert_eq!(stated(&update), text(&damaged).find("xref").unwrap());
    sign_with(&sign_with(&relative, &request()), &request());
}

#[test]
fn an_object_that_startxref_hits_by_accident_is_no_section() {
    // With junk before the header, the offset of the section leads, counted from the first byte, to an object.
    let document = classic(PLAIN);
    let stated = stream_offset(&document);
    let place = text(&document).find("3 0 obj").unwrap();
    let relative = [&vec![b'\n'; stated - place][..], &document].concat();
    assert_eq!(text(&relative).find("3 0 obj"), Some(stated));
    assert!(sign(&relative).contains("/Annots["));
}
