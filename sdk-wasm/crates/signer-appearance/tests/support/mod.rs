//! Wishes, the pages that come of them, and how they look.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // its functions serve tests

pub(crate) mod page;
pub(crate) mod picture;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use signer_appearance::{Appearance, Line, Style};

pub(crate) static FONT: LazyLock<Vec<u8>> =
    LazyLock::new(|| fs::read(crate_path("../../../js/fonts/NotoSans-Regular.ttf")).unwrap());

pub(crate) fn crate_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn picture(name: &str) -> Vec<u8> {
    fs::read(crate_path("tests/pictures").join(name)).unwrap()
}

pub(crate) fn line(style: Style, text: &str) -> Line {
    Line { text: text.to_owned(), style }
}

pub(crate) fn usual_lines() -> Vec<Line> {
    vec![
        line(Style::Label, "Assinado digitalmente por"),
        line(Style::Name, "MARIA DA SILVA"),
        line(Style::Plain, "CPF ***.456.789-**"),
        line(Style::Plain, "22/11/2026 17:45 (UTC−03:00)"),
        line(Style::Plain, "Motivo: Aprovação do contrato"),
    ]
}

pub(crate) fn long_lines() -> Vec<Line> {
    vec![
        line(Style::Label, "Assinado digitalmente por"),
        line(
            Style::Name,
            "DONA MARIA FRANCISCA DE ASSIS BRAGANÇA E BOURBON-ORLEANS VASCONCELOS DE ALBUQUERQUE",
        ),
        line(Style::Plain, "CNPJ 12.***.***/0001-**"),
        line(Style::Plain, "22/11/2026 17:45 (UTC−03:00)"),
        line(
            Style::Plain,
            "Motivo: Declaro que li e concordo com os termos deste instrumento particular de confissão de dívida",
        ),
    ]
}

pub(crate) fn wish(width: f64, height: f64, lines: Vec<Line>) -> Appearance<'static> {
    Appearance { width, height, lines, font: &FONT, border: true, ..Appearance::default() }
}

/// A file that is there while the value is.
pub(crate) struct Page(pub(crate) tempfile::NamedTempFile);

impl Page {
    pub(crate) fn of(wish: &Appearance<'_>) -> Self {
        Self::of_part(wish, 1)
    }

    /// Of this part of PDF/A.
    pub(crate) fn of_part(wish: &Appearance<'_>, part: u8) -> Self {
        let file = tempfile::Builder::new().suffix(".pdf").tempfile().unwrap();
        fs::write(&file, page::document(&wish.render().unwrap(), wish.width, wish.height, part)).unwrap();
        Self(file)
    }

    pub(crate) fn text(&self) -> String {
        let out = Command::new("pdftotext").arg("-raw").arg(self.0.path()).arg("-").output().unwrap();
        String::from_utf8(out.stdout).unwrap().trim_end_matches(['\n', '\u{c}']).to_owned()
    }

    pub(crate) fn shown(&self, resolution: u32) -> picture::Picture {
        let out = Command::new("pdftoppm")
            .args(["-png", "-singlefile", "-r", &resolution.to_string()])
            .arg(self.0.path())
            .output()
            .unwrap();
        picture::Picture::read(&out.stdout)
    }
}
