use super::*;

fn vector(name: &str) -> Certificate {
    let path = format!("{}/tests/vectors/{name}.cer", env!("CARGO_MANIFEST_DIR"));
    Certificate::from_der(&std::fs::read(path).unwrap()).unwrap()
}

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
