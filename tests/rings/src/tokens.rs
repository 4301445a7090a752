//! Paths in the tokens of a macro, where no grammar is known.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt;

/// A path and whether a call or a macro's `!` follows it.
pub(crate) struct Found {
    pub(crate) path: Vec<String>,
    pub(crate) called: bool,
}

/// Every `a::b::c` in the tokens, and in their groups; the name of a field or method is none.
pub(crate) fn paths(tokens: TokenStream) -> Vec<Found> {
    let mut found = Vec::new();
    collect(tokens, &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<Found>) {
    let mut open = Vec::new();
    let mut before = Before::Nothing;
    for token in tokens {
        before = match (&token, before) {
            (TokenTree::Ident(ident), Before::Colons) => {
                open.push(ident.unraw().to_string());
                Before::Name
            }
            (TokenTree::Ident(ident), before) => {
                close(&mut open, false, found);
                if matches!(before, Before::Dot) {
                    Before::Nothing
                } else {
                    open.push(ident.unraw().to_string());
                    Before::Name
                }
            }
            (TokenTree::Punct(punct), Before::Name) if punct.as_char() == ':' => Before::Colon,
            (TokenTree::Punct(punct), Before::Colon) if punct.as_char() == ':' => Before::Colons,
            (TokenTree::Punct(punct), _) => {
                close(&mut open, punct.as_char() == '!', found);
                if punct.as_char() == '.' { Before::Dot } else { Before::Nothing }
            }
            (TokenTree::Group(group), before) => {
                let called = matches!(before, Before::Name) && group.delimiter() == Delimiter::Parenthesis;
                close(&mut open, called, found);
                Before::Nothing
            }
            (TokenTree::Literal(_), _) => {
                close(&mut open, false, found);
                Before::Nothing
            }
        };
        if let TokenTree::Group(group) = token {
            collect(group.stream(), found);
        }
    }
    close(&mut open, false, found);
}

/// The token before this one, as far as it decides whether a path goes on.
enum Before {
    Colon,
    Colons,
    Dot,
    Name,
    Nothing,
}

fn close(open: &mut Vec<String>, called: bool, found: &mut Vec<Found>) {
    if !open.is_empty() {
        found.push(Found { path: std::mem::take(open), called });
    }
}
