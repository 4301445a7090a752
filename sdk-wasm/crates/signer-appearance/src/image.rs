//! A picture, as it goes into the file.

use crate::area::Area;
use crate::colour::Space;
use crate::error::{Error, Result};
use crate::object::AppearanceObject;
use crate::pixels::Pixels;
use crate::syntax::{compressed_rows, integer};
use crate::{jpeg, png};

/// PNG or JPEG, told by how it begins.
#[derive(Debug)]
pub(crate) enum Image {
    Jpeg(jpeg::Jpeg),
    Png(Pixels),
}

impl Image {
    pub(crate) fn read(file: &[u8], opaque: bool) -> Result<Self> {
        if file.len() > LARGEST_FILE {
            return Err(Error::Image("more than 16 MiB"));
        }
        match file {
            [0x89, b'P', b'N', b'G', ..] => png::read(file, opaque).map(Self::Png),
            [0xff, 0xd8, ..] => jpeg::read(file).map(Self::Jpeg),
            _ => Err(Error::Image("neither PNG nor JPEG")),
        }
    }

    /// Width by height, as it is shown.
    pub(crate) fn ratio(&self) -> f64 {
        match self {
            Self::Jpeg(jpeg) if jpeg.orientation > 4 => f64::from(jpeg.height) / f64::from(jpeg.width),
            Self::Jpeg(jpeg) => f64::from(jpeg.width) / f64::from(jpeg.height),
            Self::Png(pixels) => f64::from(pixels.width) / f64::from(pixels.height),
        }
    }

    pub(crate) const fn space(&self) -> Space {
        match self {
            Self::Jpeg(jpeg) => jpeg.space,
            Self::Png(pixels) => pixels.space,
        }
    }

    /// The matrix that shows it in `area`: an image fills the unit square (ISO 32000-2, 8.9.3).
    pub(crate) fn matrix(&self, area: Area) -> [f64; 6] {
        let orientation = match self {
            Self::Jpeg(jpeg) => jpeg.orientation,
            Self::Png(_) => 1,
        };
        oriented(area, orientation)
    }

    /// The image XObject of number `number`, and its mask behind it; `profile` is the number of its colours.
    pub(crate) fn objects(self, area: Area, number: usize, profile: usize) -> Vec<AppearanceObject> {
        let colours = ["/ColorSpace[/ICCBased ", &profile.to_string(), " 0 R]"].concat();
        match self {
            Self::Jpeg(jpeg) => {
                let value = [&head(jpeg.width, jpeg.height), colours.as_bytes(), b"/Filter/DCTDecode>>"];
                let value = [b"<<", &value.concat()[..]].concat();
                vec![AppearanceObject { value, data: Some(jpeg.data) }]
            }
            Self::Png(pixels) => pixels.reduced(area.width, area.height).objects(colours, number),
        }
    }
}

impl Pixels {
    fn objects(self, mut entries: String, number: usize) -> Vec<AppearanceObject> {
        let head = head(self.width, self.height);
        let mask = self.alpha.map(|alpha| {
            compressed_rows(&[&head, &b"/ColorSpace/DeviceGray"[..]].concat(), &alpha, self.width, 1)
        });
        if mask.is_some() {
            entries += &["/SMask ", &(number + 1).to_string(), " 0 R"].concat();
        }
        let dictionary = [&head, entries.as_bytes()].concat();
        let image = compressed_rows(&dictionary, &self.colours, self.width, self.space.channels());
        [image].into_iter().chain(mask).collect()
    }
}

fn head(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"/Type/XObject/Subtype/Image/Width ".to_vec();
    integer(&mut head, width.into());
    head.extend_from_slice(b"/Height ");
    integer(&mut head, height.into());
    head.extend_from_slice(b"/BitsPerComponent 8");
    head
}

/// Turned and mirrored as Exif's `Orientation` says (JEITA CP-3451, 4.6.4).
fn oriented(Area { x, y, width, height }: Area, orientation: u16) -> [f64; 6] {
    let (right, top) = (x + width, y + height);
    match orientation {
        2 => [-width, 0.0, 0.0, height, right, y],
        3 => [-width, 0.0, 0.0, -height, right, top],
        4 => [width, 0.0, 0.0, -height, x, top],
        5 => [0.0, -height, -width, 0.0, right, top],
        6 => [0.0, -height, width, 0.0, x, top],
        7 => [0.0, height, width, 0.0, x, y],
        8 => [0.0, height, -width, 0.0, right, y],
        _ => [width, 0.0, 0.0, height, x, y],
    }
}

const LARGEST_FILE: usize = 16 << 20;
