//! Against the decoder that others use, and against files that mean harm.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use miniz_oxide::deflate::compress_to_vec_zlib;
use png::{Decoder, Transformations};
use proptest::prelude::*;

use super::*;

fn pictures() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures/png");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Red, green, blue and alpha of every pixel.
fn expected(file: &[u8]) -> Vec<[u8; 4]> {
    let mut decoder = Decoder::new(Cursor::new(file));
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut data = vec![0; reader.output_buffer_size().unwrap()];
    let size = reader.next_frame(&mut data).unwrap().buffer_size();
    match reader.output_color_type().0.samples() {
        2 => data[..size].chunks(2).map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect(),
        _ => data[..size].chunks(4).map(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]]).collect(),
    }
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

/// A PNG of one grey pixel a byte, whose data are `packed`.
fn grey(width: u32, height: u32, packed: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in [(b"IHDR", &header[..]), (b"IDAT", packed), (b"IEND", &[])] {
        let content = [&kind[..], content].concat();
        file.extend_from_slice(&u32::try_from(content.len() - 4).unwrap().to_be_bytes());
        file.extend_from_slice(&content);
        file.extend_from_slice(&cyclic_redundancy(&content).to_be_bytes());
    }
    file
}

#[test]
fn every_colour_type_depth_and_interlace_is_read_as_others_read_it() {
    let pictures = pictures();
    assert_eq!(pictures.len(), 52);
    for (path, file) in pictures {
        let pixels = Parts::read(&file).unwrap().pixels().unwrap();
        assert_eq!(read_pixels(&pixels), expected(&file), "{}", path.display());
    }
}

#[test]
fn opaque_pixels_are_laid_on_white() {
    for (path, file) in pictures() {
        let on_white: Vec<[u8; 4]> = expected(&file)
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
    assert_eq!(read(&grey(4000, 4000, &little), false), Err(CUT_OFF));
}

#[test]
fn a_picture_without_pixels_is_refused() {
    assert_eq!(read(&grey(0, 5, &[]), false), Err(Error::Image("without a single pixel")));
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
