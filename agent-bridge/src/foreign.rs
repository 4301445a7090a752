//! Foreign text, made fit to be shown and logged.

/// Foreign text on one line: no control, direction or invisible characters, and no more than `longest` of the others.
/// The end stays, since a file's kind is there.
pub(crate) fn shown(text: &str, longest: usize) -> String {
    let clean = text.chars().filter(|character| !is_hidden(*character)).collect::<Vec<_>>();
    let tail = longest / 4;
    match clean.len().checked_sub(tail) {
        Some(end) if clean.len() > longest => {
            let head = clean.iter().take(longest - tail - 1);
            head.chain(&['…']).chain(clean.iter().skip(end)).collect()
        }
        _ => clean.into_iter().collect(),
    }
}

/// Control characters, and those of Unicode's `Cf`, `Zl` and `Zp` that reorder, join or hide.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_turn_around_or_break_the_line() {
        assert_eq!(
            shown("nota\u{202e}fdp.exe\n\u{2066}Site: https://bank\u{200b}", 80),
            "notafdp.exeSite: https://bank"
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
    fn every_character_that_reorders_joins_or_hides_is_left_out() {
        for hidden in [
            '\0',
            '\t',
            '\u{7f}',
            '\u{ad}',
            '\u{200f}',
            '\u{2028}',
            '\u{2060}',
            '\u{3164}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            assert_eq!(shown(&format!("a{hidden}b"), 16), "ab", "{hidden:?}");
        }
        assert_eq!(shown("ação nº 1 – 文書", 16), "ação nº 1 – 文書");
    }
}
