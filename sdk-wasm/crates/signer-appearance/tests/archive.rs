//! PDF/A stays PDF/A: veraPDF judges pages with appearances. Without Maven and Java there is no judge, and the test says so.

#![allow(clippy::unwrap_used)] // its functions serve tests

mod support;

use std::process::Command;

use signer_appearance::Appearance;
use support::{Page, crate_path, picture, usual_lines, wish};

const PICTURES: [&str; 5] = [
    "logo.png",
    "png/colour4-depth16-interlaced.png",
    "jpeg/orientation6.jpg",
    "jpeg/grey.jpg",
    "jpeg/progressive.jpg",
];

/// Verdicts of veraPDF on each page; `None` where it cannot be run.
fn judged(pages: &[Page]) -> Option<Vec<String>> {
    let judge = crate_path("../../../tests/conformance/judges/verapdf/judge");
    let out = Command::new(judge).args(pages.iter().map(|page| page.0.path())).output().unwrap();
    let said: Vec<String> = String::from_utf8(out.stdout).unwrap().lines().map(str::to_owned).collect();
    if said.len() == pages.len() {
        return Some(said);
    }
    skipped::skip(&format!("veraPDF cannot be run: {}", String::from_utf8_lossy(&out.stderr).trim_end()));
    None
}

/// In every part of PDF/A; the text alone, and with every kind of picture.
fn opaque_pages() -> Vec<(u8, Page)> {
    let page = |part, name: Option<&str>| {
        let image = name.map(picture);
        let (image, qr) = (image.as_deref(), Some("https://validar.iti.gov.br"));
        let wish = Appearance { image, qr, opaque: name.is_some(), ..wish(220.0, 70.0, usual_lines()) };
        (part, Page::of_part(&wish, part))
    };
    let pictures = || PICTURES.into_iter().map(Some).chain([None]);
    (1..=3).flat_map(|part| pictures().map(move |name| page(part, name))).collect()
}

#[test]
fn what_is_opaque_may_stand_in_every_part_of_pdf_a() {
    let logo = picture("logo.png");
    let transparent = Appearance { image: Some(&logo), ..wish(220.0, 70.0, usual_lines()) };
    let (parts, mut pages): (Vec<u8>, Vec<Page>) = opaque_pages().into_iter().unzip();
    pages.push(Page::of(&transparent));
    let Some(said) = judged(&pages) else { return };
    for (part, said) in parts.iter().zip(&said) {
        let right = said.contains(&format!("\"{part}b\"")) && said.contains("\"compliant\":true");
        assert!(right && !said.contains("\"compliant\":false"), "{said}");
    }
    let control = said.last().unwrap();
    assert!(control.contains("\"compliant\":false") && control.contains("6.4"), "{control}");
}
