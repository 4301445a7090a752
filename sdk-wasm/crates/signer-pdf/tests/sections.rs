//! Cross-reference sections of every kind, sound and odd, and the section that answers them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{Error, SignatureRequest};
use support::*;

fn startxref(file: &str) -> usize {
    let last = file.rsplit("startxref").next().unwrap();
    last.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn a_table_is_answered_with_a_table() {
    let document = classic_with(PLAIN, "/Root 1 0 R/Info 9 0 R/ID[(a)<62>]/Mine 1");
    let signed = text(&sign_with(&document, &request()));
    let section = &signed[startxref(&signed)..];
    let previous = startxref(&text(&document));
    assert!(section.starts_with("xref\n1 1\n"), "{section}");
    assert!(section.contains(&format!(
        "trailer\n<</Size 7/Prev {previous}/Root 1 0 R/Info 9 0 R/ID[(a)<{NEW_ID}>]/Mine 1>>\nstartxref"
    )));
    assert!(section.contains("\n3 4\n"), "page, signature, field and form: {section}");
    for row in section.lines().filter(|line| line.ends_with(" n ")) {
        let offset: usize = row[..10].parse().unwrap();
        assert!(signed[offset..].split(" obj").next().unwrap().len() < 4, "{row}");
    }
}

#[test]
fn a_stream_is_answered_with_a_stream() {
    let mut builder = Builder::new("\n");
    builder.object_stream(5, PLAIN);
    let compressed = [(1, 5, 0), (2, 5, 1), (3, 5, 2)];
    let start = builder.xref_stream(6, "/Size 7/Root 1 0 R", &compressed);
    let document = builder.end(start);
    let signed = sign_with(&document, &request());
    let file = text(&signed);
    assert!(object(&file, 3, 0).ends_with("842.00]/Annots[8 0 R]>>"));
    let section = text(&signed[startxref(&file)..]);
    assert!(section.starts_with("10 0 obj\n<</Type/XRef/W[1 2 2]/Index[1 1 3 1 7 4]/Length 30"));
    assert!(section.contains(&format!("/Size 11/Prev {start}/Root 1 0 R/ID[<{NEW_ID}><{NEW_ID}>]>>")));
    assert!(!section.contains("Filter"));
    sign_with(&signed, &request());
}

#[test]
fn the_first_part_of_the_identifier_stays_and_the_second_is_new() {
    let entropy = std::array::from_fn(|place| place as u8);
    let renewed = "<000102030405060708090A0B0C0D0E0F>";
    for (old, new) in [
        ("/ID[<61><62>]", format!("/ID[<61>{renewed}]")),
        ("/ID [ (a\\)]) (b) ]", format!("/ID[(a\\)]){renewed}]")),
        ("", format!("/ID[{renewed}{renewed}]")),
        ("/ID 9 0 R", "/ID 9 0 R".into()),
        ("/ID[9 0 R 9 0 R]", "/ID[9 0 R 9 0 R]".into()),
    ] {
        let document = classic_with(PLAIN, &format!("/Root 1 0 R{old}"));
        let request = SignatureRequest { entropy, ..request() };
        let trailer = text(&sign_with(&document, &request)[document.len()..]);
        assert!(trailer.contains(&format!("/Root 1 0 R{new}>>")), "{trailer}");
    }
}

#[test]
fn a_hybrid_file_is_read_through_its_stream() {
    let mut builder = Builder::new("\n");
    builder.objects(&PLAIN[1..2]).object_stream(5, &[PLAIN[0], PLAIN[2]]);
    let visible = std::mem::take(&mut builder.places);
    builder.places = visible[1..].to_vec();
    let hidden = builder.xref_stream(6, "/Size 7", &[(1, 5, 0), (3, 5, 1)]);
    builder.places = visible;
    let start = builder.at();
    builder.text("xref\n0 2\n0000000000 65535 f \n0000000000 65535 f \n");
    let row = format!("2 2\n{:010} 00000 n \n0000000000 65535 f \n", builder.places[0].2);
    builder.text(&row).text(&format!("trailer\n<</Size 7/Root 1 0 R/XRefStm {hidden}>>\n"));
    let update = sign(&builder.end(start));
    assert!(object(&update, 3, 0).contains("/Annots["));
    assert!(update.contains("\nxref\n") && !update.contains("XRefStm"));
}

#[test]
fn the_number_of_a_section_that_does_not_name_itself_is_taken() {
    let mut builder = Builder::new("\n");
    let start = builder.objects(PLAIN).xref_stream(4, "/Size 4/Root 1 0 R", &[]);
    // The last row is the stream's own: a shorter index leaves it out.
    let mut document = builder.end(start);
    let own = document.windows(5).position(|bytes| bytes == b"4 1 ]").unwrap();
    document[own..own + 3].fill(b' ');
    let update = sign(&document);
    assert!(!update.contains("\n4 0 obj") && update.contains("\n5 0 obj"), "{update}");
}

#[test]
fn rows_of_any_length_are_read() {
    for row_end in [" \n", "\r\n", "\n", "\r", " \r\n", "  \r\n"] {
        let mut builder = Builder::new("\n");
        let start = builder.objects(PLAIN).table(row_end, "/Size 4/Root 1 0 R");
        let update = sign(&builder.end(start));
        assert!(object(&update, 3, 0).ends_with("/Annots[5 0 R]>>"), "{row_end:?}");
    }
}

#[test]
fn a_table_counted_from_one_is_put_right() {
    for end in [" \n", "\n"] {
        let mut builder = Builder::new("\n");
        builder.objects(PLAIN);
        let rows: String = builder.places.iter().map(|(_, _, at)| format!("{at:010} 00000 n{end}")).collect();
        let start = builder.at();
        builder.text(&format!("xref\n1 4\n0000000000 65535 f{end}{rows}"));
        builder.text("trailer\n<</Size 4/Root 1 0 R>>\n");
        assert!(sign(&builder.end(start)).contains("/Annots["));
    }
}

#[test]
fn every_end_of_line_and_every_end_of_file_is_joined() {
    for eol in ["\n", "\r", "\r\n"] {
        for tail in ["", "\r", "\n", " ", "\0\0\0", "junk"] {
            let mut builder = Builder::new(eol);
            let start = builder.objects(PLAIN).table(" \n", "/Size 4/Root 1 0 R");
            let mut document = builder.end(start);
            while document.last().is_some_and(u8::is_ascii_whitespace) {
                document.pop();
            }
            document.extend_from_slice(tail.as_bytes());
            let update = sign(&document);
            assert_eq!(update.starts_with('\n'), tail != "\n", "{eol:?} {tail:?}");
        }
    }
}

#[test]
fn offsets_count_from_the_header_or_from_the_first_byte() {
    let document = classic(PLAIN);
    let relative = [&b"mail header\n\n"[..], &document].concat();
    let update = sign(&relative);
    let section = startxref(&update);
    assert!(text(&sign_with(&relative, &request()))[13 + section..].starts_with("xref\n"));
    sign_with(&sign_with(&relative, &request()), &request());

    let mut builder = Builder::new("\n");
    builder.bytes = b"mail header\n\n%PDF-1.4\n".to_vec();
    let start = builder.objects(PLAIN).table(" \n", "/Size 4/Root 1 0 R");
    let signed = text(&sign_with(&builder.end(start), &request()));
    assert!(signed[startxref(&signed)..].starts_with("xref\n"));
}

#[test]
fn an_object_a_few_bytes_off_is_found_and_one_further_off_is_not() {
    for (shift, found) in [(-3, true), (4, true), (-30, false), (30, false)] {
        let mut builder = Builder::new("\n");
        builder.objects(&PLAIN[..1]).text("          ").objects(&PLAIN[1..]);
        builder.places[1].2 = builder.places[1].2.saturating_add_signed(shift);
        let start = builder.table(" \n", "/Size 4/Root 1 0 R");
        let answer = prepare(&builder.end(start), &request());
        match answer {
            Ok(_) => assert!(found, "{shift}"),
            Err(error) => assert!(!found && matches!(error, Error::Malformed { .. }), "{shift} {error}"),
        }
    }
}

#[test]
fn new_numbers_are_above_all_old_ones() {
    let low = classic_with(PLAIN, "/Root 1 0 R/Size 2");
    assert!(sign(&low).contains("\n4 0 obj\n<</Type/Sig"));
    let high = classic_with(PLAIN, "/Root 1 0 R/Size 50");
    assert!(sign(&high).contains("\n50 0 obj\n<</Type/Sig"));
    let lie = classic_with(PLAIN, "/Root 1 0 R/Size 1000000000");
    assert!(sign(&lie).contains("\n4 0 obj\n<</Type/Sig"));
    let far = classic(&[PLAIN, &[(2_147_483_646, 0, "(far)")]].concat());
    let update = sign(&far);
    assert!(update.contains("\n4 0 obj\n<</Type/Sig") && update.contains("/Size 2147483647"));
}

#[test]
fn junk_at_the_end_is_passed_over_and_a_cut_off_update_is_not() {
    let document = classic(PLAIN);
    let junk = [&document[..], "<p>an object</p>\r\n".repeat(2000).as_bytes()].concat();
    assert!(sign(&junk).contains("/Annots["));
    let signed = sign_with(&document, &request());
    let cut = &signed[..signed.len() - 100];
    let answer = prepare(cut, &request());
    let what = "objects follow the last startxref";
    assert!(matches!(answer, Err(Error::Malformed { what: said, .. }) if said == what), "{answer:?}");
}

#[test]
fn sections_in_a_loop_are_refused() {
    let mut builder = Builder::new("\n");
    builder.objects(PLAIN);
    let at = builder.at();
    let start = builder.table(" \n", &format!("/Size 4/Root 1 0 R/Prev {at}"));
    let answer = prepare(&builder.end(start), &request());
    assert!(matches!(answer, Err(Error::Malformed { offset, .. }) if offset == at), "{answer:?}");
}

#[test]
fn damaged_files_are_refused_with_an_offset() {
    let document = classic(PLAIN);
    let wrong = text(&document).replace("xref\n0 1", "xrxf\n0 1");
    assert!(matches!(prepare(wrong.as_bytes(), &request()), Err(Error::Malformed { .. })));
    let shifted = text(&document).replacen("1 0 obj", "7 0 obj", 1);
    let answer = prepare(shifted.as_bytes(), &request());
    assert!(matches!(answer, Err(Error::Malformed { offset: 9, .. })), "{answer:?}");
    for empty in ["", "%PDF-1.4\n", "startxref", "startxref 0"] {
        assert!(matches!(prepare(empty.as_bytes(), &request()), Err(Error::Malformed { .. })));
    }
}

#[test]
fn a_large_document_is_read_in_few_blocks() {
    let mut builder = Builder::new("\n");
    builder.objects(PLAIN);
    let mut places = builder.places.clone();
    for number in 4..150_000 {
        places.push((number, 0, builder.at()));
        builder.text(&format!("{number} 0 obj\n<</Filler({})>>\nendobj\n", "x".repeat(40)));
    }
    let start = builder.at();
    builder.text("xref\n0 150000\n0000000000 65535 f \n");
    for (_, _, at) in places {
        builder.text(&format!("{at:010} 00000 n \n"));
    }
    builder.text("trailer\n<</Size 150000/Root 1 0 R>>\n");
    let document = builder.end(start);
    let (prepared, read) = prepare_counting(&document, &request());
    assert_eq!(prepared.unwrap().field_name(), "Signature1");
    assert!(read.reads <= 3 && read.bytes <= 4 * 65_536, "{read:?} of {}", document.len());
}

/// The hexadecimal digits of no entropy.
const NEW_ID: &str = "00000000000000000000000000000000";
