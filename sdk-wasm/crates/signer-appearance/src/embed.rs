//! The objects of the font: composite, with Identity-H and codes of two bytes (ISO 32000-2, 9.7; ISO 19005-1, 6.3).

use crate::bytes::i16_at;
use crate::font::Font;
use crate::object::AppearanceObject;
use crate::subset::Subset;
use crate::syntax::{compressed, hex, integer};

/// Six objects, the first the font itself; `first` is its number. `characters` are those of the codes 1, 2, ….
pub(crate) fn font_objects(
    font: &Font<'_>,
    subset: &Subset,
    characters: &[char],
    first: usize,
) -> [AppearanceObject; 6] {
    let name = [&tag(characters)[..], b"+", &font.name()].concat();
    let at = |index: usize| (first + index).to_string();
    let length = [b"/Length1 ", subset.file.len().to_string().as_bytes()].concat();
    [
        composite(&name, &at(1), &at(4)),
        descendant(&name, &at(2), &widths(font, subset)),
        descriptor(&name, &metrics(font), &at(3), &at(5)),
        compressed(&length, &subset.file),
        compressed(b"", &to_unicode(characters)),
        compressed(b"", &cid_set(subset.glyphs)),
    ]
}

/// Type 0 font (ISO 32000-2, table 119).
fn composite(name: &[u8], descendant: &str, to_unicode: &str) -> AppearanceObject {
    plain(&[
        b"<</Type/Font/Subtype/Type0/BaseFont/",
        name,
        b"/Encoding/Identity-H/DescendantFonts[",
        descendant.as_bytes(),
        b" 0 R]/ToUnicode ",
        to_unicode.as_bytes(),
        b" 0 R>>",
    ])
}

/// CIDFont (ISO 32000-2, table 115).
fn descendant(name: &[u8], descriptor: &str, widths: &[u8]) -> AppearanceObject {
    plain(&[
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/",
        name,
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor ",
        descriptor.as_bytes(),
        b" 0 R/W[0[",
        widths,
        b"]]>>",
    ])
}

/// Font descriptor (ISO 32000-2, table 120).
fn descriptor(name: &[u8], metrics: &[u8], font_file: &str, cid_set: &str) -> AppearanceObject {
    plain(&[
        b"<</Type/FontDescriptor/FontName/",
        name,
        metrics,
        b"/FontFile2 ",
        font_file.as_bytes(),
        b" 0 R/CIDSet ",
        cid_set.as_bytes(),
        b" 0 R>>",
    ])
}

fn plain(parts: &[&[u8]]) -> AppearanceObject {
    AppearanceObject { value: parts.concat(), data: None }
}

/// Six letters that say which subset it is (ISO 32000-2, 9.9.2): of an FNV-1a sum over its characters.
fn tag(characters: &[char]) -> [u8; 6] {
    let mut sum = characters.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, character| {
        (sum ^ u64::from(u32::from(*character))).wrapping_mul(0x0100_0000_01b3)
    });
    [(); 6].map(|()| {
        let letter = u8::try_from(sum % 26).unwrap_or(0);
        sum /= 26;
        b'A' + letter
    })
}

fn widths(font: &Font<'_>, subset: &Subset) -> Vec<u8> {
    let mut list = Vec::new();
    for advance in &subset.advances {
        let size = u64::from(font.units);
        integer(&mut list, (u64::from(*advance) * 2000 + size) / (2 * size));
        list.push(b' ');
    }
    list.pop();
    list
}

/// The numbers of the font descriptor (ISO 32000-2, table 120); `Flags` 4: of other characters than Latin too.
fn metrics(font: &Font<'_>) -> Vec<u8> {
    let corner = |at| font.thousandths(i16_at(font.head, at).unwrap_or(0)).to_string();
    [
        "/Flags 4/FontBBox[",
        &[corner(36), corner(38), corner(40), corner(42)].join(" "),
        "]/ItalicAngle ",
        &font.italic_angle().to_string(),
        "/Ascent ",
        &font.ascent().to_string(),
        "/Descent ",
        &font.descent().to_string(),
        "/CapHeight ",
        &font.cap_height().to_string(),
        "/StemV ",
        &font.stem().to_string(),
    ]
    .concat()
    .into_bytes()
}

/// All glyphs of the subset, `.notdef` and components too, the first in the highest bit (ISO 32000-1, table 124).
fn cid_set(glyphs: u16) -> Vec<u8> {
    let mut bits = vec![0xff; usize::from(glyphs / 8)];
    if !glyphs.is_multiple_of(8) {
        bits.push(!(0xff >> (glyphs % 8)));
    }
    bits
}

/// A character map from the codes to UTF-16 (ISO 32000-2, 9.10.3); a block has at most 100 entries.
fn to_unicode(characters: &[char]) -> Vec<u8> {
    let mut map = TO_UNICODE_START.as_bytes().to_vec();
    let codes: Vec<(u16, char)> = (1..).zip(characters.iter().copied()).collect();
    for block in codes.chunks(100) {
        integer(&mut map, u64::try_from(block.len()).unwrap_or(0));
        map.extend_from_slice(b" beginbfchar\n");
        for (code, character) in block {
            entry(&mut map, *code, *character);
        }
        map.extend_from_slice(b"endbfchar\n");
    }
    map.extend_from_slice(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}

fn entry(map: &mut Vec<u8>, code: u16, character: char) {
    map.push(b'<');
    hex(map, &code.to_be_bytes());
    map.extend_from_slice(b"> <");
    for unit in character.encode_utf16(&mut [0; 2]) {
        hex(map, &unit.to_be_bytes());
    }
    map.extend_from_slice(b">\n");
}

const TO_UNICODE_START: &str = "/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
";
