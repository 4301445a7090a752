//! A QR code (ISO/IEC 18004), as rectangles.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::area::Area;
use crate::colour::{BLACK, WHITE};
use crate::content::Content;
use crate::error::{Error, Result};

/// Makes the code that is drawn in a square of `side` points, its quiet zone included.
pub(crate) fn encode(text: &str, side: f64) -> Result<QrCode> {
    if text.is_empty() {
        return Err(Error::Qr("without content"));
    }
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)
        .map_err(|_| Error::Qr("more content than a QR code takes"))?;
    if side / f64::from(code.size() + 2 * QUIET) < SMALLEST_MODULE {
        return Err(Error::Qr("the box is too small for so much content: nobody could read it"));
    }
    Ok(code)
}

/// Black on white; all in one path, so that no seam is seen between the rows.
pub(crate) fn draw(code: &QrCode, area: Area, content: &mut Content) {
    content.fill_grey(WHITE);
    content.rectangle(area);
    content.fill();
    content.fill_grey(BLACK);
    let modules = f64::from(code.size() + 2 * QUIET);
    let module = area.width / modules;
    content.save();
    content.transform([module, 0.0, 0.0, module, area.x, area.y]);
    for row in 0..code.size() {
        let y = f64::from(code.size() + QUIET - 1 - row);
        for (start, length) in runs(code, row) {
            content.rectangle(Area { x: f64::from(start + QUIET), y, width: f64::from(length), height: 1.0 });
        }
    }
    content.fill();
    content.restore();
}

/// Start and length of the dark runs of a row.
fn runs(code: &QrCode, row: i32) -> Vec<(i32, i32)> {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for column in (0..code.size()).filter(|column| code.get_module(*column, row)) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == column => *length += 1,
            _ => runs.push((column, 1)),
        }
    }
    runs
}

/// Light modules around the code (9.1).
const QUIET: i32 = 4;
/// In points: 0.16 mm, which a phone reads from a screen that is enlarged and from good print.
const SMALLEST_MODULE: f64 = 0.45;
