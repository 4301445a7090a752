use super::*;

fn vector(name: &str) -> Certificate {
    let path = format!("{}/tests/vectors/{name}.cer", env!("CARGO_MANIFEST_DIR"));
    Certificate::from_der(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_persons_cpf_comes_from_the_other_name() {
    let expected = IcpBrasil {
        cpf: Some("12345678909".into()),
        certificate_type: Some(CertificateType::A1),
        ..IcpBrasil::default()
    };
    assert_eq!(vector("person").icp_brasil(), expected);
}

#[test]
fn a_company_has_a_responsible_person_and_may_have_letters_in_its_cnpj() {
    let expected = IcpBrasil {
        cpf: Some("11144477735".into()),
        cnpj: Some("12ABC34501DE35".into()),
        responsible_name: Some("JOSÉ DA CONCEIÇÃO".into()),
        certificate_type: Some(CertificateType::A3),
    };
    assert_eq!(vector("company").icp_brasil(), expected);
}

#[test]
fn without_other_names_the_common_name_counts() {
    let encryption = vector("encryption").icp_brasil();
    assert_eq!((encryption.cpf, encryption.cnpj.as_deref()), (None, Some("11222333000181")));
    assert_eq!(encryption.certificate_type, Some(CertificateType::S1));
    assert_eq!(vector("intermediate").icp_brasil(), IcpBrasil::default());
}

#[test]
fn the_other_name_counts_more_than_the_common_name() {
    assert_eq!(vector("p384").common_name().as_deref(), Some("BELTRANA:98765432100"));
    assert_eq!(vector("p384").icp_brasil().cpf.as_deref(), Some("12345678909"));
}

#[test]
fn numbers_are_digits_and_not_all_zeros() {
    assert_eq!(cpf("00000000000"), None);
    assert_eq!(cpf("1234567890"), None);
    assert_eq!(cpf("123456789090"), None);
    assert_eq!(cpf("1234567890A"), None);
    assert_eq!(cnpj("12ABC3450 DE35"), None);
    assert_eq!(cnpj("12ABC34501DEX5"), None);
    assert_eq!(cnpj("11222333000181").as_deref(), Some("11222333000181"));
}

#[test]
fn types_match_on_whole_arcs() {
    assert_eq!(CertificateType::of_arcs(&[1, 7]), Some(CertificateType::A1));
    assert_eq!(CertificateType::of_arcs(&[1]), None);
    assert_eq!(CertificateType::of_arcs(&[101, 4]), Some(CertificateType::S1));
    assert_eq!(CertificateType::of_arcs(&[0x82, 0x2f, 1]), Some(CertificateType::T3));
    assert_eq!(CertificateType::of_arcs(&[0x81, 0x4a, 1]), Some(CertificateType::SealH));
    assert_eq!(CertificateType::of_arcs(&[0x81, 1, 7]), None);
}
