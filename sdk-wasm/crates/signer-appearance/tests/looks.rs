//! How appearances look: kept pictures (`KEEP_PICTURES=1 cargo test` makes them anew), QR codes that a reader reads.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // its functions serve tests

mod support;

use std::fs;

use signer_appearance::Appearance;
use support::picture::Picture;
use support::{Page, crate_path, long_lines, picture, usual_lines, wish};

const LINK: &str = "https://validar.iti.gov.br/?codigo=8F3A-22C1-77D0-91BE";

/// Of a thousand squares, so many may differ between versions of poppler.
const TOLERANCE: usize = 15;

#[track_caller]
fn looks_as_kept(name: &str, wish: &Appearance<'_>) {
    let path = crate_path("tests/kept").join(name).with_extension("png");
    let page = Page::of(wish);
    if std::env::var_os("KEEP_PICTURES").is_some() {
        let to = path.with_extension("");
        let arguments = ["-png", "-singlefile", "-r", "100"];
        let status =
            std::process::Command::new("pdftoppm").args(arguments).arg(page.0.path()).arg(to).status();
        assert!(status.unwrap().success());
    }
    let difference = page.shown(100).difference(&Picture::read(&fs::read(path).unwrap()));
    assert!(difference <= TOLERANCE, "{name}: {difference} of 1000 squares differ from the kept picture");
}

#[test]
fn a_wide_box_has_picture_text_and_code_side_by_side() {
    let (logo, lines) = (picture("logo.png"), usual_lines());
    looks_as_kept("wide", &Appearance { image: Some(&logo), qr: Some(LINK), ..wish(220.0, 70.0, lines) });
}

#[test]
fn a_tall_box_has_them_one_above_the_other() {
    let (logo, lines) = (picture("logo.png"), usual_lines());
    looks_as_kept("tall", &Appearance { image: Some(&logo), qr: Some(LINK), ..wish(90.0, 200.0, lines) });
}

#[test]
fn a_flat_box_has_the_lines_in_columns() {
    let logo = picture("logo.png");
    looks_as_kept("flat", &Appearance { image: Some(&logo), ..wish(420.0, 26.0, usual_lines()) });
}

#[test]
fn a_signature_by_hand_stands_before_the_text() {
    let image = picture("by-hand.png");
    looks_as_kept("by-hand", &Appearance { image: Some(&image), ..wish(200.0, 60.0, usual_lines()) });
    looks_as_kept("by-hand-alone", &Appearance { image: Some(&image), ..wish(150.0, 50.0, Vec::new()) });
}

#[test]
fn long_texts_are_broken_and_cut_off_at_last() {
    let logo = picture("logo.png");
    looks_as_kept(
        "long",
        &Appearance { image: Some(&logo), qr: Some(LINK), ..wish(220.0, 70.0, long_lines()) },
    );
    looks_as_kept("cut-off", &wish(130.0, 36.0, long_lines()));
}

#[test]
fn small_boxes_show_what_they_can() {
    looks_as_kept("small", &wish(60.0, 20.0, usual_lines()));
    looks_as_kept("narrow", &wish(40.0, 120.0, usual_lines()));
    looks_as_kept("tiny", &wish(12.0, 8.0, usual_lines()));
}

#[test]
fn opaque_pictures_look_the_same_on_white() {
    let logo = picture("logo.png");
    let wish =
        Appearance { image: Some(&logo), opaque: true, qr: Some(LINK), ..wish(220.0, 70.0, usual_lines()) };
    looks_as_kept("wide", &wish);
}

#[test]
fn the_comparison_sees_another_name() {
    let shown = |lines| Page::of(&wish(220.0, 70.0, lines)).shown(100);
    let mut lines = usual_lines();
    lines[1].text = "MARCIA DA SILVA".to_owned();
    assert!(shown(usual_lines()).difference(&shown(lines)) > TOLERANCE);
}

#[test]
fn a_photo_stands_upright_whatever_its_orientation() {
    let shown = |image: &[u8]| {
        Page::of(&Appearance { image: Some(image), ..wish(60.0, 80.0, Vec::new()) }).shown(100)
    };
    let upright = shown(&picture("jpeg/orientation1.jpg"));
    assert!(upright.difference(&shown(&picture("jpeg/progressive.jpg"))) <= TOLERANCE);
    for orientation in 2..=8 {
        let mut image = picture(&format!("jpeg/orientation{orientation}.jpg"));
        // Edges fall on pixels in another way when they are mirrored.
        assert!(upright.difference(&shown(&image)) <= 2 * TOLERANCE, "orientation {orientation}");
        let exif = image.windows(4).position(|entry| entry == [1, 0x12, 0, 3]).unwrap();
        image[exif + 9] = 1;
        assert!(
            upright.difference(&shown(&image)) > 100,
            "orientation {orientation} looks the same when ignored"
        );
    }
}

#[test]
fn the_greys_are_grey() {
    let shown = Page::of(&wish(220.0, 70.0, usual_lines())).shown(150);
    let neutral = |[red, green, blue]: &[u8; 3]| red.abs_diff(*green) <= 1 && green.abs_diff(*blue) <= 1;
    assert!(shown.pixels.iter().all(neutral));
}

#[test]
fn a_reader_reads_the_code_in_every_shape_of_box() {
    for (width, height) in [(220.0, 70.0), (90.0, 200.0), (80.0, 80.0), (480.0, 160.0), (150.0, 40.0)] {
        for content in [LINK, "42", "Assinado por João às 17:45"] {
            let page = Page::of(&Appearance { qr: Some(content), ..wish(width, height, usual_lines()) });
            let shown = page.shown(if width * height > 16_000.0 { 200 } else { 450 });
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(shown.width, shown.height, |x, y| {
                shown.grey(x, y)
            });
            let read: Vec<String> =
                image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect();
            assert_eq!(read, [content], "{width} × {height}");
        }
    }
}
