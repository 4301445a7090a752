use super::*;
use crate::tests::{changed, vector};

fn names(chain: &CertificateChain) -> Vec<String> {
    chain.iter().filter_map(Certificate::common_name).collect()
}

#[test]
fn issuers_follow_in_order_and_strangers_are_left_out() {
    let others = ["root", "company", "person", "intermediate", "intermediate", "small"].map(vector);
    let chain = CertificateChain::order(vector("person"), others.to_vec());
    assert_eq!(names(&chain), ["FULANO DE TAL:12345678909", "AC Intermediária", "AC Raiz de Teste"]);
    assert_eq!((chain.len(), chain.end_entity()), (3, &vector("person")));
}

#[test]
fn a_gap_ends_the_chain() {
    let chain = CertificateChain::order(vector("person"), vec![vector("root")]);
    assert_eq!(chain.len(), 1);
}

#[test]
fn a_root_stands_alone() {
    let chain = CertificateChain::order(vector("root"), vec![vector("intermediate"), vector("root")]);
    assert_eq!(chain.len(), 1);
}

/// Roots rewritten so that each has the other as its issuer, several times over; they have no authority key identifier.
#[test]
fn authorities_that_issue_each_other_do_not_loop() {
    let rewritten = |serial_number: u8, issuer: u8, subject: u8| {
        let mut der = vector("root").der().to_vec();
        let at = der.windows(3).position(|window| window == [0x02, 1, 1]).unwrap();
        der[at + 2] = serial_number;
        let ends: Vec<usize> =
            (0..der.len()).filter(|at| der[..*at].ends_with(b"AC Raiz de Teste")).collect();
        der[ends[0] - 1] = issuer;
        der[ends[1] - 1] = subject;
        Certificate::from_der(&der).unwrap()
    };
    let others = vec![
        rewritten(2, b'a', b'b'),
        rewritten(3, b'b', b'a'),
        rewritten(4, b'a', b'b'),
        rewritten(5, b'c', b'd'),
    ];
    let chain = CertificateChain::order(rewritten(1, b'b', b'a'), others);
    assert_eq!(
        names(&chain),
        ["AC Raiz de Testa", "AC Raiz de Testb", "AC Raiz de Testa", "AC Raiz de Testb"]
    );
}

/// Some authorities write their name in another string type: the key identifier alone is enough, and less than both.
#[test]
fn an_issuer_is_found_by_key_and_name_before_key_alone() {
    let renamed = changed("intermediate", "AC Intermedi".as_bytes(), "ac intermedi".as_bytes());
    for others in
        [vec![renamed.clone(), vector("intermediate")], vec![vector("intermediate"), renamed.clone()]]
    {
        let chain = CertificateChain::order(vector("person"), others);
        assert_eq!(chain.iter().nth(1), Some(&vector("intermediate")));
        // Both carry the same key: the second has nobody above it here but its twin, which does not issue itself.
        assert_eq!(chain.len(), 2);
    }
    let chain = CertificateChain::order(vector("person"), vec![renamed.clone()]);
    assert_eq!(chain.iter().nth(1), Some(&renamed));
}

#[test]
fn an_issuer_of_another_identifier_comes_after_all_others_of_its_name() {
    let identifier = vector("intermediate").subject_key_identifier().unwrap().to_vec();
    let other = [&identifier[..19], &[identifier[19] ^ 1]].concat();
    let stranger = changed("intermediate", &identifier, &other);
    let alone = CertificateChain::order(vector("person"), vec![stranger.clone()]);
    assert_eq!(alone.iter().nth(1), Some(&stranger), "an identifier is a hint");
    let found = CertificateChain::order(vector("person"), vec![stranger.clone(), vector("intermediate")]);
    assert_eq!(found.iter().nth(1), Some(&vector("intermediate")));
    // Without the extension's own object identifier there is no identifier to compare: the name alone counts.
    let unnamed = changed("intermediate", &[6, 3, 0x55, 0x1d, 14], &[6, 3, 0x55, 0x1d, 99]);
    assert_eq!(unnamed.subject_key_identifier(), None);
    let chain = CertificateChain::order(vector("person"), vec![unnamed.clone()]);
    assert_eq!(chain.iter().nth(1), Some(&unnamed));
    let before = CertificateChain::order(vector("person"), vec![stranger.clone(), unnamed.clone()]);
    assert_eq!(before.iter().nth(1), Some(&unnamed));
    let renamed = changed("intermediate", "AC Intermedi".as_bytes(), "ac intermedi".as_bytes());
    let nobody = Certificate::from_der(&replaced(renamed.der(), &identifier, &other)).unwrap();
    assert_eq!(CertificateChain::order(vector("person"), vec![nobody]).len(), 1, "neither name nor key");
    let both = CertificateChain::order(vector("person"), vec![unnamed, vector("intermediate")]);
    assert_eq!(both.iter().nth(1), Some(&vector("intermediate")));
    let renamed = changed("person", "AC Intermedi".as_bytes(), "ac intermedi".as_bytes());
    let unnamed = changed("intermediate", &[6, 3, 0x55, 0x1d, 14], &[6, 3, 0x55, 0x1d, 99]);
    assert_eq!(CertificateChain::order(renamed, vec![unnamed]).len(), 1, "neither name nor key");
}

fn replaced(der: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut der = der.to_vec();
    let at = der.windows(from.len()).position(|window| window == from).unwrap();
    der[at..at + to.len()].copy_from_slice(to);
    der
}

/// A certificate made after a public report: its authority key identifier is not its issuer's.
#[test]
fn an_issuer_is_found_by_its_name_where_the_identifier_is_wrong() {
    let path = format!("{}/tests/vectors/reports/cert-aki-other.pfx", env!("CARGO_MANIFEST_DIR"));
    let mut opened = crate::pkcs12::open(&std::fs::read(path).unwrap(), "segredo").unwrap();
    let certificate = opened.pairs.swap_remove(0).certificate;
    let chain = CertificateChain::order(certificate, opened.certificates);
    assert_eq!(names(&chain), ["MARIA DA SILVA:12345678909", "H2 Root"]);
}
