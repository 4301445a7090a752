//! The security store and document time-stamps, by what is appended.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{
    Appearance, Certification, EmbeddedSignature, Error, Reader, RequestPart, Result, SecurityStore,
    SignatureRequest, SubFilter, ValidationData, ValidationRelatedInformation,
};
use support::*;

/// Hands over the ranges asked for, one at a time.
fn read<T>(document: &[u8], ask: impl Fn(&mut Reader) -> Result<T>) -> std::result::Result<T, Error> {
    let mut reader = Reader::new(document.len() as u64);
    for _ in 0..100 {
        match ask(&mut reader).map_err(|error| *error) {
            Err(Error::Missing(range)) => {
                let bytes = document[range.start as usize..range.end as usize].to_vec();
                reader.insert(range.start, bytes);
            }
            done => return done,
        }
    }
    panic!("endless reading")
}

fn append(document: &[u8], store: &SecurityStore) -> String {
    text(&read(document, |reader| reader.append_security_store(store)).unwrap())
}

fn data(certificates: &[&str], ocsp_responses: &[&str], revocation_lists: &[&str]) -> ValidationData {
    let list = |of: &[&str]| of.iter().map(|data| data.as_bytes().to_vec()).collect();
    ValidationData {
        certificates: list(certificates),
        ocsp_responses: list(ocsp_responses),
        revocation_lists: list(revocation_lists),
    }
}

fn store(certificates: &[&str], ocsp_responses: &[&str], revocation_lists: &[&str]) -> SecurityStore {
    let data = data(certificates, ocsp_responses, revocation_lists);
    SecurityStore { data, ..SecurityStore::default() }
}

#[test]
fn each_kind_of_data_gets_its_list_of_plain_streams() {
    let update = append(&classic(PLAIN), &store(&["cert A", "cert B"], &["ocsp"], &["crl"]));
    let catalog = "<</Type/Catalog/Pages 2 0 R/DSS 8 0 R\
        /Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>>>";
    assert_eq!(object(&update, 1, 0), catalog);
    let dss = "<</Type/DSS/Certs[4 0 R 5 0 R]/OCSPs[6 0 R]/CRLs[7 0 R]>>";
    assert_eq!(object(&update, 8, 0), dss);
    assert_eq!(object(&update, 5, 0), "<</Length 6>>\nstream\ncert B\nendstream");
    assert!(update.contains("\nxref\n1 1\n") && !update.contains("ByteRange"), "{update}");
    assert!(update.ends_with("%%EOF\n"));
}

#[test]
fn the_entry_of_a_signature_names_its_data_which_is_in_the_store_too() {
    let related = ValidationRelatedInformation {
        signature: std::array::from_fn(|place| 0xa0 + place as u8),
        data: data(&["cert B"], &[], &["crl"]),
        updated: Some("D:20261122120000Z".into()),
        timestamp: Some(b"token".to_vec()),
    };
    let store = SecurityStore { related: vec![related], ..store(&["cert A", "cert B"], &[], &[]) };
    let update = append(&classic(PLAIN), &store);
    let key = "A0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3";
    assert_eq!(
        object(&update, 9, 0),
        format!("<</Type/DSS/Certs[4 0 R 5 0 R]/CRLs[6 0 R]/VRI<</{key} 7 0 R>>>>")
    );
    let entry = "<</Type/VRI/Cert[5 0 R]/CRL[6 0 R]/TU(D:20261122120000Z)/TS 8 0 R>>";
    assert_eq!(object(&update, 7, 0), entry);
    assert_eq!(object(&update, 8, 0), "<</Length 5>>\nstream\ntoken\nendstream");
}

/// A document with a store in which `cert A` is plain and `cert B` compressed, and one stream is not readable.
fn stored() -> Vec<u8> {
    let mut builder = Builder::new("\n");
    builder.objects(&[
        (1, 0, "<</Type/Catalog/Version/2.0/Pages 2 0 R/DSS 4 0 R>>"),
        PLAIN[1],
        PLAIN[2],
        (4, 0, "<</Certs 5 0 R/Odd (kept)/VRI 9 0 R/CRLs[12 0 R 8 0 R]>>"),
        (5, 0, "[ 6 0 R 7 0 R ]"),
        (9, 0, "<</00000000000000000000000000000000000000AA 10 0 R>>"),
        (10, 0, "<</Type/VRI>>"),
    ]);
    let compressed = miniz_oxide::deflate::compress_to_vec_zlib(b"cert B", 6);
    builder.stream(6, "", b"cert A").stream(7, "/Filter/FlateDecode", &compressed);
    builder.stream(8, "/Filter/LZWDecode", b"crl");
    builder.places.sort_unstable();
    let start = builder.table(" \n", "/Size 11/Root 1 0 R");
    builder.end(start)
}

#[test]
fn data_that_is_there_is_not_stored_again() {
    let update = append(&stored(), &store(&["cert B", "cert C", "cert A", "cert C"], &[], &[]));
    let dss = "<</Certs [ 6 0 R 7 0 R 11 0 R]/Odd (kept)/VRI 9 0 R/CRLs[12 0 R 8 0 R]>>";
    assert_eq!(object(&update, 4, 0), dss);
    assert!(object(&update, 11, 0).contains("cert C"));
    assert!(!update.contains("\n1 0 obj") && !update.contains("\n5 0 obj"), "{update}");
}

#[test]
fn nothing_new_is_no_update() {
    assert_eq!(append(&stored(), &store(&["cert A", "cert B"], &[], &[])), "");
    assert_eq!(append(&classic(PLAIN), &SecurityStore::default()), "");
}

#[test]
fn what_cannot_be_read_in_an_old_store_is_kept_and_not_relied_on() {
    let update = append(&stored(), &store(&[], &[], &["crl"]));
    assert!(object(&update, 4, 0).contains("/CRLs[12 0 R 8 0 R 11 0 R]"));
}

#[test]
fn an_entry_of_a_signature_that_is_there_stays() {
    let mut signature = [0; 20];
    signature[19] = 0xaa;
    let known =
        ValidationRelatedInformation { signature, data: data(&["cert D"], &[], &[]), ..Default::default() };
    let new = ValidationRelatedInformation { data: data(&["cert A"], &[], &[]), ..Default::default() };
    let store = SecurityStore { related: vec![known, new], ..SecurityStore::default() };
    let update = append(&stored(), &store);
    let zeros = "0".repeat(38);
    assert_eq!(object(&update, 9, 0), format!("<</{zeros}AA 10 0 R/{zeros}00 12 0 R>>"));
    assert_eq!(object(&update, 12, 0), "<</Type/VRI/Cert[6 0 R]>>");
    assert!(object(&update, 4, 0).contains("[ 6 0 R 7 0 R 11 0 R]"), "cert D is in the store");
}

#[test]
fn a_store_in_the_catalog_becomes_an_object() {
    let catalog = (1, 0, "<</Pages 2 0 R/DSS<</Certs[4 0 R]>>/Extensions<</ADBE<</BaseVersion/1.7>>>>>>");
    let mut builder = Builder::new("\n");
    builder.objects(&[catalog, PLAIN[1], PLAIN[2]]).stream(4, "", b"cert A");
    let start = builder.table(" \n", "/Size 5/Root 1 0 R");
    let update = append(&builder.end(start), &store(&["cert A", "cert B"], &[], &[]));
    assert_eq!(object(&update, 6, 0), "<</Certs[4 0 R 5 0 R]>>");
    let extensions = "/Extensions<</ADBE<</BaseVersion/1.7>>/ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>";
    assert_eq!(object(&update, 1, 0), format!("<</Pages 2 0 R/DSS 6 0 R{extensions}>>"));
}

#[test]
fn only_pdf_1_7_declares_the_extension() {
    for (header, version, declared) in
        [("1.7", "", true), ("1.6", "", false), ("1.4", "/Version/1.7", true), ("1.7", "/Version/2.0", false)]
    {
        let catalog = format!("<</Pages 2 0 R{version}>>");
        let document = classic(&[(1, 0, catalog.as_str()), PLAIN[1], PLAIN[2]]);
        let document = text(&document).replacen("%PDF-1.7", &format!("%PDF-{header}"), 1);
        let update = append(document.as_bytes(), &store(&["cert"], &[], &[]));
        assert_eq!(update.contains("/ESIC"), declared, "{header} {version}");
    }
}

#[test]
fn a_stream_section_is_answered_with_a_stream() {
    let mut builder = Builder::new("\n");
    builder.object_stream(5, PLAIN);
    let start = builder.xref_stream(6, "/Size 7/Root 1 0 R", &[(1, 5, 0), (2, 5, 1), (3, 5, 2)]);
    let document = builder.end(start);
    let first = read(&document, |reader| reader.append_security_store(&store(&["cert A"], &[], &[])));
    let once = [document, first.unwrap()].concat();
    let twice = append(&once, &store(&["cert A", "cert B"], &[], &[]));
    assert!(twice.contains("/Type/XRef") && !twice.contains("cert A"), "{twice}");
    assert!(object(&twice, 8, 0).contains("/Certs[7 0 R 10 0 R]"), "{twice}");
}

fn timestamp() -> SignatureRequest {
    SignatureRequest {
        sub_filter: SubFilter::EtsiRfc3161,
        name: Some("Ana".into()),
        modified: Some("D:20261122120000Z".into()),
        ..request()
    }
}

#[test]
fn a_document_time_stamp_says_no_more_than_its_token() {
    let document = classic(PLAIN);
    let update = text(&sign_with(&document, &timestamp())[document.len()..]);
    let start = "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161/ByteRange[0 ";
    assert!(object(&update, 4, 0).starts_with(start), "{}", object(&update, 4, 0));
    assert!(object(&update, 5, 0).contains("/Rect[0 0 0 0]"));
}

#[test]
fn a_document_time_stamp_changes_nothing_else() {
    let refused = |request: SignatureRequest, wanted: RequestPart| {
        let found = prepare(&classic(PLAIN), &request);
        assert!(matches!(found, Err(Error::Request { part, .. }) if part == wanted), "{found:?}");
    };
    refused(
        SignatureRequest { appearance: Some(Appearance::default()), ..timestamp() },
        RequestPart::Appearance,
    );
    let certification = Some(Certification::FormFilling);
    refused(SignatureRequest { certification, ..timestamp() }, RequestPart::Certification);
    refused(
        SignatureRequest { information: vec![("A".into(), "1".into())], ..timestamp() },
        RequestPart::Information,
    );
}

#[test]
fn a_certification_without_changes_allows_what_makes_it_last() {
    let document = classic(&[
        (1, 0, "<</Pages 2 0 R/Perms<</DocMDP 5 0 R>>/AcroForm<</SigFlags 3/Fields[4 0 R]>>>>"),
        PLAIN[1],
        PLAIN[2],
        (4, 0, "<</FT/Sig/T(a)/V 5 0 R>>"),
        (5, 0, "<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]>>"),
    ]);
    assert!(matches!(prepare(&document, &request()), Err(Error::Locked { .. })));
    assert!(append(&document, &store(&["cert"], &[], &[])).contains("/DSS 7 0 R"));
    assert!(prepare(&document, &timestamp()).is_ok());
}

#[test]
fn nothing_is_appended_behind_a_truncated_signature() {
    let document = classic(&[
        (1, 0, "<</Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>>>"),
        PLAIN[1],
        PLAIN[2],
        (4, 0, "<</FT/Sig/T(a)/V<</ByteRange[0 10 20 9999]>>>>"),
    ]);
    let refused = read(&document, |reader| reader.append_security_store(&store(&["cert"], &[], &[])));
    assert!(matches!(refused, Err(Error::CannotAppend { .. })), "{refused:?}");
}

#[test]
fn the_signatures_of_a_document_are_listed() {
    let document = classic(&[
        (1, 0, "<</Pages 2 0 R/AcroForm<</Fields[4 0 R 6 0 R]>>>>"),
        PLAIN[1],
        PLAIN[2],
        (4, 0, "<</FT/Sig/T(João)/Kids[5 0 R]>>"),
        (5, 0, "<</T(b)/V<</SubFilter/adbe.pkcs7.detached/ByteRange[0 1 3 4]/Contents(\\101B)>>>>"),
        (6, 0, "<</FT/Sig/T(empty)>>"),
    ]);
    let signed = sign_with(&document, &request());
    let found = read(&signed, Reader::signatures).unwrap();
    let [first, second] = found.as_slice() else { panic!("{found:?}") };
    let expected = EmbeddedSignature {
        field_name: "JoÃ£o.b".into(),
        sub_filter: "adbe.pkcs7.detached".into(),
        byte_range: vec![0, 1, 3, 4],
        contents: b"AB".to_vec(),
    };
    assert_eq!(*first, expected);
    assert_eq!(
        (second.field_name.as_str(), second.sub_filter.as_str()),
        ("Signature1", "ETSI.CAdES.detached")
    );
    assert_eq!(second.contents.len(), 100);
    assert!(second.contents.starts_with(&[0xab, 0xcd, 0]));
}

#[test]
fn a_store_of_bombs_costs_no_more_than_the_limits() {
    let mut builder = Builder::new("\n");
    let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 32 << 20], 6);
    let list: String = (5..30).map(|number| format!("{number} 0 R ")).collect();
    let dss = format!("<</Certs[{}]>>", list.repeat(1000));
    builder.objects(&[(1, 0, "<</Pages 2 0 R/DSS 4 0 R>>"), PLAIN[1], PLAIN[2], (4, 0, &dss)]);
    for number in 5..30 {
        builder.stream(number, "/Filter/FlateDecode", &bomb);
    }
    let start = builder.table(" \n", "/Size 30/Root 1 0 R");
    let update = append(&builder.end(start), &store(&["cert"], &[], &[]));
    assert!(update.contains("\n30 0 obj\n<</Length 4>>"), "{update}");
}
