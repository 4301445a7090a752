//! The strings inside a value, found and replaced (ISO 32000-2, 7.6.2).

use crate::syntax::dictionary::Dictionary;
use crate::syntax::lexer;
use crate::syntax::value;

/// The value with each string as `change` has it; a stream's data, if any, stays.
///
/// `/Contents` of a signature dictionary is never encrypted and not shown to `change`.
pub(crate) fn replace(bytes: &[u8], change: &mut dyn FnMut(&[u8]) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut position, mut done) = (0, 0);
    let mut dictionaries = Vec::new();
    let mut is_contents = false;
    while let Some((start, end)) = token(bytes, position) {
        let token = bytes.get(start..end).unwrap_or_default();
        match token {
            b"<<" => dictionaries.push(Open { start, is_signature: None }),
            b">>" => drop(dictionaries.pop()),
            b"stream" => break,
            [b'(' | b'<', ..] if !(is_contents && is_signature(bytes, &mut dictionaries)) => {
                if let Some(changed) = change(token) {
                    out.extend_from_slice(bytes.get(done..start).unwrap_or_default());
                    out.extend_from_slice(&changed);
                    done = end;
                }
            }
            _ => {}
        }
        is_contents = value::is_name(token, b"Contents");
        position = end;
    }
    out.extend_from_slice(lexer::tail(bytes, done));
    out
}

/// A dictionary whose end was not met yet.
struct Open {
    start: usize,
    is_signature: Option<bool>,
}

/// The innermost dictionary is that of a signature: annotations have `/Contents` as well.
fn is_signature(bytes: &[u8], dictionaries: &mut [Open]) -> bool {
    let Some(open) = dictionaries.last_mut() else { return false };
    *open.is_signature.get_or_insert_with(|| {
        let end = lexer::value_end(bytes, open.start).unwrap_or(bytes.len());
        let dictionary = bytes.get(open.start..end).and_then(Dictionary::parse);
        dictionary.is_some_and(|dictionary| dictionary.get(b"ByteRange").is_some())
    })
}

/// Begin and end of the token after `position`: a string, a name, an opening or closing bracket,
/// or anything else.
fn token(bytes: &[u8], position: usize) -> Option<(usize, usize)> {
    let start = lexer::skip_white(bytes, position);
    let end = match (lexer::at(bytes, start)?, lexer::at(bytes, start + 1)) {
        (b'<', Some(b'<')) | (b'>', Some(b'>')) => start + 2,
        (b'(' | b'<', _) => lexer::value_end(bytes, start).unwrap_or(bytes.len()),
        (b'/', _) => lexer::token_end(bytes, start + 1),
        _ => lexer::token_end(bytes, start).max(start + 1),
    };
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(value: &str) -> String {
        let mut mark = |string: &[u8]| Some([b"S", string].concat());
        String::from_utf8(replace(value.as_bytes(), &mut mark)).unwrap()
    }

    #[test]
    fn every_string_is_found_and_nothing_else_is() {
        assert_eq!(
            marked(r"<</A(\)x)/B[<41>/C(())]%(c)"),
            r"<</A S(\)x)/B[S<41>/C S(())]%(c)".replace(' ', "")
        );
        assert_eq!(marked("<</Length 3>>\nstream\n(a)\nendstream"), "<</Length 3>>\nstream\n(a)\nendstream");
        assert_eq!(marked("(a)"), "S(a)");
    }

    #[test]
    fn contents_of_a_signature_alone_is_left() {
        let field = "<</Contents(a)/V<</ByteRange[0 1 2 3]/Reason(b)/Contents<00>>>/T(t)>>";
        let expected = "<</ContentsS(a)/V<</ByteRange[0 1 2 3]/ReasonS(b)/Contents<00>>>/TS(t)>>";
        assert_eq!(marked(field), expected);
    }
}
