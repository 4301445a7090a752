use super::*;
use crate::tests::{report, vector};

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
fn types_match_on_whole_arcs() {
    assert_eq!(CertificateType::of_arcs(&[1, 7]), Some(CertificateType::A1));
    assert_eq!(CertificateType::of_arcs(&[1]), None);
    assert_eq!(CertificateType::of_arcs(&[101, 4]), Some(CertificateType::S1));
    assert_eq!(CertificateType::of_arcs(&[0x82, 0x2f, 1]), Some(CertificateType::T3));
    assert_eq!(CertificateType::of_arcs(&[0x81, 0x4a, 1]), Some(CertificateType::SealH));
    assert_eq!(CertificateType::of_arcs(&[0x81, 1, 7]), None);
}

/// Arcs after 2.16.76.1.2 by hand (DOC-ICP-04, 1.1.2); those above 127 take two octets.
#[test]
fn each_type_has_its_arc_and_its_purpose() {
    let expected: [(&[u8], &str, bool); 12] = [
        (&[1, 1], "A1", true),
        (&[2, 1], "A2", true),
        (&[3, 1], "A3", true),
        (&[4, 1], "A4", true),
        (&[101, 1], "S1", false),
        (&[102, 1], "S2", false),
        (&[103, 1], "S3", false),
        (&[104, 1], "S4", false),
        (&[0x82, 0x2f, 1], "T3", false),
        (&[0x82, 0x30, 1], "T4", false),
        (&[0x81, 0x49, 1], "SE-S", true),
        (&[0x81, 0x4a, 1], "SE-H", true),
    ];
    for (arcs, name, signs) in expected {
        let kind = CertificateType::of_arcs(arcs).unwrap();
        assert_eq!((kind.name(), kind.signs()), (name, signs));
        assert_eq!(CertificateType::of_arcs(&arcs[..arcs.len() - 1]), None, "{name} without a policy");
    }
}

/// otherName of these fields, by hand.
fn taken(fields: &[(u8, &str)]) -> IcpBrasil {
    let mut found = IcpBrasil::default();
    for (field, value) in fields {
        let kind = crate::der::object_identifier(&[0x60, 0x4c, 1, 3, *field]);
        let value = crate::der::explicit(0, &[&crate::der::octet_string(value.as_bytes())]);
        let name = crate::der::explicit(0, &[&kind, &value]);
        found.take(&Reader::der(&name).read().unwrap());
    }
    found
}

#[test]
fn a_holders_own_cpf_counts_more_than_a_responsible_persons() {
    let own = (1, "0101200012345678909000000");
    let responsible = (4, "0101200098765432100000000");
    for fields in [[own, responsible], [responsible, own]] {
        assert_eq!(taken(&fields).cpf.as_deref(), Some("12345678909"));
    }
    assert_eq!(taken(&[responsible]).cpf.as_deref(), Some("98765432100"));
    assert_eq!(taken(&[responsible, (1, "0101200000000000000")]).cpf.as_deref(), Some("98765432100"));
    assert_eq!(taken(&[(1, "01012000123456789")]), IcpBrasil::default(), "too short");
    assert_eq!(taken(&[(2, "  ")]).responsible_name, None);
    assert_eq!(taken(&[(2, " ANA ")]).responsible_name.as_deref(), Some("ANA"));
    assert_eq!(taken(&[(3, " 11222333000181 ")]).cnpj.as_deref(), Some("11222333000181"));
    assert_eq!(taken(&[(5, "11222333000181")]), IcpBrasil::default());
}

/// The field 1 of a person whose data are wrapped like this.
fn person_of(value: &[u8]) -> IcpBrasil {
    let kind = crate::der::object_identifier(&[0x60, 0x4c, 1, 3, 1]);
    let mut found = IcpBrasil::default();
    found.take(&Reader::ber(&crate::der::explicit(0, &[&kind, value])).read().unwrap());
    found
}

#[test]
fn a_cpf_is_found_in_whatever_its_string_is_wrapped_in() {
    use crate::der::{context, explicit, octet_string, tlv};
    let data = b"010119801234567890900000000000000000000000000SSPSP";
    let wide = |width: usize| {
        data.iter().flat_map(|octet| [vec![0; width - 1], vec![*octet]].concat()).collect::<Vec<u8>>()
    };
    // OCTET STRING, UTF8String, NumericString, PrintableString, TeletexString, IA5String, VisibleString, GeneralString.
    let strings = [4, 0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1b].map(|tag| tlv(tag, &[data]));
    let strings = [strings.as_slice(), &[tlv(0x1e, &[&wide(2)]), tlv(0x1c, &[&wide(4)])]].concat();
    for string in &strings {
        let wrapped = [
            string.clone(),
            octet_string(string),
            octet_string(&octet_string(string)),
            tlv(0x0c, &[string]),
            tlv(0x13, &[string]),
            explicit(0, &[string]),
            explicit(1, &[string]),
            tlv(0x24, &[&octet_string(string)]),
        ];
        for value in wrapped {
            let found = person_of(&explicit(0, &[&value]));
            assert_eq!(found.cpf.as_deref(), Some("12345678909"), "{value:02x?}");
        }
    }
    for implicit in [context(0, data), explicit(0, &[data])] {
        assert_eq!(person_of(&implicit).cpf.as_deref(), Some("12345678909"));
    }
    let segments = tlv(0x24, &[&octet_string(&data[..12]), &octet_string(&data[12..])]);
    assert_eq!(person_of(&explicit(0, &[&segments])).cpf.as_deref(), Some("12345678909"));
}

#[test]
fn data_that_look_like_an_encoding_are_text() {
    // `0` and `1` are the tag of a SEQUENCE and 49 octets, which is what follows.
    let data = b"010119801234567890900000000000000000000000000SSPSP0";
    assert_eq!(data.len(), 51);
    let found = person_of(&crate::der::explicit(0, &[&crate::der::octet_string(data)]));
    assert_eq!(found.cpf.as_deref(), Some("12345678909"));
    let endless = (0..30).fold(data.to_vec(), |inner, _| crate::der::octet_string(&inner));
    assert_eq!(person_of(&crate::der::explicit(0, &[&endless])).cpf, None);
}

#[test]
fn numbers_with_wrong_check_digits_are_left_out() {
    assert_eq!(taken(&[(1, "0101198012345678900000000")]), IcpBrasil::default());
    assert_eq!(taken(&[(1, "01011980           0000000")]), IcpBrasil::default());
    assert_eq!(taken(&[(3, "12345678000196")]), IcpBrasil::default());
    let both = taken(&[(4, "0101198012345678909000000"), (1, "0101198012345678900000000")]);
    assert_eq!(both.cpf.as_deref(), Some("12345678909"));
    let twice = taken(&[(3, "12345678000195"), (3, "00000000000000")]);
    assert_eq!(twice.cnpj.as_deref(), Some("12345678000195"));
}

/// Certificates made after public reports (`tests/vectors/reports`).
#[test]
fn certificates_of_reports_say_who_they_are() {
    let wrapped = report("cert-cpf-wrapped").icp_brasil();
    assert_eq!(wrapped.cpf.as_deref(), Some("12345678909"));
    assert_eq!(report("cert-cpf-blank").icp_brasil().cpf.as_deref(), Some("12345678909"));
    let company = report("cert-cnpj-formatted").icp_brasil();
    assert_eq!(company.cnpj.as_deref(), Some("12345678000195"));
    assert_eq!(company.responsible_name.as_deref(), Some("JOSÉ"));
}
