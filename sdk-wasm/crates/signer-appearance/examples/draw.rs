//! Writes a page of PDF with the appearance that the arguments ask for.
//!
//! ```text
//! draw FONT OUT.pdf WIDTHxHEIGHT [--opaque] [--border] [--image FILE] [--qr TEXT] [--label|--name|--plain TEXT]…
//! ```

use std::error::Error;
use std::fs;

use signer_appearance::{Appearance, AppearanceObject, Line, Style};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("an argument is missing");
    let (font, out, size) = (fs::read(next()?)?, next()?, next()?);
    let (width, height) = size.split_once('x').ok_or("the size is WIDTHxHEIGHT")?;
    let mut wish =
        Appearance { width: width.parse()?, height: height.parse()?, font: &font, ..Appearance::default() };
    let (mut image, mut qr) = (None, None);
    while let Ok(option) = next() {
        match option.as_str() {
            "--border" => wish.border = true,
            "--opaque" => wish.opaque = true,
            "--image" => image = Some(fs::read(next()?)?),
            "--qr" => qr = Some(next()?),
            "--label" => wish.lines.push(Line { text: next()?, style: Style::Label }),
            "--name" => wish.lines.push(Line { text: next()?, style: Style::Name }),
            "--plain" => wish.lines.push(Line { text: next()?, style: Style::Plain }),
            _ => return Err(format!("unknown option {option}").into()),
        }
    }
    wish.image = image.as_deref();
    wish.qr = qr.as_deref();
    let objects = wish.render()?;
    println!("{} objects, {} bytes", objects.len(), objects.iter().map(size_of_object).sum::<usize>());
    fs::write(out, page::document(&objects, wish.width, wish.height, 1))?;
    Ok(())
}

fn size_of_object(object: &AppearanceObject) -> usize {
    object.value.len() + object.data.as_ref().map_or(0, Vec::len)
}

#[path = "../tests/support/page.rs"]
mod page;
