//! Foreign text, made fit to be shown and logged.

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory},
};

/// Foreign text on one line, no longer than `longest` characters. One that has no picture of its own, or moves others, stands
/// as its number. The end stays, since a file's kind is there.
pub(crate) fn shown(text: &str, longest: usize) -> String {
    let clean = text.chars().flat_map(visible).collect::<Vec<_>>();
    let tail = longest / 4;
    match clean.len().checked_sub(tail) {
        Some(end) if clean.len() > longest => {
            let head = clean.iter().take(longest - tail - 1);
            head.chain(&['…']).chain(clean.iter().skip(end)).collect()
        }
        _ => clean.into_iter().collect(),
    }
}

/// The character itself, a space for any kind of space, or `‹U+202E›`.
fn visible(character: char) -> Vec<char> {
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    if is_hidden(character, category) {
        format!("‹U+{:04X}›", u32::from(character)).chars().collect()
    } else if category == GeneralCategory::SpaceSeparator {
        vec![' ']
    } else {
        vec![character]
    }
}

/// Unicode's classes of what is not drawn: `Default_Ignorable_Code_Point` (UAX 44, 5.3; Unicode 17, 5.21), and whatever is a
/// control, a format or a separator of lines, or has no meaning that everybody shares.
fn is_hidden(character: char, category: GeneralCategory) -> bool {
    use GeneralCategory::{
        Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, Surrogate, Unassigned,
    };
    matches!(
        category,
        Control | Format | LineSeparator | ParagraphSeparator | PrivateUse | Surrogate | Unassigned
    ) || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
        || BLANK.contains(&character)
}

/// Letters and symbols by their class, with a picture that is empty: the blanks of Braille, of Egyptian hieroglyphs and of
/// Khitan, the null note head, and the place of an object.
const BLANK: [char; 6] = ['\u{2800}', '\u{fffc}', '\u{13441}', '\u{13442}', '\u{16fe4}', '\u{1d159}'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_turn_around_or_break_the_line() {
        assert_eq!(
            shown("nota\u{202e}fdp.exe\n\u{2066}Site: https://bank\u{200b}", 80),
            "nota‹U+202E›fdp.exe‹U+000A›‹U+2066›Site: https://bank‹U+200B›"
        );
    }

    #[test]
    fn a_long_name_keeps_its_beginning_and_its_end() {
        assert_eq!(shown("0123456789abcdefghij.pdf", 16), "0123456789a….pdf");
        assert_eq!(shown("short.pdf", 16), "short.pdf");
        assert_eq!(shown(&"é".repeat(10_000), 40).chars().count(), 40);
    }

    #[test]
    fn a_name_of_just_the_longest_length_stays_whole() {
        assert_eq!(shown("0123456789ab.pdf", 16), "0123456789ab.pdf");
        assert_eq!(shown("0123456789abc.pdf", 16), "0123456789a….pdf");
        assert_eq!(shown("", 16), "");
    }

    #[test]
    fn every_character_that_reorders_joins_or_hides_is_shown_as_its_number() {
        // Default_Ignorable_Code_Point of DerivedCoreProperties.txt, Unicode 17.
        let ignorable = [
            ('\u{ad}', '\u{ad}'),
            ('\u{34f}', '\u{34f}'),
            ('\u{61c}', '\u{61c}'),
            ('\u{115f}', '\u{1160}'),
            ('\u{17b4}', '\u{17b5}'),
            ('\u{180b}', '\u{180f}'),
            ('\u{200b}', '\u{200f}'),
            ('\u{202a}', '\u{202e}'),
            ('\u{2060}', '\u{206f}'),
            ('\u{3164}', '\u{3164}'),
            ('\u{fe00}', '\u{fe0f}'),
            ('\u{feff}', '\u{feff}'),
            ('\u{ffa0}', '\u{ffa0}'),
            ('\u{fff0}', '\u{fff8}'),
            ('\u{1bca0}', '\u{1bca3}'),
            ('\u{1d173}', '\u{1d17a}'),
            ('\u{e0000}', '\u{e0fff}'),
        ];
        let others =
            ['\0'..='\u{1f}', '\u{7f}'..='\u{9f}', '\u{2028}'..='\u{2029}', '\u{13430}'..='\u{1343f}'];
        let blanks = BLANK.map(|blank| blank..=blank);
        let private = ['\u{e000}'..='\u{f8ff}', '\u{f0000}'..='\u{10ffff}'];
        let ranges = ignorable.into_iter().map(|(first, last)| first..=last);
        for hidden in ranges.chain(others).chain(blanks).chain(private).flatten() {
            let number = format!("a‹U+{:04X}›b", u32::from(hidden));
            assert_eq!(shown(&format!("a{hidden}b"), 16), number);
        }
    }

    #[test]
    fn letters_marks_and_symbols_stay_and_spaces_are_one_kind() {
        assert_eq!(shown("ação nº 1 – 文書 😀 نص हिन्दी", 40), "ação nº 1 – 文書 😀 نص हिन्दी");
        assert_eq!(shown("a\u{a0}b\u{2003}c\u{3000}d", 16), "a b c d");
    }
}
