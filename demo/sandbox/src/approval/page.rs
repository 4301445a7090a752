//! The HTML of the provider's page. It works without script and escapes all that it shows.

use maud::{DOCTYPE, Markup, html};

use super::language::Language;
use crate::providers::Provider;
use crate::session::{DocumentFacts, SigningSession, Status};

/// The page that asks.
pub(super) fn question(
    language: Language,
    provider: &dyn Provider,
    session: &SigningSession,
    token: &str,
) -> Markup {
    let words = language.words();
    let content = html! {
        h1 { (words.question) }
        p { (words.introduction) }
        (facts(language, session, provider.person()))
        form method="post" action={ "?lang=" (language.tag()) } {
            input type="hidden" name="token" value=(token);
            button.authorize type="submit" name="decision" value="authorize" { (words.authorize) }
            button.refuse type="submit" name="decision" value="refuse" { (words.refuse) }
        }
    };
    frame(language, provider.name(), words.question, &content)
}

/// The page that tells the outcome.
pub(super) fn decided(language: Language, provider: &str, status: Status) -> Markup {
    let outcome = language.outcome(status);
    let content = html! {
        h1 { (outcome) }
        p { (language.words().close) }
    };
    frame(language, provider, outcome, &content)
}

/// The page for a form that does not count any more.
pub(super) fn outdated(language: Language, provider: &str) -> Markup {
    let words = language.words();
    let content = html! {
        h1 { (words.question) }
        p role="alert" { (words.outdated) }
        p { a href={ "?lang=" (language.tag()) } { (words.reload) } }
    };
    frame(language, provider, words.question, &content)
}

/// The page for an address that leads nowhere.
pub(super) fn unknown(language: Language) -> Markup {
    let words = language.words();
    frame(language, "", words.unknown, &html! { h1 { (words.unknown) } })
}

/// The facts that a person decides on.
fn facts(language: Language, session: &SigningSession, person: &str) -> Markup {
    let words = language.words();
    let request = &session.request;
    let signatures: usize = request.documents.iter().map(|document| document.signatures).sum();
    html! {
        @if request.documents.len() > 1 {
            p.total { strong { (request.documents.len()) " " (words.documents) ", " (signatures) " " (words.signatures) } }
        }
        @for one in &request.documents { (document(language, one)) }
        dl {
            (fact(words.certificate, person))
            (fact(words.application, request.origin.as_deref().unwrap_or(words.no_application)))
            @for (name, value) in &request.metadata { (fact(name, value)) }
        }
    }
}

/// One document, and how many signatures it gets.
fn document(language: Language, document: &DocumentFacts) -> Markup {
    let words = language.words();
    html! {
        dl.document {
            (fact(words.document, document.name.as_deref().unwrap_or(words.no_name)))
            (fact(words.identifier, &document.id))
            (fact(words.size, &format!("{} {}", grouped(language, document.size), words.bytes)))
            dt { (words.digest) " " (document.digest.algorithm().name()) }
            dd { code { (document.digest.hexadecimal()) } }
            (fact(words.count, &document.signatures.to_string()))
        }
    }
}

fn fact(name: &str, value: &str) -> Markup {
    html! {
        dt { (name) }
        dd { (value) }
    }
}

fn frame(language: Language, provider: &str, title: &str, content: &Markup) -> Markup {
    let words = language.words();
    let other = language.other();
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · " (words.test_environment) }
                link rel="stylesheet" href="/provider/style.css";
            }
            body {
                aside aria-label=(words.test_environment) {
                    strong { (words.test_environment) }
                    " " (words.test_explanation)
                }
                main {
                    header {
                        span.provider { (provider) }
                        a href={ "?lang=" (other.tag()) } lang=(other.tag()) hreflang=(other.tag()) {
                            (words.other_language)
                        }
                    }
                    (content)
                }
            }
        }
    }
}

/// `1234567` → `1.234.567` or `1,234,567`.
fn grouped(language: Language, number: u64) -> String {
    let separator = match language {
        Language::English => ',',
        Language::Portuguese => '.',
    };
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_grouped_as_the_language_does() {
        assert_eq!(grouped(Language::Portuguese, 1_234_567), "1.234.567");
        assert_eq!(grouped(Language::English, 12_345), "12,345");
        assert_eq!(grouped(Language::English, 999), "999");
    }
}
