//! All that a person reads, in Portuguese and in English.

use std::env;

/// The person's language.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Language {
    English,
    Portuguese,
}

impl Language {
    pub(crate) fn of_environment() -> Self {
        Self::of_variables(|name| env::var(name).ok())
    }

    /// By POSIX's order of variables (XBD 8.2); Portuguese where there are none.
    fn of_variables(value_of: impl Fn(&str) -> Option<String>) -> Self {
        let mut values = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(value_of);
        let named = values.find(|value| !value.is_empty());
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
    pub(crate) signing_time: &'static str,
    pub(crate) policy: &'static str,
    pub(crate) and_more: &'static str,
    pub(crate) pin: &'static str,
    pub(crate) sign: &'static str,
    pub(crate) pin_on_reader: &'static str,
    pub(crate) some_failed: &'static str,
    pub(crate) wrong_pin: &'static str,
    pub(crate) one_left: &'static str,
    pub(crate) few_left: &'static str,
    pub(crate) last_try: &'static str,
    pub(crate) maybe_last_try: &'static str,
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
    digest: "resumo que será assinado:",
    signing_time: "Hora que a assinatura declara: {}.",
    policy: "Política de assinatura: {}.",
    and_more: "… e mais {}",
    pin: "PIN:",
    sign: "Assinar",
    pin_on_reader: "Ao continuar, digite o PIN no leitor, cada vez que ele pedir.",
    some_failed: "Um PIN errado já foi digitado.",
    wrong_pin: "PIN errado. Confira Caps Lock e o teclado numérico.",
    one_left: "Resta 1 tentativa.",
    few_left: "Restam poucas tentativas.",
    last_try: "ÚLTIMA TENTATIVA: se o próximo PIN estiver errado, o token será bloqueado. Quer continuar?",
    maybe_last_try: "Dois PINs errados seguidos: muitos tokens são bloqueados no terceiro. Quer continuar?",
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
    digest: "digest that is signed:",
    signing_time: "Time that the signature states: {}.",
    policy: "Signature policy: {}.",
    and_more: "… and {} more",
    pin: "PIN:",
    sign: "Sign",
    pin_on_reader: "After you go on, type the PIN on the reader, each time it asks.",
    some_failed: "A wrong PIN was typed before.",
    wrong_pin: "Wrong PIN. Look at Caps Lock and the numeric keypad.",
    one_left: "1 try is left.",
    few_left: "Few tries are left.",
    last_try: "LAST TRY: if the next PIN is wrong, the token will be locked. Do you want to go on?",
    maybe_last_try: "Two wrong PINs in a row: many tokens lock at the third. Do you want to go on?",
    go_on: "Go on",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides_the_language() {
        assert_eq!(Language::of_locale(Some("pt_BR.UTF-8")), Language::Portuguese);
        assert_eq!(Language::of_locale(Some("en_US.UTF-8")), Language::English);
        assert_eq!(Language::of_locale(Some("C")), Language::English);
        assert_eq!(Language::of_locale(None), Language::Portuguese);
    }

    #[test]
    fn the_first_variable_that_says_something_decides() {
        let of = |set: &[(&str, &str)]| {
            let set = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let set = set.collect::<std::collections::HashMap<_, _>>();
            Language::of_variables(|name| set.get(name).cloned())
        };
        assert_eq!(of(&[]), Language::Portuguese);
        assert_eq!(of(&[("LANG", "en_US.UTF-8")]), Language::English);
        assert_eq!(of(&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "pt_BR")]), Language::Portuguese);
        assert_eq!(of(&[("LC_ALL", "C"), ("LC_MESSAGES", "pt_BR")]), Language::English);
        assert_eq!(of(&[("LC_ALL", ""), ("LC_MESSAGES", "pt_BR")]), Language::Portuguese);
    }

    #[test]
    fn each_language_has_its_own_texts() {
        assert_eq!(Language::English.text().sign, "Sign");
        assert_eq!(Language::Portuguese.text().sign, "Assinar");
    }
}
