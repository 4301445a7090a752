//! Documents that other signing libraries refused or broke, made anew after public reports, and others of their kind.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{Appearance, Credentials, Error, Field, Opening, PageChoice, Placement, SignatureRequest};
use support::*;

fn report(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reports/");
    match name.strip_suffix(".gz") {
        None => std::fs::read([folder, name, ".pdf"].concat()).unwrap(),
        Some(name) => {
            let packed = std::fs::read([folder, name, ".pdf.gz"].concat()).unwrap();
            miniz_oxide::inflate::decompress_to_vec(&packed[10..packed.len() - 8]).unwrap()
        }
    }
}

/// Documents that are signed as they are, and those that are signed where they may be repaired.
const SIGNED: [&str; 11] = [
    "acroform-is-stream",
    "field-empty-value",
    "node-twice-page-2",
    "nul-padding.gz",
    "placeholder-pdfbox",
    "prev-off-by-two",
    "prev-off-by-two-signed",
    "sv-digest-names",
    "tail-text-0-objects",
    "trailer-docchecksum",
    "header-ps-adobe",
];
const MENDED: [&str; 5] = [
    "objstm-stream-blank",
    "page-other-generation",
    "repair-fragmented-xref",
    "repair-objstm-length",
    "stray-token-before-endobj",
];

#[test]
fn every_reported_document_is_signed_and_signed_again() {
    for name in SIGNED {
        let document = report(name);
        for repair in [false, true] {
            let prepared = open(&document, Opening { repair, ..Opening::default() }, &request()).unwrap();
            assert_eq!(prepared.warnings(), [], "{name}");
        }
        sign_with(&sign_with(&document, &request()), &request());
    }
    for name in MENDED {
        mended(&report(name));
    }
}

#[test]
fn a_reported_document_that_cannot_be_signed_is_refused_as_it_should_be() {
    let certificates = report("encrypted-for-certificates");
    for password in [None, Some("x".to_string().into())] {
        let opening = Opening { password, ..Opening::default() };
        let refused = open(&certificates, opening, &request());
        assert!(matches!(refused, Err(Error::Unsupported { .. })), "{refused:?}");
    }
    let refused = mend(&report("page-key-without-value"));
    assert!(matches!(refused, Err(Error::Malformed { .. })), "{refused:?}");
}

fn on(field: &str) -> SignatureRequest {
    let credentials = Credentials { digest_method: "SHA-256", ..Credentials::default() };
    SignatureRequest {
        field: Some(Field::Existing(field.into())),
        credentials: Some(credentials),
        ..request()
    }
}

/// A document with two revisions, the newer of which says `/Prev` so many bytes off.
fn two_revisions(off: i64, is_stream: bool) -> Vec<u8> {
    let mut builder = Builder::new("\n");
    builder.objects(PLAIN);
    let first = match is_stream {
        true => builder.xref_stream(4, "/Size 5/Root 1 0 R", &[]),
        false => builder.table(" \n", "/Size 5/Root 1 0 R"),
    };
    builder.bytes = builder.end(first);
    builder.places = Vec::new();
    builder.objects(&[(3, 0, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Newer true>>")]);
    let entries = format!("/Size 6/Root 1 0 R/Prev {}", first.saturating_add_signed(off));
    let second = match is_stream {
        true => builder.xref_stream(5, &entries, &[]),
        false => builder.table(" \n", &entries),
    };
    builder.end(second)
}

#[test]
fn an_older_section_a_few_bytes_off_is_found() {
    assert!(sign(&report("prev-off-by-two")).contains("/Annots["));
    for is_stream in [false, true] {
        for off in [-9, -4, -2, -1, 0, 1, 2, 3, 8] {
            let update = sign(&two_revisions(off, is_stream));
            assert!(object(&update, 3, 0).contains("/Newer true/Annots["), "{off} {is_stream}");
        }
        let far = prepare(&two_revisions(-30, is_stream), &request());
        assert!(matches!(far, Err(Error::Malformed { .. })), "{is_stream} {far:?}");
    }
}

#[test]
fn a_signed_document_whose_older_section_is_off_is_signed_again() {
    let document = report("prev-off-by-two-signed");
    let signed = sign_with(&document, &request());
    assert!(signed.starts_with(&document) && text(&signed).contains("/T(Signature1)"));
    assert!(text(&signed[document.len()..]).contains("/Prev "), "an update, no repair");
}

#[test]
fn words_and_white_space_behind_the_end_are_passed_over() {
    assert!(sign(&report("tail-text-0-objects")).contains("/Annots["));
    for words in [
        "10 0 objects",
        "found 1 0 object\n",
        "endobj missing in 0 obj",
        "Notice: no startxref here\n",
        "startxref\n%%EOF, she said",
    ] {
        for white in ["", " ", "\0"] {
            let document = [&classic(PLAIN)[..], words.as_bytes(), white.repeat(80_000).as_bytes()].concat();
            assert!(sign(&document).contains("/Annots["), "{words} {white:?}");
            let document = [&classic(PLAIN)[..], white.repeat(80_000).as_bytes(), words.as_bytes()].concat();
            assert!(sign(&document).contains("/Annots["), "{white:?} {words}");
        }
    }
}

#[test]
fn white_space_of_any_length_hides_no_end() {
    for white in ["\0", "\n", "\r\n", " "] {
        // A reader keeps 1.5 MB.
        for length in [1_000, 65_536, 70_000, 3_000_000] {
            let mut document = classic(PLAIN);
            document.extend_from_slice(white.repeat(length).as_bytes());
            assert!(sign(&document).contains("/Annots["), "{white:?} {length}");
        }
    }
    for length in [80_000, 3_000_000] {
        let (document, white) = (text(&classic(PLAIN)), " ".repeat(length));
        let unstated = [document.split("startxref").next().unwrap(), &white].concat();
        assert!(sign(unstated.as_bytes()).contains("/Annots["));
    }
}

/// A search that starts anew with each range that it lacked must not need those again that were let go of.
#[test]
fn a_search_through_more_than_is_kept_comes_to_an_end() {
    let nothing = "\0".repeat(3_000_000);
    let document = text(&classic(PLAIN));
    let (sound, offset) = document.split_once("startxref").unwrap();
    let rows = "0000000000 00000 f \n".repeat(150_000);
    for (what, document) in [
        ("zeros", nothing.clone()),
        ("a header and zeros", format!("%PDF-1.7\n{nothing}")),
        ("zeros in the middle", format!("{}{nothing}", document.split_at(document.len() / 2).0)),
        ("blanks after startxref", format!("{sound}startxref{}{offset}", " ".repeat(3_000_000))),
        ("rows without end", format!("%PDF-1.7\n{rows}trailer\n<</Root 1 0 R>>\n")),
        ("rows and blanks", format!("%PDF-1.7\n{rows}{nothing}trailer\n<</Root 1 0 R>>\n{nothing}")),
        ("words and blanks", format!("{document}startxref x{nothing}startxref y{nothing}")),
    ] {
        for repair in [false, true] {
            let opening = Opening { repair, ..Opening::default() };
            let answer = open(document.as_bytes(), opening, &request());
            assert!(!matches!(answer, Err(Error::Missing(_))), "{what}");
        }
    }
}

#[test]
fn an_object_behind_the_end_is_still_an_update_that_lost_its_end() {
    for lost in ["9 0 obj\n<</A 1>>", "9 1 obj<</Type/Cat", "x\n9 0 obj\nnull\nendobj\n"] {
        for white in ["", "\0"] {
            let white = white.repeat(80_000);
            let document = [&classic(PLAIN)[..], lost.as_bytes(), white.as_bytes()].concat();
            let answer = prepare(&document, &request());
            assert!(matches!(answer, Err(Error::Malformed { .. })), "{lost} {answer:?}");
        }
    }
}

#[test]
fn words_without_end_are_an_answer_in_time() {
    let document = [&classic(PLAIN)[..], "startxref x\n".repeat(100_000).as_bytes()].concat();
    assert!(matches!(prepare(&document, &request()), Err(Error::Malformed { .. })));
}

/// A document with one field of this value.
fn with_value(value: &str, more: Objects<'_>) -> Vec<u8> {
    let field = format!("<</FT/Sig/T(s)/V {value}>>");
    with("<</Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>", PAGE, &[&[(4, 0, &*field)], more].concat())
}

#[test]
fn a_value_that_nobody_signed_is_no_signature() {
    for name in ["placeholder-pdfbox", "field-empty-value"] {
        let document = report(name);
        assert!(sign(&document).contains("/T(Signature1)"), "{name}");
        assert!(object(&text(&sign_with(&document, &on("Assina"))), 7, 0).contains(" 0 R>>"), "{name}");
    }
    for value in [
        "<<>>",
        "()",
        "[]",
        "5 0 R",
        "6 0 R",
        "<</Type/Sig/Contents<>>>",
        "<</Type/Sig/ByteRange[0 0 0 0]/Contents<00 00>>>",
        r"<</Type/Sig/ByteRange[0 99999 99999 9]/Contents(\000\000)>>",
    ] {
        let document =
            with_value(value, &[(5, 0, "<<>>"), (6, 0, "<</Contents<000>/ByteRange[0 1 2 99999]>>")]);
        assert_eq!(prepare(&document, &on("s")).unwrap().field_name(), "s", "{value}");
        assert_eq!(prepare(&document, &request()).unwrap().field_name(), "Signature1", "{value}");
        let certifies = SignatureRequest { information: vec![("a".into(), "b".into())], ..request() };
        assert!(prepare(&document, &certifies).is_ok(), "{value}: the first signature");
    }
    for value in ["<</Type/Sig>>", "<</Contents<0001>>>", "<</ByteRange[0 1 2 3]/Contents(a)>>"] {
        let refused = prepare(&with_value(value, &[]), &on("s"));
        assert!(matches!(refused, Err(Error::Request { .. })), "{value}: {refused:?}");
    }
}

#[test]
fn a_certification_that_nobody_signed_forbids_nothing() {
    let transform = "/Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]";
    for (contents, allowed) in [("<0000>", true), ("<0001>", false)] {
        let signature = format!("<</Type/Sig/Contents{contents}/ByteRange[0 1 2 3]{transform}>>");
        let document = with("<</Pages 2 0 R/Perms<</DocMDP 4 0 R>>>>", PAGE, &[(4, 0, &signature)]);
        assert_eq!(prepare(&document, &request()).is_ok(), allowed, "{contents}");
    }
}

#[test]
fn a_stream_where_a_dictionary_belongs_counts_as_nothing() {
    let update = sign(&report("acroform-is-stream"));
    assert!(object(&update, 1, 0).contains("/AcroForm 7 0 R"), "{update}");
    for key in ["AcroForm", "Perms", "MarkInfo", "StructTreeRoot", "Extensions"] {
        let mut builder = Builder::new("\n");
        let catalog = format!("<</Pages 2 0 R/{key} 4 0 R/MarkInfo<</Marked true>>>>");
        builder.objects(&[(1, 0, &*catalog), PLAIN[1], PLAIN[2]]).stream(4, "/Fields[]/Marked true", b"q Q");
        let start = builder.table(" \n", "/Size 5/Root 1 0 R");
        assert!(sign(&builder.end(start)).contains("/Annots["), "{key}");
    }
}

#[test]
fn names_and_strings_of_a_seed_value_mean_the_same() {
    let document = report("sv-digest-names");
    assert!(text(&sign_with(&document, &on("Assina"))).contains("/Contents<ABCD"));
    let other = Credentials { digest_method: "SHA-512", ..Credentials::default() };
    let refused = prepare(&document, &SignatureRequest { credentials: Some(other), ..on("Assina") });
    assert!(matches!(refused, Err(Error::CannotAppend { .. })), "{refused:?}");
}

#[test]
fn a_page_or_node_that_is_named_twice_is_there_twice() {
    let number = |page| {
        let placement = Placement { page: PageChoice::Number(page), ..Placement::default() };
        SignatureRequest { appearance: Some(Appearance { placement, objects: Vec::new() }), ..request() }
    };
    let update = |document: &[u8], page| text(&sign_with(document, &number(page))[document.len()..]);
    assert!(object(&update(&report("node-twice-page-2"), 2), 3, 0).contains("/Annots["));
    let document = classic(&[
        PLAIN[0],
        (2, 0, "<</Kids[3 0 R 3 0 R 4 0 R 4 0 R 2 0 R 5 0 R]/Count 7>>"),
        (3, 0, "<</Type/Page/MediaBox[0 0 9 9]/Me(3)>>"),
        (4, 0, "<</Kids[3 0 R 5 0 R 4 0 R]>>"),
        (5, 0, "<</Type/Page/MediaBox[0 0 9 9]/Me(5)>>"),
    ]);
    for (page, shown) in (1..).zip([3, 3, 3, 5, 3, 5, 5]) {
        assert!(update(&document, page).contains(&format!("\n{shown} 0 obj\n<</Type/Page")), "{page}");
    }
    assert!(matches!(prepare(&document, &number(8)), Err(Error::Request { .. })));
}

#[test]
fn nodes_that_double_at_every_level_are_an_answer_in_time() {
    let mut nodes = vec![(1, 0, "<</Pages 2 0 R>>".to_string())];
    nodes.extend((2..60).map(|number| {
        (number, 0, format!("<</Kids[{0} 0 R {0} 0 R]/X({1})>>", number + 1, "x".repeat(9_000)))
    }));
    nodes.push((60, 0, "<</Kids[]>>".into()));
    let nodes: Vec<_> = nodes.iter().map(|(n, g, value)| (*n, *g, value.as_str())).collect();
    let answer = prepare(&classic(&nodes), &request());
    assert!(matches!(answer, Err(Error::Unsupported { .. })), "{answer:?}");
}

#[test]
fn all_entries_of_the_old_trailer_are_kept() {
    let update = sign(&report("trailer-docchecksum"));
    assert_eq!(update.matches("/DocChecksum/0123456789ABCDEF0123456789ABCDEF>>").count(), 1, "{update}");
    let entries = "/Size 9/Root 1 0 R/Own(x)/List[1 2]/N 7/#4fther<</A/B>>/Ref 3 0 R/Name/x";
    let kept = "/Own(x)/List[1 2]/N 7/#4fther<</A/B>>/Ref 3 0 R/Name/x";
    let table = classic_with(PLAIN, &entries[7..]);
    let mut builder = Builder::new("\n");
    let start = builder.objects(PLAIN).xref_stream(4, entries, &[]);
    let stream = builder.end(start);
    let damaged = [&without_section(&table)[..], b"trailer\n<<", entries.as_bytes(), b"/Prev 5>>\n"].concat();
    for (document, signed) in [
        (&table, sign_with(&table, &request())),
        (&stream, sign_with(&stream, &request())),
        (&damaged, mended(&damaged)),
    ] {
        let update = text(&signed[document.len()..]);
        assert!(update.contains(&[kept, ">>"].concat()), "{update}");
        for once in ["/Size ", "/Root ", "/Filter", "/DecodeParms", "/W[", "/Index[", "/Type/XRef"] {
            let expected = usize::from(once.starts_with("/Size") || once.starts_with("/Root"));
            let section = &update[update.find("/Size ").unwrap()..];
            assert_eq!(section.matches(once).count(), expected, "{once} {section}");
        }
        let again = text(&sign_with(&signed, &request())[signed.len()..]);
        assert!(again.contains(kept) && again.matches("/Prev ").count() == 1, "{again}");
    }
}

#[test]
fn a_hidden_section_is_not_named_again() {
    let mut builder = Builder::new("\n");
    builder.objects(PLAIN);
    let hidden = builder.xref_stream(4, "/Size 5", &[]);
    builder.places.retain(|place| place.0 != 4);
    let start = builder.table(" \n", &format!("/Size 5/Root 1 0 R/XRefStm {hidden}/Own 1"));
    let update = sign(&builder.end(start));
    assert!(update.contains("/Own 1") && !update.contains("/XRefStm"), "{update}");
}
