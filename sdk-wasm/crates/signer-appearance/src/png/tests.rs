//! Against the pixels that the pictures were made of, and against files that mean harm.

use std::fs;
use std::path::PathBuf;

use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::prelude::*;

use super::*;

fn pictures() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures/png");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Red, green, blue and alpha of every pixel of every picture, as `make.py` drew them.
fn expected() -> Vec<Vec<[u8; 4]>> {
    let pixels = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures/png.rgba")).unwrap();
    pixels.chunks(13 * 11 * 4).map(|picture| picture.as_chunks::<4>().0.to_vec()).collect()
}

fn read_pixels(pixels: &Pixels) -> Vec<[u8; 4]> {
    let channels = usize::from(pixels.space.channels());
    let alpha = |at| pixels.alpha.as_ref().map_or(255, |alpha| alpha[at]);
    let pixel = |(at, colour): (usize, &[u8])| match colour {
        [grey] => [*grey, *grey, *grey, alpha(at)],
        [red, green, blue] => [*red, *green, *blue, alpha(at)],
        _ => panic!("{channels} channels"),
    };
    pixels.colours.chunks(channels).enumerate().map(pixel).collect()
}

/// CRC-32 (annex D).
fn cyclic_redundancy(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

fn png(width: u32, height: u32, [depth, colour]: [u8; 2], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in [&[(b"IHDR", &header[..])], chunks, &[(b"IEND", &[])]].concat() {
        let content = [&kind[..], content].concat();
        file.extend_from_slice(&u32::try_from(content.len() - 4).unwrap().to_be_bytes());
        file.extend_from_slice(&content);
        file.extend_from_slice(&cyclic_redundancy(&content).to_be_bytes());
    }
    file
}

/// A PNG of one grey pixel a byte, whose data are `packed`.
fn grey(width: u32, height: u32, packed: &[u8]) -> Vec<u8> {
    png(width, height, [8, 0], &[(b"IDAT", packed)])
}

#[test]
fn every_colour_type_depth_and_interlace_is_read_as_it_was_drawn() {
    let (pictures, expected) = (pictures(), expected());
    assert_eq!((pictures.len(), expected.len()), (52, 52));
    for ((path, file), expected) in pictures.into_iter().zip(expected) {
        assert_eq!(read_pixels(&decoded(&file).unwrap()), expected, "{}", path.display());
    }
}

#[test]
fn opaque_pixels_are_laid_on_white() {
    for ((path, file), expected) in pictures().into_iter().zip(expected()) {
        let on_white: Vec<[u8; 4]> = expected
            .into_iter()
            .map(|[red, green, blue, alpha]| {
                let mix = |channel: u8| 255.0 + (f64::from(channel) - 255.0) * f64::from(alpha) / 255.0;
                [red, green, blue].map(|channel| (mix(channel) + 0.5) as u8)
            })
            .map(|[red, green, blue]| [red, green, blue, 255])
            .collect();
        let pixels = read(&file, true).unwrap();
        assert_eq!(pixels.alpha, None);
        assert_eq!(read_pixels(&pixels), on_white, "{}", path.display());
    }
}

#[test]
fn every_cut_is_an_error() {
    for (path, file) in pictures() {
        for end in 0..file.len() {
            assert!(read(&file[..end], false).is_err(), "{} cut at {end}", path.display());
        }
    }
}

#[test]
fn a_bomb_does_not_go_off() {
    let bomb = compress_to_vec_zlib(&vec![0; 64 << 20], 9);
    assert_eq!(read(&grey(2, 2, &bomb), false).unwrap().colours, [0; 4]);
    let too_many = Error::Image("more than 16 million pixels");
    assert_eq!(read(&grey(1 << 20, 1 << 10, &bomb), false), Err(too_many.clone()));
    assert_eq!(read(&grey(u32::MAX, u32::MAX, &bomb), false), Err(too_many));
    let little = compress_to_vec_zlib(&[0; 10], 9);
    assert_eq!(read(&grey(4000, 4000, &little), false), Err(DAMAGED));
    let deep = png(4096, 4096, [16, 6], &[(b"IDAT", &bomb)]);
    assert_eq!(read(&deep, false), Err(Error::Image("more than 64 MiB when unpacked")));
}

#[test]
fn texts_and_profiles_are_not_unpacked() {
    let bomb = compress_to_vec_zlib(&vec![0; 64 << 20], 9);
    let pixel = compress_to_vec_zlib(&[0, 7], 9);
    for (kind, head) in
        [(b"iCCP", &b"profile\0\0"[..]), (b"zTXt", b"Comment\0\0"), (b"iTXt", b"Comment\0\x01\0\0\0")]
    {
        let content = [head, &bomb].concat();
        let file = png(1, 1, [8, 0], &[(kind, &content), (b"IDAT", &pixel)]);
        assert_eq!(read(&file, false).unwrap().colours, [7]);
    }
}

#[test]
fn a_picture_without_pixels_is_refused() {
    assert_eq!(read(&grey(0, 5, &[]), false), Err(DAMAGED));
}

#[test]
fn large_pictures_are_reduced_to_what_a_printer_shows() {
    let data: Vec<u8> = (0..1000).flat_map(|_| [0].into_iter().chain([0, 200].repeat(500))).collect();
    let pixels = read(&grey(1000, 1000, &compress_to_vec_zlib(&data, 1)), false).unwrap();
    assert!(pixels.clone().reduced(12.0, 120.0) == pixels);
    let reduced = pixels.reduced(12.0, 50.0);
    assert_eq!((reduced.width, reduced.height), (500, 500));
    assert!(reduced.colours.iter().all(|grey| *grey == 100));
}

proptest! {
    #[test]
    fn damaged_files_are_read_or_refused(at in 0..400_usize, byte: u8, which in 0..52_usize) {
        let (_, mut file) = pictures().swap_remove(which);
        let at = at % file.len();
        file[at] = byte;
        let _ = read(&file, true);
    }
}
