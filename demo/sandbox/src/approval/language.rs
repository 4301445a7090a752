//! The page's words, in the two languages that it speaks.

use axum::http::{HeaderMap, header};

use crate::session::Status;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Language {
    English,
    Portuguese,
}

/// Every sentence of the page.
pub(super) struct Words {
    pub(super) test_environment: &'static str,
    pub(super) test_explanation: &'static str,
    pub(super) question: &'static str,
    pub(super) introduction: &'static str,
    pub(super) document: &'static str,
    pub(super) documents: &'static str,
    pub(super) count: &'static str,
    pub(super) signatures: &'static str,
    pub(super) identifier: &'static str,
    pub(super) no_name: &'static str,
    pub(super) size: &'static str,
    pub(super) bytes: &'static str,
    pub(super) digest: &'static str,
    pub(super) application: &'static str,
    pub(super) no_application: &'static str,
    pub(super) certificate: &'static str,
    pub(super) authorize: &'static str,
    pub(super) refuse: &'static str,
    pub(super) close: &'static str,
    pub(super) unknown: &'static str,
    pub(super) outdated: &'static str,
    pub(super) reload: &'static str,
    pub(super) other_language: &'static str,
}

impl Language {
    /// The one that was chosen, else the browser's first that is spoken here (RFC 9110, 12.5.4), else Portuguese.
    pub(super) fn of(chosen: Option<&str>, headers: &HeaderMap) -> Self {
        if let Some(language) = chosen.and_then(Self::from_tag) {
            return language;
        }
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let mut ranges: Vec<(&str, f32)> = accepted.unwrap_or_default().split(',').map(range).collect();
        ranges.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        ranges.into_iter().find_map(|(tag, _)| Self::from_tag(tag)).unwrap_or(Self::Portuguese)
    }

    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Portuguese => "pt-BR",
        }
    }

    pub(super) const fn other(self) -> Self {
        match self {
            Self::English => Self::Portuguese,
            Self::Portuguese => Self::English,
        }
    }

    pub(super) const fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Portuguese => &PORTUGUESE,
        }
    }

    /// The outcome of a session that asks for no decision any more.
    pub(super) const fn outcome(self, status: Status) -> &'static str {
        match (self, status) {
            (Self::English, Status::Failed) => "You refused the signature.",
            (Self::Portuguese, Status::Failed) => "Você recusou a assinatura.",
            (Self::English, Status::Cancelled) => "The application cancelled the request.",
            (Self::Portuguese, Status::Cancelled) => "A aplicação cancelou o pedido.",
            (Self::English, Status::Expired) => "The time for this request is over.",
            (Self::Portuguese, Status::Expired) => "O prazo deste pedido terminou.",
            (Self::English, _) => "You authorized the signature.",
            (Self::Portuguese, _) => "Você autorizou a assinatura.",
        }
    }

    fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "pt" => Some(Self::Portuguese),
            _ => None,
        }
    }
}

/// `pt-BR;q=0.8` → the tag and its weight.
fn range(text: &str) -> (&str, f32) {
    let (tag, weight) = text.split_once(";q=").unwrap_or((text, "1"));
    (tag.trim(), weight.trim().parse().unwrap_or(0.0))
}

static ENGLISH: Words = Words {
    test_environment: "Test environment",
    test_explanation: "This page stands in for the provider. The certificate is a test certificate \
                       and its signatures have no legal value.",
    question: "Authorize this signature?",
    introduction: "An application asks to sign with your certificate in the cloud. \
                   The document stays in your browser: only what is shown here was sent.",
    document: "Document",
    documents: "documents",
    count: "Signatures",
    signatures: "signatures",
    identifier: "Identifier",
    no_name: "(no name)",
    size: "Size",
    bytes: "bytes",
    digest: "Digest",
    application: "Application",
    no_application: "(did not say)",
    certificate: "Certificate",
    authorize: "Authorize",
    refuse: "Refuse",
    close: "You can close this tab.",
    unknown: "There is no such request.",
    outdated: "This form was used already, or opened again elsewhere. Nothing was decided with it.",
    reload: "Open the request again",
    other_language: "Português",
};

static PORTUGUESE: Words = Words {
    test_environment: "Ambiente de testes",
    test_explanation: "Esta página faz as vezes do provedor. O certificado é de teste \
                       e as assinaturas não têm valor legal.",
    question: "Autorizar esta assinatura?",
    introduction: "Uma aplicação pede para assinar com o seu certificado em nuvem. \
                   O documento fica no seu navegador: só foi enviado o que aparece aqui.",
    document: "Documento",
    documents: "documentos",
    count: "Assinaturas",
    signatures: "assinaturas",
    identifier: "Identificador",
    no_name: "(sem nome)",
    size: "Tamanho",
    bytes: "bytes",
    digest: "Resumo criptográfico",
    application: "Aplicação",
    no_application: "(não informada)",
    certificate: "Certificado",
    authorize: "Autorizar",
    refuse: "Recusar",
    close: "Você já pode fechar esta aba.",
    unknown: "Este pedido não existe.",
    outdated: "Este formulário já foi usado ou foi aberto de novo em outra aba. Nada foi decidido com ele.",
    reload: "Abrir o pedido novamente",
    other_language: "English",
};

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, value.parse().unwrap())])
    }

    #[test]
    fn the_weightiest_language_wins() {
        assert_eq!(Language::of(None, &accepting("de, pt;q=0.4, en-GB;q=0.7")), Language::English);
        assert_eq!(Language::of(None, &accepting("pt-BR,pt;q=0.9,en;q=0.8")), Language::Portuguese);
    }

    #[test]
    fn a_choice_beats_the_browser_and_portuguese_is_the_rest() {
        assert_eq!(Language::of(Some("en"), &accepting("pt-BR")), Language::English);
        assert_eq!(Language::of(None, &accepting("de")), Language::Portuguese);
    }
}
