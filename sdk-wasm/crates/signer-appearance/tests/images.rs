//! Pictures: what of them goes into the file, and what is refused.

mod support;

use proptest::prelude::*;
use signer_appearance::{Appearance, AppearanceObject, Error};
use support::{picture, wish};

const KINDS: [&str; 3] = ["jpeg/orientation6.jpg", "jpeg/progressive.jpg", "jpeg/grey.jpg"];

fn drawn(image: &[u8], opaque: bool) -> Result<Vec<AppearanceObject>, Error> {
    Appearance { image: Some(image), opaque, ..wish(60.0, 60.0, Vec::new()) }.render()
}

fn find<'a>(objects: &'a [AppearanceObject], entry: &str) -> Option<&'a AppearanceObject> {
    objects.iter().find(|object| String::from_utf8_lossy(&object.value).contains(entry))
}

fn contains(data: &[u8], wanted: &[u8]) -> bool {
    data.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn transparency_is_a_mask_unless_it_is_forbidden() {
    let logo = picture("logo.png");
    assert!(find(&drawn(&logo, false).unwrap(), "/SMask").is_some());
    let opaque = drawn(&logo, true).unwrap();
    assert!(
        find(&opaque, "/Filter/FlateDecode/DecodeParms").is_none() && find(&opaque, "/Predictor").is_some()
    );
    assert!(find(&opaque, "/SMask").is_none() && find(&opaque, "/Group").is_none());
}

#[test]
fn colours_have_a_profile() {
    for (name, profile) in
        [("jpeg/orientation1.jpg", "/N 3"), ("jpeg/grey.jpg", "/N 1"), ("logo.png", "/N 3")]
    {
        let objects = drawn(&picture(name), true).unwrap();
        assert!(find(&objects, profile).is_some(), "{name}");
        assert!(find(&objects, "/Device").is_none(), "{name}");
    }
}

#[test]
fn a_jpeg_keeps_its_scans_and_loses_where_it_was_taken() {
    for name in KINDS {
        let file = picture(name);
        let objects = drawn(&file, true).unwrap();
        let data = find(&objects, "/DCTDecode").unwrap().data.clone().unwrap();
        let scan = file.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
        assert!(data.ends_with(&file[scan..]), "{name}");
        assert!(!contains(&data, b"Exif") && !contains(&data, b"Secret camera"));
    }
    assert!(contains(&picture(KINDS[0]), b"Secret camera"));
}

#[test]
fn what_cannot_be_shown_is_named() {
    let refused = |file: &[u8]| drawn(file, false).unwrap_err();
    let cmyk = "a JPEG for printing (CMYK); RGB or grey is wanted";
    assert_eq!(refused(&picture("jpeg/cmyk.jpg")), Error::Image(cmyk));
    assert_eq!(refused(b"GIF89a"), Error::Image("neither PNG nor JPEG"));
    assert_eq!(refused(b""), Error::Image("neither PNG nor JPEG"));
    let mut large = picture("jpeg/grey.jpg");
    large.resize(17 << 20, 0);
    assert_eq!(refused(&large), Error::Image("more than 16 MiB"));
}

#[test]
fn other_processes_of_jpeg_are_refused() {
    let mut file = picture("jpeg/grey.jpg");
    let frame = file.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    for process in [0xc3, 0xc5, 0xc9, 0xca, 0xcf] {
        file[frame + 1] = process;
        let reason = "neither a baseline nor a progressive JPEG";
        assert_eq!(drawn(&file, false), Err(Error::Image(reason)), "{process:x}");
    }
}

#[test]
fn a_jpeg_larger_than_viewers_like_is_refused() {
    let mut file = picture("jpeg/grey.jpg");
    let frame = file.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    file[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(drawn(&file, false), Err(Error::Image("more than 16 million pixels")));
    file[frame + 5..frame + 9].copy_from_slice(&[0; 4]);
    assert_eq!(drawn(&file, false), Err(Error::Image("without a single pixel")));
}

#[test]
fn a_jpeg_of_endless_scans_is_refused() {
    let file = picture("jpeg/grey.jpg");
    let scan = file.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    let scans = file[scan..file.len() - 2].repeat(200);
    let file = [&file[..scan], &scans, &[0xff, 0xd9]].concat();
    assert_eq!(drawn(&file, false), Err(Error::Image("a JPEG that is damaged")));
}

#[test]
fn every_cut_of_a_jpeg_is_an_error() {
    for name in KINDS {
        let file = picture(name);
        for end in 0..file.len() {
            assert!(matches!(drawn(&file[..end], false), Err(Error::Image(_))), "{name} cut at {end}");
        }
    }
}

proptest! {
    #[test]
    fn damaged_jpegs_are_drawn_or_refused(at: prop::sample::Index, byte: u8, which in 0..KINDS.len()) {
        let mut file = picture(KINDS[which]);
        let at = at.index(file.len());
        file[at] = byte;
        let _ = drawn(&file, true);
    }
}
