//! All that a person reads, in Portuguese and in English, and how foreign text is made fit to be shown.

use std::env;

/// The person's language.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Language {
    English,
    Portuguese,
}

impl Language {
    /// By POSIX's order of variables; Portuguese where there are none.
    pub(crate) fn of_environment() -> Self {
        let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| env::var(name).ok())
            .find(|value| !value.is_empty());
        Self::of_locale(named.as_deref())
    }

    fn of_locale(locale: Option<&str>) -> Self {
        match locale {
            Some(name) if !name.starts_with("pt") => Self::English,
            _ => Self::Portuguese,
        }
    }

    pub(crate) fn text(self) -> &'static Text {
        match self {
            Self::English => &ENGLISH,
            Self::Portuguese => &PORTUGUESE,
        }
    }
}

/// The texts; `{}` stands for the one value that goes in.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) title: &'static str,
    pub(crate) the_site: &'static str,
    pub(crate) wants_certificates: &'static str,
    pub(crate) allow: &'static str,
    pub(crate) block: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) wants_one_signature: &'static str,
    pub(crate) wants_signatures: &'static str,
    pub(crate) on_token: &'static str,
    pub(crate) as_the_site_says: &'static str,
    pub(crate) digest: &'static str,
    pub(crate) and_more: &'static str,
    pub(crate) pin: &'static str,
    pub(crate) sign: &'static str,
    pub(crate) pin_on_reader: &'static str,
    pub(crate) some_failed: &'static str,
    pub(crate) last_try: &'static str,
    pub(crate) go_on: &'static str,
}

const PORTUGUESE: Text = Text {
    title: "Assinatura digital",
    the_site: "O site",
    wants_certificates: "quer ver os certificados dos seus tokens. Eles contêm seu nome e seu CPF ou CNPJ. Nada é assinado agora.",
    allow: "Permitir",
    block: "Bloquear",
    cancel: "Cancelar",
    wants_one_signature: "pede a sua assinatura em 1 documento com o certificado",
    wants_signatures: "pede a sua assinatura em {} documentos com o certificado",
    on_token: "no token {}.",
    as_the_site_says: "Informado pelo site:",
    digest: "resumo conferido",
    and_more: "… e mais {}",
    pin: "PIN:",
    sign: "Assinar",
    pin_on_reader: "Ao continuar, digite o PIN no leitor.",
    some_failed: "Um PIN errado já foi digitado: restam poucas tentativas.",
    last_try: "ÚLTIMA TENTATIVA: se o próximo PIN estiver errado, o token será bloqueado. Quer continuar?",
    go_on: "Continuar",
};

const ENGLISH: Text = Text {
    title: "Digital signature",
    the_site: "The site",
    wants_certificates: "wants to see the certificates on your tokens. They contain your name and your CPF or CNPJ. Nothing is signed now.",
    allow: "Allow",
    block: "Block",
    cancel: "Cancel",
    wants_one_signature: "asks for your signature on 1 document with the certificate",
    wants_signatures: "asks for your signature on {} documents with the certificate",
    on_token: "on the token {}.",
    as_the_site_says: "According to the site:",
    digest: "verified digest",
    and_more: "… and {} more",
    pin: "PIN:",
    sign: "Sign",
    pin_on_reader: "After you go on, type the PIN on the reader.",
    some_failed: "A wrong PIN was typed before: few tries are left.",
    last_try: "LAST TRY: if the next PIN is wrong, the token will be locked. Do you want to go on?",
    go_on: "Go on",
};

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
    fn the_locale_decides_the_language() {
        assert_eq!(Language::of_locale(Some("pt_BR.UTF-8")), Language::Portuguese);
        assert_eq!(Language::of_locale(Some("en_US.UTF-8")), Language::English);
        assert_eq!(Language::of_locale(Some("C")), Language::English);
        assert_eq!(Language::of_locale(None), Language::Portuguese);
    }
}
