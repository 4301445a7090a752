//! Files as people have them: an end that is lost or wrong, odd streams, offsets beyond 4 GB.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{Error, Prepared, Reader};
use support::*;

/// A document whose section is a stream.
fn stream_document() -> Vec<u8> {
    let mut builder = Builder::new("\n");
    builder.object_stream(5, PLAIN);
    let start = builder.xref_stream(6, "/Size 7/Root 1 0 R", &[(1, 5, 0), (2, 5, 1), (3, 5, 2)]);
    builder.end(start)
}

/// Documents with a damaged end; the section is whole in all of them.
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

/// A document with nothing but blanks between its first bytes and the last ones.
struct Sparse {
    start: u64,
    end: Vec<u8>,
}

impl Sparse {
    /// The three objects at `start`, and a section of the kind asked for.
    fn new(start: u64, is_stream: bool) -> Self {
        let mut end = Vec::new();
        let mut places = Vec::new();
        for (number, _, value) in PLAIN {
            places.push(start + end.len() as u64);
            end.extend(format!("{number} 0 obj\n{value}\nendobj\n").into_bytes());
        }
        let section = start + end.len() as u64;
        if is_stream {
            end.extend(b"4 0 obj\n<</Type/XRef/W[1 5 1]/Size 5/Root 1 0 R/Length 35>>\nstream\n");
            end.extend([0; 7]);
            for place in places.into_iter().chain([section]) {
                end.push(1);
                end.extend(&place.to_be_bytes()[3..]);
                end.push(0);
            }
            end.extend(b"\nendstream\nendobj\n");
        } else {
            end.extend(b"xref\n0 4\n0000000000 65535 f \n");
            places.iter().for_each(|place| end.extend(format!("{place:010} 00000 n \n").into_bytes()));
            end.extend(b"trailer\n<</Size 4/Root 1 0 R>>\n");
        }
        end.extend(format!("startxref\n{section}\n%%EOF\n").into_bytes());
        Self { start, end }
    }

    fn len(&self) -> u64 {
        self.start + self.end.len() as u64
    }

    fn read(&self, range: std::ops::Range<u64>) -> Vec<u8> {
        let byte = |at: u64| match at.checked_sub(self.start) {
            Some(place) => self.end[place as usize],
            None => b"%PDF-1.7\n".get(at as usize).copied().unwrap_or(b' '),
        };
        range.map(byte).collect()
    }

    fn prepare(&self) -> Result<Prepared, Error> {
        let (mut reader, mut read) = (Reader::new(self.len()), 0);
        loop {
            match reader.prepare(&request()).map_err(|error| *error) {
                Err(Error::Missing(range)) => {
                    read += range.end - range.start;
                    assert!(read < 1 << 20, "{range:?}: only the end is needed");
                    reader.insert(range.start, self.read(range));
                }
                done => return done,
            }
        }
    }

    fn sign(&mut self) -> Prepared {
        let prepared = self.prepare().unwrap();
        self.end.extend(prepared.clone().finish(&[1; 100]).unwrap());
        let [zero, hole, hole_end, rest] = prepared.byte_range();
        assert_eq!((zero, hole_end + rest), (0, self.len()));
        assert_eq!(self.read(hole..hole + 3), b"<01");
        prepared
    }
}

#[test]
fn offsets_of_more_than_four_gigabytes_are_read_and_written() {
    for is_stream in [false, true] {
        let mut document = Sparse::new(5 << 30, is_stream);
        document.sign();
        let signed = text(&document.end);
        let section = stated_at_end(&signed);
        assert!(section > 5 << 30);
        let place = (section - document.start) as usize;
        // As text a stream is longer than its bytes.
        assert!(is_stream || signed[place..].starts_with("xref\n1 1\n5368709"), "{}", &signed[place..]);
        assert!(signed.contains(&format!("/ByteRange[0 {}", &(5_u64 << 30).to_string()[..6])));
        document.sign();
    }
}

fn stated_at_end(file: &str) -> u64 {
    let (_, after) = file.rsplit_once("startxref\n").unwrap();
    after.split('\n').next().unwrap().parse().unwrap()
}

#[test]
fn a_table_ends_at_ten_gigabytes_and_a_stream_does_not() {
    let mut stream = Sparse::new(11_000_000_000, true);
    stream.sign();
    stream.sign();
    assert!(text(&stream.end).contains("/Type/XRef/W[1 5 2]"));
    let refused = Sparse::new(9_999_999_500, false).prepare().unwrap_err();
    assert_eq!(refused, Error::CannotAppend { reason: "a cross-reference table reaches 10 GB at most" });
}

#[test]
fn objects_in_streams_of_older_filters_are_read() {
    let mut index = String::new();
    let mut values = String::new();
    for (number, _, value) in PLAIN {
        index += &format!("{number} {} ", values.len());
        values += &format!("{value} ");
    }
    let plain = index.clone() + &values;
    let digits: String = plain.bytes().map(|byte| format!("{byte:02X}")).collect();
    let deflated = miniz_oxide::deflate::compress_to_vec_zlib(digits.as_bytes(), 6);
    for (filter, data) in [
        ("/ASCIIHexDecode", digits.clone().into_bytes()),
        ("[/FlateDecode/ASCIIHexDecode]", deflated),
        ("[/RunLengthDecode]", plain.bytes().flat_map(|byte| [0, byte]).collect()),
    ] {
        let mut builder = Builder::new("\n");
        builder.stream(5, &format!("/Type/ObjStm/N 3/First {}/Filter{filter}", index.len()), &data);
        let start = builder.xref_stream(6, "/Size 7/Root 1 0 R", &[(1, 5, 0), (2, 5, 1), (3, 5, 2)]);
        assert!(sign(&builder.end(start)).contains("/Annots["), "{filter}");
    }
}

#[test]
fn a_catalog_or_page_tree_that_is_no_object_of_its_own_is_refused() {
    let catalog = classic_with(PLAIN, "/Root<</Type/Catalog/Pages 2 0 R>>");
    let pages = classic(&[(1, 0, "<</Type/Catalog/Pages<</Kids[3 0 R]>>>>"), PLAIN[1], PLAIN[2]]);
    for document in [catalog, pages] {
        assert!(matches!(prepare(&document, &request()), Err(Error::Malformed { .. })));
    }
}
