//! CPF and CNPJ: numbers whose last two digits check the others.

/// The CPF in a person's data (DOC-ICP-04): date of birth (8), CPF (11), … Some writers put blanks before it all, or punctuation
/// into the number. The date has to be one: a digit further on there may be another number with right check digits.
pub(crate) fn cpf_of_person(data: &str) -> Option<String> {
    let data =
        [data, data.trim_start()].into_iter().find(|data| data.get(..8).is_some_and(is_date_or_none))?;
    [data.get(8..19), data.get(8..22)].into_iter().flatten().find_map(|number| cpf(number, 0))
}

/// `ddmmaaaa`, or none: zeros or blanks.
fn is_date_or_none(text: &str) -> bool {
    let number = |place: std::ops::Range<usize>| {
        let digits = text.get(place).filter(|part| part.bytes().all(|octet| octet.is_ascii_digit()));
        digits.and_then(|digits| digits.parse::<u16>().ok())
    };
    let date = (number(0..2), number(2..4), number(4..8));
    matches!(date, (Some(1..=31), Some(1..=12), Some(1000..3000)) | (Some(0), Some(0), Some(0)))
        || text.trim().is_empty()
}

/// Eleven digits. Up to `cut_off` zeros may be missing before them.
pub(crate) fn cpf(text: &str, cut_off: usize) -> Option<String> {
    let characters = characters(text, CPF_LEN, cut_off)?;
    let digits = characters.iter().all(u8::is_ascii_digit);
    // One digit eleven times over meets its check digits, and was never given to anybody.
    let varied = characters.iter().any(|digit| Some(digit) != characters.first());
    (digits && varied).then(|| checked(&characters, 11)).flatten()
}

/// Twelve digits or, since 2026, capital letters, and two digits. Up to `cut_off` zeros may be missing before them.
pub(crate) fn cnpj(text: &str, cut_off: usize) -> Option<String> {
    let characters = characters(text, CNPJ_LEN, cut_off)?;
    let something = characters.iter().any(|character| *character != b'0');
    something.then(|| checked(&characters, 9)).flatten()
}

/// The letters, as capitals, and digits of a number, without its punctuation, filled up with zeros; none where there is anything
/// else in it.
fn characters(text: &str, len: usize, cut_off: usize) -> Option<Vec<u8>> {
    let is_punctuation =
        |character: &char| matches!(character, '.' | '-' | '/' | '\0') || character.is_whitespace();
    let written: Vec<u8> = text
        .chars()
        .filter(|character| !is_punctuation(character))
        .map(|character| u8::try_from(character).ok().filter(u8::is_ascii_alphanumeric))
        .map(|character| character.map(|character| character.to_ascii_uppercase()))
        .collect::<Option<_>>()?;
    let zeros = len.checked_sub(written.len()).filter(|zeros| *zeros <= cut_off && !written.is_empty())?;
    Some([vec![b'0'; zeros], written].concat())
}

/// The number, if its two check digits are right: modulo 11, with weights from 2 up to `largest` and round again, from the right.
/// A letter counts as its ASCII code less 48, as a digit does (Instrução Normativa RFB 2.229/2024).
fn checked(characters: &[u8], largest: usize) -> Option<String> {
    let right = [1, 2].into_iter().all(|from_end| {
        let (before, check) = characters.split_at(characters.len().saturating_sub(from_end));
        let weighted = before.iter().rev().zip((2..=largest).cycle());
        let sum: usize =
            weighted.map(|(character, weight)| usize::from(character.wrapping_sub(b'0')) * weight).sum();
        let expected = [0, 0].get(sum % 11).copied().unwrap_or(11 - sum % 11);
        check.first().map(|digit| usize::from(digit.wrapping_sub(b'0'))) == Some(expected)
    });
    right.then(|| characters.iter().copied().map(char::from).collect())
}

const CPF_LEN: usize = 11;
pub(crate) const CNPJ_LEN: usize = 14;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_with_right_check_digits_alone() {
        for right in ["12345678909", "98765432100", "11144477735", "52998224725"] {
            assert_eq!(cpf(right, 0).as_deref(), Some(right));
        }
        for wrong in
            ["12345678900", "12345678919", "00000000000", "11111111111", "           ", "1234567890A", ""]
        {
            assert_eq!(cpf(wrong, 0), None, "{wrong:?}");
        }
        for right in ["11222333000181", "12345678000195", "12ABC34501DE35"] {
            assert_eq!(cnpj(right, 0).as_deref(), Some(right));
        }
        for wrong in [
            "11222333000182",
            "11222333000191",
            "12ABC34501DE36",
            "12ABC34501DEX5",
            "12ABC34501DE3A",
            "00000000000000",
        ] {
            assert_eq!(cnpj(wrong, 0), None, "{wrong}");
        }
        assert_eq!(cnpj("", CNPJ_LEN), None);
        assert_eq!(cnpj("0", CNPJ_LEN), None);
    }

    /// Every other digit in one place is found out, and so are two neighbours that changed places.
    #[test]
    fn check_digits_tell_a_slip_of_the_pen() {
        for (number, read) in
            [("52998224725", cpf as fn(&str, usize) -> Option<String>), ("12345678000195", cnpj)]
        {
            for place in 0..number.len() {
                for digit in '0'..='9' {
                    let mut slipped: Vec<char> = number.chars().collect();
                    slipped[place] = digit;
                    let slipped: String = slipped.into_iter().collect();
                    assert_eq!(read(&slipped, 0).is_some(), slipped == number, "{slipped}");
                }
            }
        }
    }

    #[test]
    fn punctuation_case_and_zeros_that_were_cut_off_do_not_hide_a_number() {
        for written in [
            "12.345.678/0001-95",
            " 12345678000195 ",
            "12345678/0001-95",
            "12345678000195\0\0",
            "12 345 678 0001 95",
        ] {
            assert_eq!(cnpj(written, 0).as_deref(), Some("12345678000195"), "{written}");
        }
        for written in ["12.abc.345/01de-35", "12abc34501de35"] {
            assert_eq!(cnpj(written, 0).as_deref(), Some("12ABC34501DE35"), "{written}");
        }
        assert_eq!(cnpj("191", CNPJ_LEN).as_deref(), Some("00000000000191"));
        assert_eq!(cnpj("360305000104", 2).as_deref(), Some("00360305000104"));
        assert_eq!(cnpj("191", 2), None, "too short to be told from any other number");
        assert_eq!(cpf("123.456.789-09", 0).as_deref(), Some("12345678909"));
        assert_eq!(cpf("1234567-97", 2).as_deref(), Some("00123456797"));
        assert_eq!(cpf("12345678909x", 2), None);
        assert_eq!(cpf("１２３４５６７８９０９", 0), None, "digits of another script");
    }

    #[test]
    fn a_persons_data_hold_the_cpf_after_the_date_of_birth() {
        let found = cpf_of_person;
        let cpf = Some("12345678909".to_owned());
        assert_eq!(found("0101198012345678909000000000000000000000000000"), cpf);
        assert_eq!(found(" 010119801234567890900000000000000000000000000SSPSP"), cpf, "a blank before it");
        assert_eq!(found("        1234567890900000000000"), cpf, "no date of birth");
        assert_eq!(found("01011980123.456.789-0900000000000"), cpf);
        assert_eq!(found("0101198012345678909"), cpf, "nothing after it");
        assert_eq!(found("0000000012345678909"), cpf, "no date of birth");
        // 01234567890 has right check digits as well.
        assert_eq!(found("\u{13}10101198012345678909"), None);
        assert_eq!(found("1011980123456789090"), None, "a zero was cut off");
        assert_eq!(found("0010119801234567890900"), None, "a zero too many");
        for none in [
            "01011980           00000000000",
            "0101198000000000000",
            "01011980123456789",
            "",
            "é010119801234567890",
        ] {
            assert_eq!(found(none), None, "{none:?}");
        }
    }
}
