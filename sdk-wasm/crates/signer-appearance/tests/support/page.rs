//! A one-page PDF/A file that shows an appearance and nothing else.

use signer_appearance::AppearanceObject;

/// PDF/A-1b, or of another part; the page is as large as the box and a margin.
pub(crate) fn document(objects: &[AppearanceObject], width: f64, height: f64, part: u8) -> Vec<u8> {
    let first = 5;
    let content = format!("q 1 0 0 1 {MARGIN} {MARGIN} cm /A Do Q");
    let metadata = METADATA.replace("part=\"1\"", &format!("part=\"{part}\""));
    let mut file = File { bytes: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: Vec::new() };
    file.object(b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>", None);
    file.object(b"<</Type/Pages/Kids[3 0 R]/Count 1>>", None);
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {} {}]/Contents 4 0 R/Resources<</XObject<</A {} 0 R>>>>>>",
        width + 2.0 * MARGIN,
        height + 2.0 * MARGIN,
        first + 1
    );
    file.object(page.as_bytes(), None);
    file.object(b"<<>>", Some(content.as_bytes()));
    file.object(b"<</Type/Metadata/Subtype/XML>>", Some(metadata.as_bytes()));
    for object in objects {
        file.object(&renumbered(&object.value, first), object.data.as_deref());
    }
    file.finish()
}

const MARGIN: f64 = 10.0;

const METADATA: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="1" pdfaid:conformance="B"/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#;

struct File {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl File {
    fn object(&mut self, value: &[u8], data: Option<&[u8]>) {
        self.offsets.push(self.bytes.len());
        self.bytes.extend_from_slice(format!("{} 0 obj\n", self.offsets.len()).as_bytes());
        match (data, value.strip_suffix(b">>")) {
            (Some(data), Some(dictionary)) => {
                self.bytes.extend_from_slice(dictionary);
                self.bytes.extend_from_slice(format!("/Length {}>>\nstream\n", data.len()).as_bytes());
                self.bytes.extend_from_slice(data);
                self.bytes.extend_from_slice(b"\nendstream");
            }
            _ => self.bytes.extend_from_slice(value),
        }
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    fn finish(mut self) -> Vec<u8> {
        let start = self.bytes.len();
        let size = self.offsets.len() + 1;
        self.bytes.extend_from_slice(format!("xref\n0 {size}\n0000000000 65535 f \n").as_bytes());
        for offset in &self.offsets {
            self.bytes.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
        }
        let id = "<00112233445566778899AABBCCDDEEFF>";
        let trailer =
            format!("trailer\n<</Size {size}/Root 1 0 R/ID[{id}{id}]>>\nstartxref\n{start}\n%%EOF\n");
        self.bytes.extend_from_slice(trailer.as_bytes());
        self.bytes
    }
}

/// Adds `by` to the number of every reference; no string of an appearance looks like one.
fn renumbered(value: &[u8], by: usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(value);
    let mut parts = text.split(" 0 R").peekable();
    let mut to = String::new();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            to.push_str(part);
            break;
        }
        let digits = part.len() - part.chars().rev().take_while(char::is_ascii_digit).count();
        let number: usize = part[digits..].parse().unwrap_or(0);
        to.push_str(&format!("{}{} 0 R", &part[..digits], number + by));
    }
    to.into_bytes()
}
