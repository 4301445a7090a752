//! Passwords as bytes (ISO 32000-2, 7.6.4.3).

use zeroize::Zeroizing;

type Spelling = Zeroizing<Vec<u8>>;

/// For revisions 2 to 4: PDFDocEncoding, and UTF-8 as many writers have it.
pub(crate) fn for_rc4_and_aes128(password: &str) -> Vec<Spelling> {
    let document: Option<Vec<u8>> = password.chars().map(document_byte).collect();
    spellings(document, password.as_bytes().to_vec())
}

/// For revisions 5 and 6: prepared with SASLprep (RFC 4013) from its normalisation form KC, which the
/// host knows, and as it is, as many writers took it.
pub(crate) fn for_aes256(password: &str, normalized: &str) -> Vec<Spelling> {
    let prepared: String = normalized.chars().filter_map(prepare).collect();
    spellings(Some(prepared.into_bytes()), password.as_bytes().to_vec())
}

fn spellings(first: Option<Vec<u8>>, second: Vec<u8>) -> Vec<Spelling> {
    let mut spellings: Vec<Spelling> = first.into_iter().chain([second]).map(Zeroizing::new).collect();
    spellings.dedup();
    spellings
}

/// RFC 4013, 2.1: spaces become a space, and what commonly maps to nothing does (RFC 3454, B.1 and C.1.2).
fn prepare(character: char) -> Option<char> {
    match character {
        '\u{ad}' | '\u{34f}' | '\u{1806}' | '\u{180b}'..='\u{180d}' | '\u{200b}'..='\u{200d}' => None,
        '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => None,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        other => Some(other),
    }
}

/// PDFDocEncoding (ISO 32000-2, annex D.3).
fn document_byte(character: char) -> Option<u8> {
    let special = |(first, run): (u8, &str)| {
        let place = run.chars().position(|known| known == character)?;
        first.checked_add(u8::try_from(place).ok()?)
    };
    match u8::try_from(u32::from(character)) {
        Ok(byte @ (0..=0x17 | 0x20..=0x7e | 0xa1..=0xff)) => Some(byte),
        _ => SPECIAL.into_iter().find_map(special),
    }
}

/// Runs in which PDFDocEncoding differs from Latin 1: the first byte, and the characters.
const SPECIAL: [(u8, &str); 3] = [(0x18, "˘ˇˆ˙˝˛˚˜"), (0x80, "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž"), (0xa0, "€")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_passwords_are_in_the_encoding_of_documents_first() {
        let spelled = |password| -> Vec<Vec<u8>> {
            for_rc4_and_aes128(password).iter().map(|spelling| spelling.to_vec()).collect()
        };
        assert_eq!(spelled("abc"), [b"abc"]);
        assert_eq!(spelled("ção"), [b"\xe7\xe3o".to_vec(), "ção".as_bytes().to_vec()]);
        assert_eq!(spelled("ž€"), [b"\x9e\xa0".to_vec(), "ž€".as_bytes().to_vec()]);
        assert_eq!(spelled("日"), ["日".as_bytes()]);
    }

    #[test]
    fn new_passwords_are_prepared_first() {
        let spelled = for_aes256("SªSL\u{ad}prep", "SaSL\u{ad}prep");
        assert_eq!(spelled[0].as_slice(), b"SaSLprep");
        assert_eq!(spelled[1].as_slice(), "SªSL\u{ad}prep".as_bytes());
        assert_eq!(for_aes256("a\u{3000}b", "a b").len(), 2);
    }
}
