//! The provider's page, as a browser without script sees it.

use serde_json::Value;

use crate::support::{SESSIONS, Server, form_token, path, session_request};

#[test]
fn the_page_shows_what_is_to_be_signed_and_that_it_is_a_test() {
    let server = Server::start(&[]);
    let page = page(&server, &server.session("birdid"), "pt-BR");
    // 058a…: `printf 'the document' | sha256sum`.
    for shown in [
        "Ambiente de testes",
        "BirdID",
        "contrato.pdf",
        "12 bytes",
        "https://page.example",
        "Aprovação",
        "MARIA TESTE DA SILVA:11144477735",
        "058ad513dff2b80ff50ca6e7f47125d4a6923ba5985adffc9fa18df7f4db81c0",
        "Autorizar",
        "Recusar",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
}

#[test]
fn the_page_speaks_the_browsers_language_or_the_chosen_one() {
    let server = Server::start(&[]);
    let session = server.session("vidaas");
    let english = page(&server, &session, "en-US,en;q=0.9");
    assert!(english.contains("lang=\"en\"") && english.contains("Authorize this signature?"));
    let url = format!("{}?lang=pt-BR", session["authorization"]["url"].as_str().unwrap());
    let chosen =
        server.agent.get(url).header("Accept-Language", "en").call().unwrap().body_mut().read_to_string();
    assert!(chosen.unwrap().contains("Autorizar esta assinatura?"));
}

#[test]
fn a_name_is_shown_and_never_interpreted() {
    let server = Server::start(&[]);
    let mut request = session_request("birdid");
    request["document_name"] = "<script>alert(1)</script>".into();
    request["metadata"] = serde_json::json!({ "<b>reason": "\"><img src=x>" });
    let page = page(&server, &server.post(SESSIONS, &request).1, "en");
    assert!(page.contains("&lt;script&gt;"));
    for raw in ["<script", "<b>", "<img"] {
        assert!(!page.contains(raw), "{raw} in {page}");
    }
}

#[test]
fn the_page_can_neither_be_framed_nor_run_script() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let response = server.agent.get(session["authorization"]["url"].as_str().unwrap()).call().unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("script-src"));
}

#[test]
fn after_the_decision_the_page_says_so() {
    let server = Server::start(&[]);
    let authorized = server.decide(&server.session("birdid"), "authorize");
    assert!(
        authorized.contains("Você autorizou") && authorized.contains("pode fechar esta aba"),
        "{authorized}"
    );
    let refused = server.decide(&server.session("birdid"), "refuse");
    assert!(refused.contains("Você recusou") && !refused.contains("<form"), "{refused}");
}

#[test]
fn a_form_without_its_token_decides_nothing() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let url = session["authorization"]["url"].as_str().unwrap();
    page(&server, &session, "en");
    let forged = server.agent.post(url).send_form([("token", "guess"), ("decision", "authorize")]).unwrap();
    assert_eq!(forged.status(), 403);
    let empty = server.agent.post(url).send_form([("decision", "authorize")]).unwrap();
    assert_eq!(empty.status(), 400);
    assert_eq!(server.get(&path(&session)).1["status"], "awaiting_authorization");
}

#[test]
fn a_token_counts_once_and_only_the_newest() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let url = session["authorization"]["url"].as_str().unwrap();
    let (first, second) = (page(&server, &session, "en"), page(&server, &session, "en"));
    let send = |page: &str, decision| {
        let form = [("token", form_token(page)), ("decision", decision)];
        server.agent.post(url).send_form(form).unwrap().status().as_u16()
    };
    assert_eq!(send(&first, "refuse"), 403);
    assert_eq!(send(&second, "authorize"), 200);
    assert_eq!(send(&second, "refuse"), 403);
    assert_eq!(server.get(&path(&session)).1["status"], "authorized");
}

#[test]
fn a_session_is_only_at_its_own_provider() {
    let server = Server::start(&[]);
    let session = server.session("birdid");
    let url = session["authorization"]["url"].as_str().unwrap().replace("/birdid/", "/vidaas/");
    assert_eq!(server.agent.get(url).call().unwrap().status(), 404);
}

fn page(server: &Server, session: &Value, languages: &str) -> String {
    let url = session["authorization"]["url"].as_str().unwrap();
    let request = server.agent.get(url).header("Accept-Language", languages);
    request.call().unwrap().body_mut().read_to_string().unwrap()
}
