//! Small documents, built byte by byte, and a caller that hands over one range at a time.

#![allow(dead_code, reason = "each test file uses its own part")]

use signer_pdf::{Error, Opening, Prepared, Reader, SignatureRequest, Warning};

pub(crate) type Objects<'a> = &'a [(u32, u16, &'a str)];

/// Catalog, page tree and page.
pub(crate) const PLAIN: Objects<'static> = &[
    (1, 0, "<</Type/Catalog/Pages 2 0 R>>"),
    (2, 0, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
    (3, 0, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.2755905511811 842.00]>>"),
];

/// The page of [`PLAIN`].
pub(crate) const PAGE: &str = PLAIN[2].2;

const PAGES: (u32, u16, &str) = (2, 0, "<</Type/Pages/Kids[3 0 R]/Count 1>>");

/// A plain document with another catalog, another page and more objects.
pub(crate) fn with(catalog: &str, page: &str, more: Objects<'_>) -> Vec<u8> {
    classic(&[&[(1, 0, catalog), PAGES, (3, 0, page)], more].concat())
}

/// A request for a small hole.
pub(crate) fn request() -> SignatureRequest {
    SignatureRequest { hole: 100, reason: Some("Contrato".into()), ..SignatureRequest::default() }
}

/// A document as it grows, and where its objects are.
#[derive(Default)]
pub(crate) struct Builder {
    pub(crate) bytes: Vec<u8>,
    /// Number, generation, offset.
    pub(crate) places: Vec<(u32, u16, u64)>,
    pub(crate) eol: &'static str,
}

impl Builder {
    pub(crate) fn new(eol: &'static str) -> Self {
        let bytes = ["%PDF-1.7", eol].concat().into_bytes();
        Self { bytes, places: Vec::new(), eol }
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.bytes.extend_from_slice(text.as_bytes());
        self
    }

    pub(crate) fn at(&self) -> u64 {
        self.bytes.len() as u64
    }

    pub(crate) fn objects(&mut self, objects: Objects<'_>) -> &mut Self {
        for (number, generation, value) in objects {
            self.places.push((*number, *generation, self.at()));
            let eol = self.eol;
            self.text(&format!("{number} {generation} obj{eol}{value}{eol}endobj{eol}"));
        }
        self
    }

    /// A stream object with its length.
    pub(crate) fn stream(&mut self, number: u32, entries: &str, data: &[u8]) -> &mut Self {
        self.places.push((number, 0, self.at()));
        self.text(&format!("{number} 0 obj\n<<{entries}/Length {}>>\nstream\r\n", data.len()));
        self.bytes.extend_from_slice(data);
        self.text("\nendstream\nendobj\n")
    }

    /// An object stream with an index in front.
    pub(crate) fn object_stream(&mut self, number: u32, objects: Objects<'_>) -> &mut Self {
        let (mut index, mut values) = (String::new(), String::new());
        for (number, _, value) in objects {
            index += &format!("{number} {} ", values.len());
            values += &format!("{value} ");
        }
        let entries = format!("/Type/ObjStm/N {}/First {}/Filter/FlateDecode", objects.len(), index.len());
        let data = miniz_oxide::deflate::compress_to_vec_zlib((index + &values).as_bytes(), 6);
        self.stream(number, &entries, &data)
    }

    /// A table whose rows end in `row_end`, one subsection per object; returns its offset.
    pub(crate) fn table(&mut self, row_end: &str, trailer: &str) -> u64 {
        let (start, eol) = (self.at(), self.eol);
        let mut rows = vec![(0, format!("0000000000 65535 f{row_end}"))];
        for (number, generation, offset) in &self.places {
            rows.push((*number, format!("{offset:010} {generation:05} n{row_end}")));
        }
        self.text(&format!("xref{eol}"));
        for (number, row) in rows {
            self.text(&format!("{number} 1{eol}{row}"));
        }
        self.text(&format!("trailer{eol}<<{trailer}>>{eol}"));
        start
    }

    /// A cross-reference stream that names `compressed` objects as well: number, stream, index.
    pub(crate) fn xref_stream(&mut self, own: u32, entries: &str, compressed: &[(u32, u32, u8)]) -> u64 {
        let start = self.at();
        let mut rows: Vec<(u32, [u8; 6])> = Vec::new();
        for (number, generation, offset) in self.places.iter().copied().chain([(own, 0, start)]) {
            let [.., a, b, c, d] = offset.to_be_bytes();
            rows.push((number, [1, a, b, c, d, generation as u8]));
        }
        for (number, stream, index) in compressed {
            let [a, b, c, d] = stream.to_be_bytes();
            rows.push((*number, [2, a, b, c, d, *index]));
        }
        rows.sort_unstable();
        let index: String = rows.iter().map(|(number, _)| format!("{number} 1 ")).collect();
        // The predictor "up".
        let (mut data, mut above) = (Vec::new(), [0_u8; 6]);
        for (_, row) in rows {
            data.push(2);
            data.extend(row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(above)));
            above = row;
        }
        let data = miniz_oxide::deflate::compress_to_vec_zlib(&data, 6);
        let parms = "/Filter[/FlateDecode]/DecodeParms[<</Predictor 12/Columns 6>>]";
        self.stream(own, &format!("/Type/XRef/W[1 4 1]/Index[{index}]{parms}{entries}"), &data);
        start
    }

    pub(crate) fn end(&mut self, startxref: u64) -> Vec<u8> {
        let eol = self.eol;
        self.text(&format!("startxref{eol}{startxref}{eol}%%EOF{eol}"));
        std::mem::take(&mut self.bytes)
    }
}

/// A document with a cross-reference table.
pub(crate) fn classic(objects: Objects<'_>) -> Vec<u8> {
    classic_with(objects, "/Root 1 0 R")
}

pub(crate) fn classic_with(objects: Objects<'_>, trailer: &str) -> Vec<u8> {
    let mut builder = Builder::new("\n");
    let size = objects.iter().map(|object| object.0).max().unwrap_or(0) + 1;
    let start = builder.objects(objects).table(" \n", &format!("/Size {size}{trailer}"));
    builder.end(start)
}

/// Reads that one preparation asked of its caller.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) reads: usize,
    pub(crate) bytes: u64,
}

/// Hands over exactly the ranges asked for; a range asked for twice in a row is no progress.
pub(crate) fn prepare_counting(
    document: &[u8],
    request: &SignatureRequest,
) -> (Result<Prepared, Error>, Read) {
    let mut reader = Reader::new(document.len() as u64);
    let (mut read, mut last) = (Read { reads: 0, bytes: 0 }, 0..0);
    loop {
        match reader.prepare(request).map_err(|error| *error) {
            Err(Error::Missing(range)) => {
                assert_ne!(range, last, "the same range again");
                let (start, end) = (range.start as usize, range.end as usize);
                assert!(start < end && end <= document.len(), "{range:?}");
                read = Read { reads: read.reads + 1, bytes: read.bytes + (end - start) as u64 };
                assert!(read.bytes < 64 * document.len() as u64 + (1 << 20), "endless reading");
                reader.insert(range.start, document[start..end].to_vec());
                last = range;
            }
            done => return (done, read),
        }
    }
}

pub(crate) fn prepare(document: &[u8], request: &SignatureRequest) -> Result<Prepared, Error> {
    prepare_counting(document, request).0
}

/// Signs with a made-up CMS, checks what must hold for every signature, returns the whole file.
pub(crate) fn sign_with(document: &[u8], request: &SignatureRequest) -> Vec<u8> {
    let prepared = prepare(document, request).unwrap();
    let range = prepared.byte_range().map(|number| number as usize);
    let covered = prepared.covered().map(<[u8]>::to_vec);
    let update = prepared.finish(&[0xab, 0xcd]).unwrap();
    let signed = [document, &update].concat();
    let [zero, hole, hole_end, rest] = range;
    assert_eq!((zero, hole_end + rest), (0, signed.len()));
    assert_eq!(covered, [&signed[document.len()..hole], &signed[hole_end..]]);
    let contents = String::from_utf8(signed[hole..hole_end].to_vec()).unwrap();
    assert_eq!(contents, format!("<ABCD{}>", "00".repeat(request.hole - 2)));
    let stated = format!("/ByteRange[{zero} {hole} {hole_end} {rest}]");
    assert!(text(&covered[0]).contains(&stated), "{stated}");
    signed
}

pub(crate) fn sign(document: &[u8]) -> String {
    text(&sign_with(document, &request())[document.len()..])
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The last spelling of an object in a file.
pub(crate) fn object(file: &str, number: u32, generation: u16) -> String {
    let file = ["\n", file].concat();
    let header = format!("\n{number} {generation} obj\n");
    let start = file.rfind(&header).expect("the object is in the file") + header.len();
    let end = start + file[start..].find("\nendobj").unwrap();
    file[start..end].to_string()
}

/// Opens and plans; of a damaged document no byte is read more often than a repair has to.
pub(crate) fn open(document: &[u8], opening: Opening, request: &SignatureRequest) -> Result<Prepared, Error> {
    let mut reader = Reader::with(document.len() as u64, opening);
    let mut read = 0;
    loop {
        match reader.prepare(request).map_err(|error| *error) {
            Err(Error::Missing(range)) => {
                let (start, end) = (range.start as usize, range.end as usize);
                read += end - start;
                assert!(
                    start < end && read < 16 * document.len() + (8 << 20),
                    "{range:?}, {read} bytes read"
                );
                reader.insert(range.start, document[start..end].to_vec());
            }
            done => return done,
        }
    }
}

pub(crate) fn mend(document: &[u8]) -> Result<Prepared, Error> {
    open(document, Opening { repair: true, ..Opening::default() }, &request())
}

/// The repaired and signed document; without the option it is refused.
pub(crate) fn mended(document: &[u8]) -> Vec<u8> {
    let refused = prepare(document, &request());
    assert!(matches!(refused, Err(Error::Malformed { .. } | Error::Unsupported { .. })), "signed without it");
    let prepared = mend(document).unwrap();
    assert_eq!(prepared.warnings(), [Warning::Repaired]);
    let signed = [document, &prepared.finish(&[1; 100]).unwrap()].concat();
    assert!(!text(&signed[document.len()..]).contains("/Prev"), "one complete section");
    // Whoever reads it next needs no repair, and lopdf finds what we found.
    sign_with(&signed, &request());
    assert_eq!(fields(&signed), 1);
    signed
}

/// The number of fields that lopdf finds in the form.
pub(crate) fn fields(file: &[u8]) -> usize {
    let document = lopdf::Document::load_mem(file).expect("lopdf reads what comes out");
    let catalog = document.catalog().unwrap();
    let form = document.get_dict_in_dict(catalog, b"AcroForm").unwrap();
    let fields = document.dereference(form.get(b"Fields").unwrap()).unwrap().1;
    fields.as_array().unwrap().len()
}

pub(crate) fn without_section(document: &[u8]) -> Vec<u8> {
    document[..text(document).rfind("xref\n0").unwrap()].to_vec()
}

/// Objects in a stream, and a section that is a stream.
pub(crate) fn modern() -> (Builder, u64) {
    let mut builder = Builder::new("\n");
    builder.object_stream(5, PLAIN);
    let start = builder.xref_stream(6, "/Size 7/Root 1 0 R", &[(1, 5, 0), (2, 5, 1), (3, 5, 2)]);
    (builder, start)
}

/// Each byte as a character, so that a document can be edited as text; [`latin_bytes`] turns it back.
pub(crate) fn latin_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

pub(crate) fn latin_bytes(text: &str) -> Vec<u8> {
    text.chars().map(|letter| letter as u8).collect()
}
