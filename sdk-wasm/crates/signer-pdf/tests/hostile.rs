//! Whatever the bytes are: an answer, no panic, no endless reading, and never a changed document.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use proptest::prelude::*;
use signer_pdf::Error;
use support::*;

fn samples() -> Vec<Vec<u8>> {
    let signed = sign_with(&classic(PLAIN), &request());
    let mut builder = Builder::new("\n");
    builder.objects(&PLAIN[1..2]).object_stream(5, &[PLAIN[0], PLAIN[2]]);
    let start = builder.xref_stream(6, "/Size 7/Root 1 0 R", &[(1, 5, 0), (3, 5, 1)]);
    let stream = sign_with(&builder.end(start), &request());
    let mut builder = Builder::new("\r");
    let start = builder.objects(PLAIN).table("\n", "/Size 4/Root 1 0 R");
    vec![signed, stream, builder.end(start)]
}

/// Any answer will do; one that prepares must hold together and be signable again.
fn survive(document: &[u8]) {
    if let Ok(prepared) = prepare(document, &request()) {
        let [zero, hole, hole_end, rest] = prepared.byte_range();
        let update = prepared.finish(&[1; 100]).unwrap();
        assert!(zero == 0 && hole >= document.len() as u64);
        assert_eq!(hole_end - hole, 202);
        assert_eq!(hole_end + rest, (document.len() + update.len()) as u64);
        let signed = [document, &update].concat();
        prepare(&signed, &request()).expect("what was written can be read");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_panic(
        sample in 0_usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut document = samples().swap_remove(sample);
        for (place, byte) in changes {
            let place = place.index(document.len());
            document[place] = byte;
        }
        survive(&document);
    }

    #[test]
    fn changed_digits_never_panic(
        sample in 0_usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), b'0'..=b'9'), 1..4),
    ) {
        let mut document = samples().swap_remove(sample);
        let digits: Vec<usize> =
            (0..document.len()).filter(|place| document[*place].is_ascii_digit()).collect();
        for (place, digit) in changes {
            document[*place.get(&digits)] = digit;
        }
        survive(&document);
    }

    #[test]
    fn truncated_and_glued_documents_never_panic(
        first in 0_usize..3,
        second in 0_usize..3,
        cut in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
    ) {
        let samples = samples();
        let head = &samples[first][..cut.index(samples[first].len())];
        survive(head);
        survive(&[head, &samples[second][from.index(samples[second].len())..]].concat());
    }

    #[test]
    fn the_byte_range_is_right_for_every_length(padding in 0_usize..200_000, hole in 2_usize..3000) {
        let filler = "x".repeat(padding);
        let document = classic(&[PLAIN, &[(4, 0, &format!("({filler})"))]].concat());
        sign_with(&document, &signer_pdf::SignatureRequest { hole, ..request() });
    }

    #[test]
    fn all_other_bytes_of_a_changed_object_stay(
        entries in prop::collection::vec(("[A-Za-z#]{1,6}", "( |\n|%x\n){0,2}(1\\.50|\\(a\\\\\\)\\)|/N|<4 1>|<</K [1 0 R]>>|true)"), 0..8),
    ) {
        let spelled: String = entries.iter().map(|(key, value)| format!("/Z{key} {value}")).collect();
        let page = format!("<</Type/Page {spelled} >>");
        let update = sign(&classic(&[PLAIN[0], PLAIN[1], (3, 0, &page)]));
        prop_assert_eq!(object(&update, 3, 0), format!("<</Type/Page {spelled} /Annots[5 0 R]>>"));
    }
}

#[test]
fn deep_nesting_is_an_answer() {
    for open in ["[", "<</A", "(", "<</Kids[", "/Annots["] {
        let page = open.repeat(200_000);
        survive(&classic(&[PLAIN[0], PLAIN[1], (3, 0, &page)]));
    }
}

#[test]
fn a_page_tree_without_end_is_an_answer() {
    let nodes: Vec<(u32, u16, String)> = (2..6000)
        .map(|number| (number, 0, format!("<</Kids[{} 0 R {} 0 R]>>", number + 1, number + 2)))
        .collect();
    let nodes: Vec<_> = nodes.iter().map(|(n, g, value)| (*n, *g, value.as_str())).collect();
    survive(&classic(&[&PLAIN[..1], &nodes].concat()));
}

#[test]
fn a_form_that_loops_is_an_answer() {
    let more: Objects<'_> = &[
        (4, 0, "<</Fields[5 0 R 5 0 R 4 0 R]/SigFlags 1>>"),
        (5, 0, "<</T(a)/Kids[5 0 R 6 0 R]>>"),
        (6, 0, "<</T(b)/FT/Sig/Kids[5 0 R]/Parent 6 0 R>>"),
    ];
    let catalog = (1, 0, "<</Pages 2 0 R/AcroForm 4 0 R>>");
    survive(&classic(&[&[catalog, PLAIN[1], PLAIN[2]], more].concat()));
}

/// A form whose `count` fields are all spelled `field`, and object 4 for them to share.
fn form_of(count: u32, field: &str, shared: &str) -> Vec<u8> {
    let fields: String = (5..5 + count).map(|number| format!("{number} 0 R ")).collect();
    let catalog = format!("<</Pages 2 0 R/AcroForm<</SigFlags 1/Fields[{fields}]>>>>");
    let shared = if shared.is_empty() { format!("[{fields}]") } else { shared.to_string() };
    let head = [(1, 0, catalog.as_str()), PLAIN[1], PLAIN[2], (4, 0, shared.as_str())];
    let fields: Vec<_> = (5..5 + count).map(|number| (number, 0, field)).collect();
    classic(&[&head[..], &fields].concat())
}

fn refusal(document: &[u8]) -> &'static str {
    match prepare(document, &request()) {
        Err(Error::Unsupported { reason }) => reason,
        _ => "",
    }
}

#[test]
fn what_is_shared_by_many_is_not_multiplied() {
    let square = form_of(5000, "<</T(a)/FT/Sig/Kids 4 0 R>>", "");
    assert_eq!(refusal(&square), "a form with more than 16384 fields");
    let long = format!("({})", "a".repeat(10_000));
    let names = form_of(2, "<</T 4 0 R/FT/Sig>>", &long);
    assert_eq!(refusal(&names), "the name of a field is longer than 8192 bytes");
}

#[test]
fn object_streams_are_not_read_without_end() {
    // Five streams of 8 MiB, asked for in turn: more than are kept.
    let numbers: Vec<u32> = (20..100).collect();
    let fields: String = numbers.iter().map(|number| format!("{number} 0 R ")).collect();
    let catalog = format!("<</Pages 2 0 R/AcroForm<</SigFlags 1/Fields[{fields}]>>>>");
    let mut builder = Builder::new("\n");
    builder.objects(&[(1, 0, &catalog), PLAIN[1], PLAIN[2]]);
    let index: String = numbers.iter().map(|number| format!("{number} 0 ")).collect();
    let entries = format!("/Type/ObjStm/N {}/First {}", numbers.len(), index.len());
    for stream in 5..10 {
        let data = [index.as_bytes(), b"<</T(a)>>", &vec![b' '; 8 << 20]].concat();
        builder.stream(stream, &entries, &data);
    }
    let compressed: Vec<_> = numbers.iter().map(|number| (*number, 5 + number % 5, 0)).collect();
    let start = builder.xref_stream(10, "/Size 100/Root 1 0 R", &compressed);
    assert_eq!(refusal(&builder.end(start)), "more than 512 MiB of objects");
}

#[test]
fn sections_that_decode_to_much_are_refused() {
    let mut builder = Builder::new("\n");
    builder.objects(PLAIN);
    let zeros = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 40 << 20], 6);
    let mut previous = String::new();
    let mut start = 0;
    for _ in 0..2 {
        start = builder.at();
        let entries = format!("/Type/XRef/W[1 4 2]/Size 10/Root 1 0 R/Filter/FlateDecode{previous}");
        builder.stream(9, &entries, &zeros);
        previous = format!("/Prev {start}");
    }
    assert_eq!(refusal(&builder.end(start)), "cross-reference sections larger than 64 MiB");
}

#[test]
fn a_large_value_that_is_named_often_is_counted_each_time() {
    let many = "4 0 R ".repeat(16_000);
    let large = format!("({})", "x".repeat(1 << 20));
    let field = format!("<</FT/Sig/T(s)/SV<</Ff 8/Reasons[{many}]>>>>");
    let more: Objects<'_> = &[(4, 0, &large), (5, 0, &field)];
    let document = with("<</Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>", PLAIN[2].2, more);
    let field = Some(signer_pdf::Field::Existing("s".into()));
    let answer = prepare(&document, &signer_pdf::SignatureRequest { field, ..request() }).map(drop);
    assert_eq!(answer, Err(Error::Unsupported { reason: "more than 512 MiB of objects" }));
}

#[test]
fn pages_of_any_size_are_held_against_a_list_of_annotations_in_time() {
    let page = format!("<</Type/Page/X({})>>", "x".repeat(60_000));
    let kids: String = (10..400).map(|number| format!(" {number} 0 R")).collect();
    let tree = format!("<</Type/Pages/Kids[3 0 R{kids}]>>");
    let mut objects = vec![
        (1, 0, "<</Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>"),
        (2, 0, tree.as_str()),
        (3, 0, "<</Type/Page/Annots 6 0 R>>"),
        (4, 0, "<</FT/Sig/T(s)/V 5 0 R>>"),
        (5, 0, "<</Type/Sig/Contents<01>/ByteRange[0 1 2 3]>>"),
        (6, 0, "[4 0 R]"),
    ];
    objects.extend((10..400).map(|number| (number, 0, page.as_str())));
    let (prepared, read) = prepare_counting(&classic(&objects), &request());
    assert!(prepared.is_ok() && read.bytes < 4 << 20, "{read:?}");
}
