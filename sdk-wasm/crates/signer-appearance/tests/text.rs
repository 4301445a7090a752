//! The text of an appearance: what is found in it, what it is set in, what is refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // its functions serve tests

mod support;

use proptest::prelude::*;
use signer_appearance::{Appearance, AppearanceObject, Error, Style};
use support::{FONT, Page, line, long_lines, usual_lines, wish};

/// A table of the embedded font.
fn table<'a>(font: &'a [u8], tag: &str) -> &'a [u8] {
    let number = |at: usize| u32::from_be_bytes(font[at..at + 4].try_into().unwrap()) as usize;
    let records = (0..usize::from(font[5])).map(|index| 12 + index * 16);
    let record = records.into_iter().find(|at| &font[*at..at + 4] == tag.as_bytes()).unwrap();
    &font[number(record + 8)..][..number(record + 12)]
}

fn unpacked(objects: &[AppearanceObject], entry: &str) -> Vec<u8> {
    let object =
        objects.iter().find(|object| String::from_utf8_lossy(&object.value).contains(entry)).unwrap();
    miniz_oxide::inflate::decompress_to_vec_zlib(object.data.as_ref().unwrap()).unwrap()
}

fn glyphs(objects: &[AppearanceObject]) -> u16 {
    let font = unpacked(objects, "/Length1");
    let maxp = table(&font, "maxp");
    u16::from_be_bytes([maxp[4], maxp[5]])
}

fn drawn(text: &str) -> Result<Vec<AppearanceObject>, Error> {
    wish(200.0, 60.0, vec![line(Style::Plain, text)]).render()
}

#[test]
fn the_lines_can_be_read_out_again() {
    let expected: Vec<String> = usual_lines().into_iter().map(|line| line.text).collect();
    assert_eq!(Page::of(&wish(260.0, 70.0, usual_lines())).text(), expected.join("\n"));
}

#[test]
fn every_script_of_the_font_can_be_read_out_again() {
    for text in [
        "Nguyễn Thị Ánh",
        "Ελένη Παπαδοπούλου",
        "Щербакова Ольга",
        "Łukasz Żółć",
        "Çağrı Şahin",
        "€ 1.234,56 – №7 ¿“Sí”?",
    ] {
        assert_eq!(Page::of(&wish(200.0, 60.0, vec![line(Style::Name, text)])).text(), text);
    }
}

#[test]
fn characters_that_share_a_glyph_stay_apart() {
    let text = "A\u{391}\u{410}";
    assert_eq!(Page::of(&wish(200.0, 60.0, vec![line(Style::Name, text)])).text(), text);
}

#[test]
fn the_font_has_only_what_is_used() {
    assert_eq!(glyphs(&drawn("ABBA").unwrap()), 3);
    // É, its two components, and .notdef.
    assert_eq!(glyphs(&drawn("É").unwrap()), 4);
    let size =
        drawn("ABBA").unwrap().iter().map(|object| object.data.as_ref().map_or(0, Vec::len)).sum::<usize>();
    assert!(size < 2500, "{size} bytes");
}

#[test]
fn the_same_wish_makes_the_same_bytes() {
    assert_eq!(drawn("MARIA").unwrap(), drawn("MARIA").unwrap());
}

#[test]
fn a_word_is_lost_only_behind_an_ellipsis() {
    let whole = Page::of(&wish(260.0, 100.0, long_lines())).text().replace('\n', " ");
    let expected: Vec<String> = long_lines().into_iter().map(|line| line.text).collect();
    assert_eq!(whole, expected.join(" "));
    let cut = Page::of(&wish(130.0, 36.0, long_lines())).text();
    assert!(cut.ends_with('…') && cut.starts_with("DONA MARIA"), "{cut}");
}

#[test]
fn a_character_that_the_font_lacks_is_named() {
    assert_eq!(drawn("李"), Err(Error::CharacterMissing('李')));
    assert_eq!(drawn("ok 😀"), Err(Error::CharacterMissing('😀')));
}

#[test]
fn what_shows_nothing_is_left_out() {
    assert_eq!(
        Page::of(&wish(200.0, 60.0, vec![line(Style::Plain, "A\u{200d}\u{fe0f}B\u{7}\tC\r\nD")])).text(),
        "AB C D"
    );
    assert_eq!(drawn(" \u{200b}").unwrap().len(), 2);
}

#[test]
fn right_to_left_is_refused() {
    for text in ["שלום", "سلام"] {
        assert_eq!(drawn(text), Err(Error::Text("scripts written from right to left are not supported")));
    }
}

#[test]
fn endless_texts_are_refused() {
    assert_eq!(drawn(&"a ".repeat(3000)), Err(Error::Text("longer than 4096 bytes")));
    assert!(drawn(&"a".repeat(4000)).is_ok());
}

#[test]
fn a_box_without_size_is_refused() {
    for (width, height) in [(0.0, 50.0), (50.0, 0.0), (-1.0, 5.0), (f64::NAN, 5.0), (f64::INFINITY, 5.0)] {
        assert!(matches!(wish(width, height, usual_lines()).render(), Err(Error::Box(_))));
    }
}

#[test]
fn a_font_that_is_none_is_refused() {
    let with = |font| Appearance { font, ..wish(200.0, 60.0, usual_lines()) }.render();
    assert!(matches!(with(b""), Err(Error::Font(_))));
    assert!(matches!(with(b"OTTO and what follows"), Err(Error::Font(_))));
    for end in [12, 100, 400, 2000, 20_000, 60_000] {
        assert!(matches!(with(&FONT[..end]), Err(Error::Font(_) | Error::CharacterMissing(_))), "{end}");
    }
}

#[test]
fn a_font_that_may_not_be_embedded_is_refused() {
    let mut font = FONT.clone();
    let os2 = (0..usize::from(font[5]))
        .map(|index| 12 + index * 16)
        .find(|at| &font[*at..at + 4] == b"OS/2")
        .unwrap();
    let start = u32::from_be_bytes(font[os2 + 8..os2 + 12].try_into().unwrap()) as usize;
    font[start + 9] = 2;
    let wish = Appearance { font: &font, ..wish(200.0, 60.0, usual_lines()) };
    assert!(matches!(wish.render(), Err(Error::Font(reason)) if reason.contains("licence")));
}

#[test]
fn codes_that_nobody_could_read_are_refused() {
    let with =
        |width, height, qr: &str| Appearance { qr: Some(qr), ..wish(width, height, Vec::new()) }.render();
    assert!(matches!(with(80.0, 80.0, ""), Err(Error::Qr(_))));
    assert!(matches!(with(10.0, 10.0, "https://example.com"), Err(Error::Qr(_))));
    assert!(matches!(with(1000.0, 1000.0, &"x".repeat(3000)), Err(Error::Qr(_))));
}

/// Size and place of each text in the content stream.
fn rows(objects: &[AppearanceObject]) -> Vec<(f64, f64, f64)> {
    let content = String::from_utf8(unpacked(objects, "/Subtype/Form")).unwrap();
    let numbers = |line: &str| -> Vec<f64> { line.split(' ').filter_map(|word| word.parse().ok()).collect() };
    let sizes = content.lines().filter(|line| line.ends_with("Tf")).map(numbers);
    let places = content.lines().filter(|line| line.ends_with("Tm")).map(numbers);
    sizes.zip(places).map(|(size, place)| (size[0], place[4], place[5])).collect()
}

proptest! {
    #[test]
    fn no_row_leaves_the_box(width in 1.0..600.0_f64, height in 1.0..400.0_f64, text in "[A-Za-zÀ-ÿ0-9 .,-]{0,120}", qr: bool) {
        let mut lines = usual_lines();
        lines.push(line(Style::Plain, &text));
        let qr = (qr && width > 60.0 && height > 60.0).then_some("42");
        let objects = Appearance { qr, ..wish(width, height, lines) }.render().unwrap();
        for (size, x, y) in rows(&objects) {
            prop_assert!((4.0..=12.0).contains(&size), "size {size}");
            prop_assert!(x >= 0.0 && x < width && y >= size * 0.2 && y + size * 0.75 <= height, "{size} at {x}, {y}");
        }
    }

    #[test]
    fn damaged_fonts_are_drawn_or_refused(at in 0..70_000_usize, byte: u8) {
        let mut font = FONT.clone();
        let at = at % font.len();
        font[at] = byte;
        let _ = Appearance { font: &font, ..wish(200.0, 60.0, usual_lines()) }.render();
    }
}
