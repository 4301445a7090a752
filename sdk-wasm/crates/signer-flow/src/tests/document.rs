//! How a document is read, drawn on and refused.

use std::ops::Range;

use serde::Serialize;
use serde_json::{Value, json};

use super::fake::{Fake, cloud, run};
use super::pdf::{pdf, pdf_under};
use crate::format::pdf::Pdf;
use crate::{
    AnyDocument, AppearanceWanted, Content, Error, Format, Fresh, Metadata, PageChoice, PdfWanted, Phase,
    Placement, Position, Progress, Result, SignerFacts, ToBeSigned, World, sign_one,
};

#[test]
fn a_damaged_document_is_refused_before_anybody_is_asked() {
    let world = Fake::new(b"%PDF-1.7\nnothing more".to_vec());
    let error = world.sign_cloud().unwrap_err();
    assert_eq!(error.code(), "document_malformed");
    assert!(world.lines().is_empty());
}

#[test]
fn another_kind_of_file_is_no_damaged_pdf() {
    for other in [&b""[..], b"hello", b"\xff\xd8\xff\xe0\0\x10JFIF", b"PK\x03\x04", &[b' '; 2000]] {
        assert_eq!(open(other.to_vec(), Some("pdf")).err().unwrap().code(), "document_unsupported");
    }
    assert_eq!(open(b"%PDF-1.7".to_vec(), Some("pdf")).err().unwrap().code(), "document_malformed");
}

#[test]
fn a_type_left_out_is_recognised_from_the_bytes() {
    assert_eq!(open(b"<xml/>".to_vec(), None).err().unwrap().code(), "document_unsupported");
    open(pdf(0), None).map(drop).unwrap();
    let old = pdf_under("%!PS-Adobe-3.0 PDF-1.4\n", &["<</Pages 2 0 R>>", "<</Kids[3 0 R]>>", "<<>>"]);
    open(old, None).map(drop).unwrap();
    assert_eq!(open(b"%!PS-Adobe-3.0\n".to_vec(), None).err().unwrap().code(), "document_unsupported");
}

#[test]
fn a_type_that_no_module_knows_is_refused() {
    assert_eq!(open(pdf(0), Some("xml")).err().unwrap().code(), "document_unsupported");
    assert_eq!(open(pdf(0), Some("cms")).err().unwrap().code(), "document_unsupported");
    assert_eq!(open(pdf(0), Some("docx")).err().unwrap(), Error::invalid("documentType"));
}

#[test]
fn a_large_document_is_read_in_ranges_and_digested_once() {
    let world = Fake::new(pdf(9 << 20));
    world.sign_cloud().unwrap();
    let counts = &world.document.counts;
    assert!(counts.read.get() < 512 << 10, "{} bytes were read for the structure", counts.read.get());
    assert!(counts.reads.get() < 5, "{} reads, each of which costs a page a millisecond", counts.reads.get());
    assert_eq!(counts.streams.get(), 1);
    let size = world.document.bytes.len() as u64;
    assert_eq!(*counts.hashed.borrow(), [4 << 20, 8 << 20, size], "every four MiB, and at the end");
}

#[test]
fn a_document_at_hand_is_digested_by_the_world() {
    let world = Fake::new(pdf(0));
    world.sign_a1().unwrap();
    let mut streaming = Fake::new(pdf(0));
    streaming.document.at_hand = 0;
    streaming.sign_a1().unwrap();
    let counts = |world: &Fake| (world.document.counts.digests.get(), world.document.counts.streams.get());
    assert_eq!((counts(&world), counts(&streaming)), ((1, 0), (0, 1)));
    assert_eq!(world.signed, streaming.signed, "the signed attributes hold the digest");
    assert!(world.document.counts.hashed.borrow().is_empty(), "a small document is not worth a word");
    let mut large = Fake::new(pdf(5 << 20));
    large.document.at_hand = 9 << 20;
    large.sign_a1().unwrap();
    let size = large.document.bytes.len() as u64;
    assert_eq!(*large.document.counts.hashed.borrow(), [0, size], "the world does not say how far it is");
}

#[test]
fn the_digests_for_the_api_and_the_signature_cost_one_pass() {
    let world = Fake::new(pdf(0));
    world.sign_cloud().unwrap();
    assert_eq!((world.document.counts.digests.get(), world.document.counts.streams.get()), (0, 1));
}

#[test]
fn a_visible_signature_is_drawn_in_the_size_of_its_place() {
    let world = Fake::new(pdf(0));
    let signed = world.sign_with(&world.a1(), seen_at(10.0, true)).unwrap();
    let update = String::from_utf8_lossy(signed.document.after(&pdf(0))).into_owned();
    assert!(update.contains("/BBox[0 0 100 40]"), "{update}");
    assert!(update.contains("% drawn"));
    let unseen = world.sign_with(&world.a1(), seen_at(10.0, false)).unwrap();
    assert!(!String::from_utf8_lossy(&unseen.document.bytes).contains("% drawn"));
}

#[test]
fn a_place_outside_of_the_page_is_refused_before_anybody_is_asked() {
    let world = Fake::new(pdf(0));
    let error = world.sign_with(&cloud(), seen_at(9e6, true)).unwrap_err();
    assert_eq!(error.code(), "invalid_request");
    assert!(world.lines().is_empty());
}

fn open(document: Vec<u8>, document_type: Option<&str>) -> Result<AnyDocument<Fake>> {
    let world = Fake::new(document);
    run(AnyDocument::open(&world, document_type, world.submission(), PdfWanted::default()))
}

fn seen_at(x: f64, drawn: bool) -> PdfWanted {
    let position = Position::Rectangle { x, y: 20.0, width: 100.0, height: 40.0 };
    let placement = Placement { page: PageChoice::First, position };
    PdfWanted { appearance: Some(AppearanceWanted { field: None, placement, drawn }), ..PdfWanted::default() }
}

#[test]
fn the_callers_words_stand_in_the_signature_dictionary() {
    let update = |metadata: &[(&str, &str)]| {
        let world = Fake::new(pdf(0));
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut submission = world.submission();
        submission.metadata = Metadata(metadata.iter().map(own).collect());
        let opened = run(AnyDocument::open(&world, None, submission, PdfWanted::default())).unwrap();
        let signed = run(sign_one(&world, &world.a1(), opened)).unwrap();
        String::from_utf8_lossy(signed.document.after(&pdf(0))).into_owned()
    };
    let all =
        update(&[("reason", "Contrato"), ("location", "Recife"), ("name", "Maria"), ("contact", "m@x")]);
    for entry in ["/Reason(Contrato)", "/Location(Recife)", "/Name(Maria)", "/ContactInfo(m@x)"] {
        assert!(all.contains(entry), "{entry} in {all}");
    }
    let none = update(&[("reason", ""), ("name", ""), ("project", "x")]);
    for entry in ["/Reason", "/Location", "/ContactInfo", "xyzzy"] {
        assert!(!none.contains(entry), "{entry} in {none}");
    }
    assert!(
        none.contains("/Name(MARIA DE TESTE:12345678909)"),
        "the certificate's, where none is said: {none}"
    );
}

#[test]
fn hashing_says_how_far_it_is() {
    let plain = serde_json::to_value(Progress::hashing(3, 9)).unwrap();
    assert_eq!(plain, json!({"phase": "hashing", "loaded": 3, "total": 9}));
    let plain = serde_json::to_value(Progress::begin(Phase::Hashing)).unwrap();
    assert_eq!(plain, json!({"phase": "hashing"}));
}

#[test]
fn a_prepared_pdf_is_plain_data_from_which_it_is_made_again() {
    let world = Fake::new(pdf(0));
    let (prepared, to_be_signed) = run(prepared(&world)).unwrap();
    let plain = serde_json::to_value(&prepared).unwrap();
    let (update, cms) = (&plain["update"], &plain["cms"]);
    let hole = range(&update["hole"]);
    let again = signer_pdf::Prepared::new(
        update["documentLen"].as_u64().unwrap(),
        bytes(&update["update"]),
        hole.clone(),
        update["field"].as_str().unwrap().to_owned(),
        Vec::new(),
        update["isOpen"].as_bool().unwrap(),
    )
    .unwrap();
    assert_eq!((again.document_len(), again.hole()), (world.document.bytes.len() as u64, hole));
    assert_eq!((again.field_name(), &update["warnings"]), ("Signature1", &json!([])));
    assert_eq!(bytes(&cms["attributes"]), to_be_signed[0].bytes());
    let key = world.key();
    assert_eq!(bytes(&cms["chain"][0]), key.certificate().der());
    assert_eq!(bytes(&cms["algorithm"]), key.algorithm.algorithm_identifier());
}

async fn prepared(world: &Fake) -> Result<(impl Serialize, Vec<ToBeSigned>)> {
    let content = Content::new(world.document.clone());
    let document = Pdf.open(content, &Metadata::default(), PdfWanted::default()).await?;
    let key = world.key();
    let (chain, algorithm) = (key.chain.clone(), key.algorithm);
    let facts = SignerFacts { chain, algorithm, signed_at: world.now(), token_room: 0 };
    Pdf.prepare(document, &facts, Fresh { entropy: [7; 32], drawing: None }).await
}

fn bytes(list: &Value) -> Vec<u8> {
    list.as_array().unwrap().iter().map(|byte| byte.as_u64().unwrap() as u8).collect()
}

fn range(range: &Value) -> Range<usize> {
    let end = |name: &str| range[name].as_u64().unwrap() as usize;
    end("start")..end("end")
}
