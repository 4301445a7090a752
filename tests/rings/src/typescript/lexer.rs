//! Words, marks and texts of TypeScript, without comments.

/// As much of a token as an import needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Token {
    Mark(char),
    Text(String),
    Word(String),
}

impl Token {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Mark('*') => "*",
            Self::Mark(_) => "",
            Self::Text(text) | Self::Word(text) => text,
        }
    }
}

/// The tokens of `text`. A template is a text, whatever is computed in it; a regular expression ends with its line.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let len = if first.is_whitespace() {
            first.len_utf8()
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if first == '/' && begins_regex(found.last()) {
            quoted(rest, '/')
        } else if matches!(first, '"' | '\'' | '`') {
            let len = quoted(rest, first);
            found.push(Token::Text(rest.get(1..len.saturating_sub(1)).unwrap_or_default().to_owned()));
            len
        } else if is_word(first) {
            let len = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
            found.push(Token::Word(rest.get(..len).unwrap_or_default().to_owned()));
            len
        } else {
            found.push(Token::Mark(first));
            first.len_utf8()
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    found
}

/// After a value a slash divides, elsewhere it begins a regular expression.
fn begins_regex(before: Option<&Token>) -> bool {
    match before {
        Some(Token::Mark(mark)) => !matches!(mark, ')' | ']' | '}'),
        Some(Token::Word(word)) => matches!(word.as_str(), "return" | "case" | "typeof"),
        Some(Token::Text(_)) => false,
        None => true,
    }
}

/// Length of a text with its quotes; one that is not a template ends with its line at the latest.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    let mut in_class = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if quote != '`' => return at,
            '[' if quote == '/' => in_class = true,
            ']' if quote == '/' => in_class = false,
            _ if letter == quote && !in_class => return at + quote.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}
