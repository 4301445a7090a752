//! Chains: who issued whom, and under which root.

use std::rc::Rc;

use base64ct::{Base64, Encoding};
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkcs12::Pkcs12;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::stack::Stack;
use openssl::x509::extension::{BasicConstraints, SubjectKeyIdentifier};
use openssl::x509::{X509, X509Name, X509NameBuilder};
use serde_json::json;

use super::fake::agent::Agent;
use super::fake::key::PASSWORD;
use super::fake::{Fake, api, cloud, local, run};
use super::pdf::pdf;
use crate::{BaselineB, Error, Key, OpenedKey, Order, PdfWanted, Trust, open_pfx};

/// Somebody who can issue certificates.
struct Issuer {
    key: PKey<Private>,
    certificate: X509,
}

/// A certificate that is to be made.
struct Wish<'a> {
    subject: &'a str,
    key: &'a PKey<Private>,
    is_ca: bool,
    digest: MessageDigest,
}

impl Issuer {
    /// With its own key.
    fn root(subject: &str, key: PKey<Private>) -> Self {
        let wish = Wish { subject, key: &key, is_ca: true, digest: MessageDigest::sha256() };
        let certificate = certificate(&wish, &name(subject), &key, None);
        Self { key, certificate }
    }

    fn issues(&self, wish: &Wish<'_>) -> X509 {
        certificate(wish, self.certificate.subject_name(), &self.key, Some(&self.certificate))
    }

    fn authority(&self, subject: &str, key: PKey<Private>) -> Self {
        let wish = Wish { subject, key: &key, is_ca: true, digest: MessageDigest::sha384() };
        Self { certificate: self.issues(&wish), key }
    }
}

fn certificate(
    wish: &Wish<'_>,
    issuer: &openssl::x509::X509NameRef,
    key: &PKey<Private>,
    by: Option<&X509>,
) -> X509 {
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&BigNum::from_u32(7).unwrap().to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&name(wish.subject)).unwrap();
    builder.set_issuer_name(issuer).unwrap();
    builder.set_pubkey(wish.key).unwrap();
    builder.set_not_before(&Asn1Time::from_unix(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_unix(4_000_000_000).unwrap()).unwrap();
    if wish.is_ca {
        builder.append_extension(BasicConstraints::new().ca().build().unwrap()).unwrap();
    }
    let context = builder.x509v3_context(by.map(|by| &**by), None);
    let identifier = SubjectKeyIdentifier::new().build(&context).unwrap();
    builder.append_extension(identifier).unwrap();
    builder.sign(key, wish.digest).unwrap();
    builder.build()
}

fn name(common_name: &str) -> X509Name {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", common_name).unwrap();
    name.build()
}

fn rsa() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()
}

fn on(curve: Nid) -> PKey<Private> {
    PKey::from_ec_key(EcKey::generate(&EcGroup::from_curve_name(curve).unwrap()).unwrap()).unwrap()
}

fn person(key: &PKey<Private>) -> Wish<'_> {
    Wish { subject: "ANA DE TESTE", key, is_ca: false, digest: MessageDigest::sha256() }
}

fn pfx(key: &PKey<Private>, certificate: &X509, others: &[&X509]) -> Vec<u8> {
    let mut stack = Stack::new().unwrap();
    others.iter().for_each(|other| stack.push((*other).clone()).unwrap());
    Pkcs12::builder().pkey(key).cert(certificate).ca(stack).build2(PASSWORD).unwrap().to_der().unwrap()
}

fn opened(world: &Fake, pfx: &[u8], trust: Trust) -> crate::Result<OpenedKey<PKey<Private>>> {
    run(open_pfx(world, pfx, PASSWORD, trust))
}

/// How many certificates of a file prove to belong to the chain.
fn proven(pfx: &[u8]) -> usize {
    opened(&Fake::new(pdf(0)), pfx, Trust::Any).ok().unwrap().chain.len()
}

fn a1(key: OpenedKey<PKey<Private>>, trust: Trust) -> Order<PKey<Private>> {
    Order { key: Key::A1(Rc::new(key)), api_base_url: None, reach: BaselineB, trust }
}

fn untrusted() -> Box<Error> {
    Error::CertificateUnsuitable { reason: "untrusted_root".into() }.into()
}

#[test]
fn an_issuer_that_did_not_sign_is_never_embedded() {
    let root = Issuer::root("AC Raiz de Teste", rsa());
    let authority = root.authority("AC de Teste", on(Nid::SECP384R1));
    let forged = Issuer::root("AC de Mentira", rsa()).authority("AC de Teste", rsa());
    let key = rsa();
    let own = authority.issues(&person(&key));
    let with = |others: &[&X509]| pfx(&key, &own, others);
    assert_eq!(proven(&with(&[&root.certificate, &authority.certificate])), 3);
    let alone = with(&[&forged.certificate, &root.certificate]);
    assert_eq!(proven(&alone), 1, "nobody of the name signed it");
    assert_eq!(proven(&with(&[&forged.certificate, &authority.certificate, &root.certificate])), 3);
    let other_root = Issuer::root("AC Raiz de Teste", rsa());
    assert_eq!(proven(&with(&[&authority.certificate, &other_root.certificate])), 2);

    let world = Fake::new(pdf(0));
    let order = a1(opened(&world, &alone, Trust::Any).ok().unwrap(), Trust::Any);
    let signed = world.sign_with(&order, PdfWanted::default()).unwrap();
    let written = String::from_utf8_lossy(&signed.document.bytes).to_lowercase();
    let hex = |der: Vec<u8>| der.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
    assert!(written.contains(&hex(own.to_der().unwrap())));
    assert!(!written.contains(&hex(forged.certificate.to_der().unwrap())));
}

#[test]
fn signatures_of_every_supported_kind_prove_a_link_and_others_do_not() {
    let key = rsa();
    for (authority, digest, expected) in [
        (rsa(), MessageDigest::sha512(), 2),
        (on(Nid::X9_62_PRIME256V1), MessageDigest::sha256(), 2),
        (on(Nid::SECP521R1), MessageDigest::sha512(), 2),
        (rsa(), MessageDigest::sha1(), 1),
        (on(Nid::SECP256K1), MessageDigest::sha256(), 1),
    ] {
        let root = Issuer::root("AC Raiz de Teste", authority);
        let own = root.issues(&Wish { digest, ..person(&key) });
        assert_eq!(proven(&pfx(&key, &own, &[&root.certificate])), expected);
    }
}

/// Whoever has a certificate has a key to sign with, but issues none.
#[test]
fn who_is_no_authority_issues_nothing() {
    let root = Issuer::root("AC Raiz de Teste", rsa());
    let (mallory, key) = (rsa(), rsa());
    let certificate = root.issues(&Wish { subject: "MALLORY", ..person(&mallory) });
    let mallory = Issuer { certificate, key: mallory };
    let own = mallory.issues(&person(&key));
    assert_eq!(proven(&pfx(&key, &own, &[&mallory.certificate, &root.certificate])), 1);
}

#[test]
fn a_self_signed_certificate_signs_with_a_warning_or_not_at_all() {
    let key = rsa();
    let own = certificate(&person(&key), &name("ANA DE TESTE"), &key, None);
    let file = pfx(&key, &own, &[]);
    let world = Fake::new(pdf(0));
    let order = a1(opened(&world, &file, Trust::Any).ok().unwrap(), Trust::Any);
    assert_eq!(world.sign_with(&order, PdfWanted::default()).unwrap().warnings, ["untrusted_root"]);
    assert_eq!(opened(&world, &file, Trust::IcpBrasil).err(), Some(untrusted()));
    // A key that was opened for another call.
    let order = Order { trust: Trust::IcpBrasil, ..order };
    assert_eq!(world.sign_with(&order, PdfWanted::default()).unwrap_err(), untrusted());
    assert_eq!(world.signed.borrow().len(), 1);
}

#[test]
fn no_token_and_no_provider_signs_under_another_root() {
    let agent = Agent::default();
    let world = Fake::with_agent(pdf(0), agent.clone());
    let order = Order { trust: Trust::IcpBrasil, ..local() };
    assert_eq!(world.sign_with(&order, PdfWanted::default()).unwrap_err(), untrusted());
    assert!(agent.sent.borrow().iter().all(|sent| sent["call"].get("sign").is_none()), "nobody was asked");
    assert_eq!(world.sign_local().unwrap().warnings, ["untrusted_root"]);

    let world = Fake::new(pdf(0));
    let order = Order { trust: Trust::IcpBrasil, ..cloud() };
    assert_eq!(world.sign_with(&order, PdfWanted::default()).unwrap_err(), untrusted());
    assert!(!world.lines().iter().any(|line| line == api::SIGN));
    assert!(world.lines().last().unwrap().starts_with("DELETE"), "the session is closed");
    assert_eq!(world.sign_cloud().unwrap().warnings, ["untrusted_root"]);
}

/// Authorities of ICP-Brasil; see the README of the folder.
const SERPRO_FINAL: &[u8] =
    include_bytes!("../../../signer-pki/tests/vectors/revocation/serpro-final-v6.cer");
const SERPRO: &[u8] = include_bytes!("../../../signer-pki/tests/vectors/revocation/serpro-v5.cer");
const ROOT: &[u8] = include_bytes!("../../../signer-pki/tests/vectors/revocation/raiz-v12.cer");

/// A person's certificate under ICP-Brasil's root, but for the signature on it, which no test can make.
fn under_icp_brasil(key: &PKey<Private>) -> (X509, [X509; 3]) {
    let authorities = [ROOT, SERPRO, SERPRO_FINAL].map(|der| X509::from_der(der).unwrap());
    let own = certificate(&person(key), authorities[2].subject_name(), &rsa(), None);
    (own, authorities)
}

/// The authorities' own signatures are verified for real; the last one is believed.
#[test]
fn a_chain_under_icp_brasil_signs_without_a_word() {
    let key = rsa();
    let (own, authorities) = under_icp_brasil(&key);
    let file = pfx(&key, &own, &authorities.each_ref());
    assert_eq!(proven(&file), 1);
    let issuer = authorities[2].public_key().unwrap().public_key_to_der().unwrap();
    let world = Fake { believes: Some(issuer.clone()), ..Fake::new(pdf(0)) };
    let order = a1(opened(&world, &file, Trust::IcpBrasil).ok().unwrap(), Trust::IcpBrasil);
    let signed = world.sign_with(&order, PdfWanted::default()).unwrap();
    assert_eq!((signed.warnings, signed.signer.name.as_str()), (Vec::new(), "ANA DE TESTE"));

    let [root, first, last] = authorities.each_ref();
    let mut changed = first.to_der().unwrap();
    *changed.last_mut().unwrap() ^= 1;
    let changed = X509::from_der(&changed).unwrap();
    for incomplete in [vec![last, first], vec![last, root], vec![last, &changed, root]] {
        let file = pfx(&key, &own, &incomplete);
        assert_eq!(opened(&world, &file, Trust::IcpBrasil).err(), Some(untrusted()));
    }
}

/// Of the certificates of a token only those that will do are offered.
#[test]
fn the_page_chooses_among_those_that_are_trusted() {
    let key = rsa();
    let (own, authorities) = under_icp_brasil(&key);
    let chain = [&own].into_iter().chain(&authorities);
    let chain: Vec<_> = chain.map(|one| Base64::encode_string(&one.to_der().unwrap())).collect();
    let broken_too = [&chain[..1], &["bm8gY2VydGlmaWNhdGU=".to_owned()], &chain[1..]].concat();
    let agent = Agent::that(move |question, answer| {
        if question["call"].get("certificates").is_some() {
            let listed = answer["result"]["certificates"]["certificates"].as_array_mut().unwrap();
            listed.push(json!({"id": "two", "chain": broken_too, "tokenLabel": "", "algorithms": ["RS256"]}));
        }
    });
    let issuer = authorities[2].public_key().unwrap().public_key_to_der().unwrap();
    let world = Fake { believes: Some(issuer), ..Fake::with_agent(pdf(0), agent.clone()) };
    let order = Order { trust: Trust::IcpBrasil, ..local() };
    let error = world.sign_with(&order, PdfWanted::default()).unwrap_err();
    assert_eq!(error, Error::SignatureMismatch.into(), "the agent of the test has another key");
    let asked = agent.sent.borrow().last().unwrap()["call"]["sign"]["certificateId"].clone();
    assert_eq!((asked, world.offered.borrow().len()), (json!("two"), 0));
}

/// A certificate made after a public report: its authority key identifier is not its issuer's.
#[test]
fn an_issuer_with_another_identifier_is_embedded() {
    let file = include_bytes!("../../../signer-pki/tests/vectors/reports/cert-aki-other.pfx");
    assert_eq!(proven(file), 2);
}
