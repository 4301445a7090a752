use super::*;
use crate::{Certificate, CertificateChain, tests::vector};

fn certificate(name: &str) -> Certificate {
    vector(&format!("revocation/{name}"))
}

fn chain(names: &[&str]) -> CertificateChain {
    let mut certificates = names.iter().map(|name| certificate(name));
    CertificateChain::order(certificates.next().unwrap(), certificates.collect())
}

fn serpro() -> CertificateChain {
    chain(&["serpro-final-v6", "serpro-v5", "raiz-v12"])
}

fn by_crl(certificate: &Certificate, this_update: i64, next_update: Option<i64>) -> RevocationData {
    RevocationData { scope: Scope::IssuedBy(certificate.issuer().to_vec()), this_update, next_update }
}

fn by_ocsp(certificate: &Certificate, this_update: i64, next_update: Option<i64>) -> RevocationData {
    let scope = Scope::Certificate {
        issuer: certificate.issuer().to_vec(),
        serial_number: certificate.serial_number().to_vec(),
    };
    RevocationData { scope, this_update, next_update }
}

/// The certificates that revocation data are missing for, by name.
fn names(missing: &Missing<'_>) -> Vec<String> {
    missing.revocation.iter().filter_map(|missing| missing.certificate.common_name()).collect()
}

const FINAL: &str = "Autoridade Certificadora do SERPRO Final v6";
const SERPRO: &str = "Autoridade Certificadora SERPRO v5";
/// 2024-01-01, when all of the chain was valid.
const AT: i64 = 1_704_067_200;

/// The addresses are those that `openssl x509 -ext` prints.
#[test]
fn a_real_chain_lacks_two_lists_and_no_issuer() {
    let chain = serpro();
    assert_eq!(chain.len(), 3);
    let missing = need(&chain, &Held { at: AT, ..Held::default() });
    assert_eq!(names(&missing), [FINAL, SERPRO]);
    let [first, second] = &missing.revocation[..] else { panic!("two") };
    assert_eq!(
        first.crl,
        [
            "http://repositorio.serpro.gov.br/lcr/acserprov5.crl",
            "http://certificados2.serpro.gov.br/lcr/acserprov5.crl"
        ]
    );
    assert_eq!((first.issuer, &first.ocsp[..]), (Some(&certificate("serpro-v5")), &[][..]));
    assert_eq!(second.crl, ["http://acraiz.icpbrasil.gov.br/LCRacraizv12.crl"]);
    assert_eq!(second.issuer, Some(&certificate("raiz-v12")));
    assert_eq!(missing.issuer, None);
}

#[test]
fn held_data_are_not_asked_for_again() {
    let chain = serpro();
    let [end_entity, issuer] = [certificate("serpro-final-v6"), certificate("serpro-v5")];
    let with =
        |revocation: &[RevocationData]| names(&need(&chain, &Held { at: AT, revocation, anchors: &[] }));
    let until = Some(AT + 100);
    assert_eq!(with(&[by_crl(&end_entity, AT - 100, until)]), [SERPRO]);
    assert_eq!(with(&[by_ocsp(&issuer, AT - 100, until)]), [FINAL]);
    assert_eq!(with(&[by_ocsp(&issuer, AT - 100, until), by_crl(&end_entity, AT, None)]), [""; 0]);
    // Of the right issuer, but of another number; and the other way round.
    let of = |issuer: &Certificate, number: &Certificate| RevocationData {
        scope: Scope::Certificate {
            issuer: issuer.issuer().to_vec(),
            serial_number: number.serial_number().to_vec(),
        },
        this_update: AT,
        next_update: None,
    };
    assert_eq!(with(&[of(&end_entity, &issuer), of(&issuer, &end_entity)]), [FINAL, SERPRO]);
}

#[test]
fn data_have_to_hold_at_the_time() {
    let chain = chain(&["serpro-v5", "raiz-v12"]);
    let certificate = certificate("serpro-v5");
    let end = certificate.validity().not_after;
    let holds = |at: i64, this_update: i64, next_update: Option<i64>| {
        [by_crl, by_ocsp].map(|data| {
            let revocation = [data(&certificate, this_update, next_update)];
            need(&chain, &Held { at, revocation: &revocation, anchors: &[] }).revocation.is_empty()
        })
    };
    assert_eq!(holds(AT, AT - 100, Some(AT)), [true; 2], "the last second counts");
    assert_eq!(holds(AT, AT - 100, Some(AT - 1)), [false; 2], "too old");
    assert_eq!(holds(AT, AT - 1, None), [false; 2], "newer is always to be had");
    assert_eq!(holds(AT, AT, None), [true; 2]);
    assert_eq!(holds(AT, AT + 1000, Some(AT + 2000)), [true; 2], "made afterwards");
    assert_eq!(holds(end, end, None), [true; 2]);
    assert_eq!(holds(end, end + 1, Some(end + 2)), [false; 2], "it may have been dropped from the list");
}

#[test]
fn an_issuer_that_is_missing_is_named_with_its_address() {
    let chain = chain(&["caixa-pf-v1"]);
    let missing = need(&chain, &Held { at: AT, ..Held::default() });
    let issuer = missing.issuer.unwrap();
    assert_eq!(issuer.certificate, chain.end_entity());
    assert_eq!(issuer.urls, ["http://certificadodigital.caixa.gov.br/aia/accaixapfv1.p7b"]);
    let [revocation] = &missing.revocation[..] else { panic!("one") };
    assert_eq!(revocation.issuer, None);
    let chain = self::chain(&["serpro-final-v6"]);
    let missing = need(&chain, &Held::default());
    assert_eq!(missing.issuer.map(|issuer| issuer.urls), Some(Vec::new()), "it names none");
}

#[test]
fn nothing_is_wanted_from_an_anchor_on() {
    let chain = serpro();
    for (anchor, expected) in
        [("serpro-v5", &[FINAL][..]), ("serpro-final-v6", &[]), ("raiz-v12", &[FINAL, SERPRO])]
    {
        let anchors = [certificate(anchor)];
        let missing = need(&chain, &Held { at: AT, anchors: &anchors, revocation: &[] });
        assert_eq!(names(&missing), expected, "{anchor}");
        assert_eq!(missing.issuer, None);
    }
    let cut = self::chain(&["serpro-final-v6", "serpro-v5"]);
    let anchors = [certificate("serpro-v5")];
    assert_eq!(need(&cut, &Held { at: AT, anchors: &anchors, revocation: &[] }).issuer, None);
    assert!(need(&cut, &Held::default()).issuer.is_some());
}

#[test]
fn addresses_are_those_of_http_each_once() {
    let certificate = certificate("locations");
    assert_eq!(certificate.ocsp_urls(), ["http://ocsp.example.org/a", "https://ocsp.example.org/c"]);
    assert_eq!(certificate.ca_issuers_urls(), ["HTTPS://repo.example.org/root.cer"]);
    assert_eq!(
        certificate.crl_urls(),
        ["http://repo.example.org/one.crl", "http://repo.example.org/two.crl"]
    );
    let chain = chain(&["locations", "root"]);
    let missing = need(&chain, &Held::default());
    let [revocation] = &missing.revocation[..] else { panic!("one") };
    assert_eq!((&revocation.ocsp, &revocation.crl), (&certificate.ocsp_urls(), &certificate.crl_urls()));
    let root = self::certificate("root");
    assert_eq!((root.ocsp_urls(), root.ca_issuers_urls(), root.crl_urls()), Default::default());
}

#[test]
fn a_responder_that_is_not_to_be_checked_needs_nothing() {
    let chain = chain(&["responder", "root"]);
    assert!(chain.end_entity().has_ocsp_no_check() && !certificate("locations").has_ocsp_no_check());
    assert_eq!(need(&chain, &Held::default()), Missing::default());
    let alone = self::chain(&["responder"]);
    let missing = need(&alone, &Held::default());
    assert!(missing.issuer.is_some() && missing.revocation.is_empty());
}

/// `locations` with these octets in place of others of the same number.
fn changed(from: &[u8], to: &[u8]) -> Certificate {
    let mut der = certificate("locations").der().to_vec();
    let at = der.windows(from.len()).position(|window| window == from).unwrap();
    der[at..at + to.len()].copy_from_slice(to);
    Certificate::from_der(&der).unwrap()
}

#[test]
fn addresses_that_no_request_can_hold_are_left_out() {
    for url in [
        "http://ocsp.example org/a",
        "http://ocsp.example\norg/a",
        "http://ocsp.example\u{7f}org/a",
        "http:///sp.example.org/a",
        "http:/ocsp.example.org//a",
        "httq://ocsp.example.org/a",
    ] {
        let changed = changed(b"http://ocsp.example.org/a", url.as_bytes());
        // The same address stands there twice: the second one is left as it was.
        assert_eq!(
            changed.ocsp_urls(),
            ["https://ocsp.example.org/c", "http://ocsp.example.org/a"],
            "{url:?}"
        );
    }
    let latin = changed(b"https://ocsp.example.org/c", b"https://ocsp.ex\xe1mple.org/c");
    assert_eq!(latin.ocsp_urls(), ["http://ocsp.example.org/a"]);
    let bare = changed(b"http://repo.example.org/one.crl", b"repo.example.org/one.crl://////");
    assert_eq!(bare.crl_urls(), ["http://repo.example.org/two.crl"]);
}

/// A name relative to the issuer holds no address, even if there are octets like those of one.
#[test]
fn extensions_in_other_forms_give_no_address() {
    // distributionPoint [0] { fullName [0] { [6] ldap…
    let relative = changed(&[0xa0, 0x5e, 0xa0, 0x5c], &[0xa0, 0x5e, 0xa1, 0x5c]);
    assert_eq!(relative.crl_urls(), ["http://repo.example.org/two.crl"]);
    let access = [0x2b, 6, 1, 5, 5, 7, 1, 1];
    let mut torn = certificate("locations").der().to_vec();
    let at = torn.windows(8).position(|window| window == access).unwrap();
    // OCTET STRING, its length in two octets or one, then the SEQUENCE.
    let sequence = at + 8 + torn[at + 8..].iter().position(|octet| *octet == 0x30).unwrap();
    torn[sequence] = 0x31;
    assert_eq!(Certificate::from_der(&torn).unwrap().ocsp_urls(), [""; 0]);
}
