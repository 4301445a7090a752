//! A PDF to sign; the tests of the wasm door use it too.

/// One page and a stream of `padding` bytes, with a classic cross-reference table.
pub(crate) fn pdf(padding: usize) -> Vec<u8> {
    let stream = format!("<</Length {padding}>>\nstream\n{}\nendstream", "x".repeat(padding));
    pdf_of(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        &stream,
    ])
}

/// Objects from number 1 on, of which the first is the catalog.
pub(crate) fn pdf_of(objects: &[&str]) -> Vec<u8> {
    pdf_under("%PDF-1.7\n", objects)
}

pub(crate) fn pdf_under(header: &str, objects: &[&str]) -> Vec<u8> {
    let (mut file, mut rows) = (String::from(header), String::new());
    for (index, object) in objects.iter().enumerate() {
        rows += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file += &format!(
        "xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}
