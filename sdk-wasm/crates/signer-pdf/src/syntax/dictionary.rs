//! Dictionaries as spans of their own bytes: read an entry, splice an entry (ISO 32000-2, 7.3.7).

use std::ops::Range;

use crate::syntax::lexer;
use crate::syntax::value;

/// A dictionary from `<<` to `>>` whose entries are names and values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dictionary<'a>(&'a [u8]);

impl Dictionary<'static> {
    pub(crate) const EMPTY: Self = Self(b"<<>>");
}

impl Default for Dictionary<'_> {
    fn default() -> Self {
        Self(b"<<>>")
    }
}

impl<'a> Dictionary<'a> {
    /// The dictionary that `bytes` hold from first to last, if each key is a name with a value.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let end = lexer::skip_white(bytes, Self(bytes).spans().last().map_or(2, |(_, value)| value.end));
        (value::is_dictionary(bytes) && lexer::tail(bytes, end) == b">>").then_some(Self(bytes))
    }

    /// The value of `key`. `null` is the same as no entry; of doubled keys the last one counts.
    pub(crate) fn get(self, key: &[u8]) -> Option<&'a [u8]> {
        let (_, value) = self.entries().filter(|(name, _)| value::is_name(name, key)).last()?;
        (!value::is_null(value)).then_some(value)
    }

    /// From `<<` to `>>`.
    pub(crate) fn bytes(self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn unsigned(self, key: &[u8]) -> Option<u64> {
        self.get(key).and_then(value::unsigned)
    }

    pub(crate) fn is_type(self, name: &[u8]) -> bool {
        self.get(b"Type").is_some_and(|value| value::is_name(value, name))
    }

    /// Names, with their slash, and values.
    pub(crate) fn entries(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        self.spans().filter_map(move |(key, value)| Some((self.0.get(key)?, self.0.get(value)?)))
    }

    /// The same dictionary with `key` set to `new`, every other byte as it was.
    ///
    /// A doubled key gets the value everywhere, for readers differ in which one they take.
    pub(crate) fn put(self, key: &[u8], new: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.0.len() + key.len() + new.len() + 3);
        let mut done = 0;
        let mut found = false;
        for (name, value) in self.spans() {
            if self.0.get(name).is_some_and(|name| value::is_name(name, key)) {
                self.copy(&mut out, done..value.start, new);
                (done, found) = (value.end, true);
            }
        }
        let close = self.0.len().saturating_sub(2);
        if !found {
            self.copy(&mut out, done..close, &value::name(key));
            out.extend_from_slice(value::space_between(&out, new));
            out.extend_from_slice(new);
            done = close;
        }
        out.extend_from_slice(lexer::tail(self.0, done));
        out
    }

    fn copy(self, out: &mut Vec<u8>, span: Range<usize>, then: &[u8]) {
        out.extend_from_slice(self.0.get(span).unwrap_or_default());
        out.extend_from_slice(value::space_between(out, then));
        out.extend_from_slice(then);
    }

    fn spans(self) -> Spans<'a> {
        Spans { bytes: self.0, position: 2 }
    }
}

/// The places of names and values.
struct Spans<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Iterator for Spans<'_> {
    type Item = (Range<usize>, Range<usize>);

    // One copy for all callers: this goes over the wire.
    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        let name = lexer::skip_white(self.bytes, self.position);
        if lexer::at(self.bytes, name) != Some(b'/') {
            return None;
        }
        let name_end = lexer::token_end(self.bytes, name + 1);
        let start = lexer::skip_white(self.bytes, name_end);
        self.position = lexer::value_end(self.bytes, start).ok()?;
        Some((name..name_end, start..self.position))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary(bytes: &[u8]) -> Dictionary<'_> {
        Dictionary::parse(bytes).unwrap()
    }

    #[test]
    fn entries_are_found_by_name_and_null_is_absent() {
        let found = dictionary(b"<</A 1/B<</A 2>>/#43 3 0 R/D null>>");
        assert_eq!(found.get(b"A"), Some(&b"1"[..]));
        assert_eq!(found.get(b"C"), Some(&b"3 0 R"[..]));
        assert_eq!(found.get(b"D"), None);
    }

    #[test]
    fn a_new_value_is_spliced_in() {
        let old = dictionary(b"<< /A<<>> /B (x) % c\n/A null>>");
        assert_eq!(old.put(b"A", b"7 0 R"), b"<< /A 7 0 R /B (x) % c\n/A 7 0 R>>");
        assert_eq!(old.put(b"N", b"3"), b"<< /A<<>> /B (x) % c\n/A null/N 3>>");
        assert_eq!(dictionary(b"<<>>").put(b"N", b"[1]"), b"<</N[1]>>");
    }

    #[test]
    fn junk_between_entries_is_no_dictionary() {
        assert!(Dictionary::parse(b"<</A 1 2/B 3>>").is_none());
        assert!(Dictionary::parse(b"<</A>>").is_none());
        assert!(Dictionary::parse(b"<</A 1>").is_none());
    }
}
