use proptest::prelude::*;

use super::*;
use crate::{
    der::{self, tag},
    error::Error,
    oid,
};

fn vector(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The only pair of a file.
fn pair(opened: &Opened) -> &Pair {
    let [pair] = &opened.pairs[..] else { panic!("{} pairs", opened.pairs.len()) };
    pair
}

fn common_name(opened: &Opened) -> String {
    pair(opened).certificate.common_name().unwrap()
}

#[test]
fn every_encryption_opens_to_the_same_key() {
    for name in ["modern.p12", "chain.p12", "legacy.p12", "no_mac.p12", "rc4.p12", "ber.p12", "pbmac1.p12"] {
        let opened = open(&vector(name), "senha").unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(*pair(&opened).private_key, vector("person.pk8"), "{name}");
        assert_eq!(pair(&opened).certificate.der(), vector("person.cer"), "{name}");
        assert_eq!(opened.certificates.len(), if name == "chain.p12" { 3 } else { 1 });
    }
}

#[test]
fn a_wrong_password_is_told_by_mac_or_padding() {
    let names =
        ["modern.p12", "legacy.p12", "no_mac.p12", "rc4.p12", "ber.p12", "pbmac1.p12", "ec.p12", "empty.p12"];
    for name in names {
        for password in ["Senha", "senha ", "é", "x".repeat(1000).as_str()] {
            assert_eq!(open(&vector(name), password).err(), Some(Error::PasswordIncorrect.into()), "{name}");
        }
    }
    assert_eq!(open(&vector("modern.p12"), "").err(), Some(Error::PasswordIncorrect.into()));
}

#[test]
fn passwords_may_have_accents_or_nothing() {
    for (name, password) in
        [("accents.p12", "São João, nº 1"), ("accents_legacy.p12", "São João, nº 1"), ("empty.p12", "")]
    {
        assert_eq!(
            common_name(&open(&vector(name), password).unwrap()),
            "FULANO DE TAL:12345678909",
            "{name}"
        );
    }
}

/// All that OpenSSL 3 writes, other writers' forms of a password, and base64; see `written/make.sh`.
#[test]
fn files_open_however_they_were_written() {
    for name in [
        "camellia128",
        "camellia256",
        "data_url",
        "forge",
        "forge_no_mac",
        "mac_sha224",
        "no_mac",
        "openssl_1_0",
        "openssl_1_0_no_mac",
        "pem",
        "rc2_pbes2",
        "triple_des_pbes2",
    ] {
        let file = vector(&format!("written/{name}.p12"));
        let opened = open(&file, "Coração").unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(*pair(&opened).private_key, vector("person.pk8"), "{name}");
        assert_eq!(opened.certificates.len(), 3, "{name}");
        for wrong in ["Coracao", "coração", "CoraÃ§Ã£o ", ""] {
            assert_eq!(open(&file, wrong).err(), Some(Error::PasswordIncorrect.into()), "{name} {wrong}");
        }
    }
}

#[test]
fn a_key_on_a_curve_finds_its_certificate() {
    assert_eq!(common_name(&open(&vector("ec.p12"), "senha").unwrap()), "EMPRESA DE TESTE LTDA");
}

#[test]
fn a_file_without_a_key_is_named_so() {
    assert_eq!(open(&vector("no_key.p12"), "senha").err(), Some(Error::KeyNotFound.into()));
}

/// A file whose MAC asks for so many rounds that a page would hang for hours.
#[test]
fn too_many_iterations_are_refused() {
    let id_data = der::object_identifier(oid::DATA);
    let safes = der::sequence(&[&id_data, &der::explicit(0, &[&der::octet_string(&der::sequence(&[]))])]);
    let algorithm = der::sequence(&[&der::object_identifier(oid::SHA256), &der::null()]);
    let digest = der::sequence(&[&algorithm, &der::octet_string(&[0; 32])]);
    let mac =
        |iterations: &[u8]| der::sequence(&[&digest, &der::octet_string(&[1; 8]), &der::integer(iterations)]);
    let file = |iterations| der::sequence(&[&der::integer(&[3]), &safes, &mac(iterations)]);
    let refused = Some(Error::TooManyIterations { limit: 10_000_000 }.into());
    assert_eq!(open(&file(&[0x7f, 0xff, 0xff, 0xff]), "senha").err(), refused);
    assert_eq!(open(&file(&[0xff, 0xff, 0xff, 0xff]), "").err(), refused);
    assert!(matches!(*open(&file(&[1, 0, 0, 0, 0]), "senha").err().unwrap(), Error::Malformed { .. }));
    assert_eq!(open(&file(&[1]), "senha").err(), Some(Error::PasswordIncorrect.into()));
}

/// Keys without a local key identifier, and with the certificates of several keys around them.
#[test]
fn without_identifiers_the_public_key_decides() {
    let bag = |kind: u8, value: &[u8]| {
        let kind = der::object_identifier(&[oid::PKCS12_BAG, &[kind]].concat());
        der::sequence(&[&kind, &der::explicit(0, &[value])])
    };
    let certificate = |name: &str| {
        let kind = der::object_identifier(oid::X509_CERTIFICATE);
        bag(3, &der::sequence(&[&kind, &der::explicit(0, &[&der::octet_string(&vector(name))])]))
    };
    let file = |bags: &[&[u8]]| {
        let content = |octets: &[u8]| {
            der::sequence(&[
                &der::object_identifier(oid::DATA),
                &der::explicit(0, &[&der::octet_string(octets)]),
            ])
        };
        let safes = der::sequence(&[&content(&der::sequence(bags))]);
        der::tlv(tag::SEQUENCE, &[&der::integer(&[3]), &content(&safes)])
    };
    let key = bag(1, &vector("person.pk8"));
    let certificates = ["encryption.cer", "company.cer", "person.cer", "small.cer"].map(certificate);
    let [a, b, c, d] = certificates.each_ref().map(Vec::as_slice);
    let opened = open(&file(&[a, b, &key, c, d]), "not needed").unwrap();
    assert_eq!((common_name(&opened).as_str(), opened.certificates.len()), ("FULANO DE TAL:12345678909", 4));
    assert_eq!(open(&file(&[a, b, &key, d]), "").err(), Some(Error::CertificateNotFound.into()));
}

/// SafeBag ::= SEQUENCE { bagId, bagValue [0] EXPLICIT ANY, bagAttributes SET OF PKCS12Attribute OPTIONAL } (RFC 7292, 4.2)
fn bag(kind: u8, value: &[u8], local_key_id: Option<u8>) -> Vec<u8> {
    let kind = der::object_identifier(&[oid::PKCS12_BAG, &[kind]].concat());
    let attributes = local_key_id.map(|id| {
        let id = der::tlv(tag::SET, &[&der::octet_string(&[id])]);
        der::tlv(tag::SET, &[&der::sequence(&[&der::object_identifier(oid::LOCAL_KEY_ID), &id])])
    });
    der::sequence(&[&kind, &der::explicit(0, &[value]), &attributes.unwrap_or_default()])
}

fn certificate_bag(certificate: &[u8], local_key_id: Option<u8>) -> Vec<u8> {
    let kind = der::object_identifier(oid::X509_CERTIFICATE);
    let value = der::sequence(&[&kind, &der::explicit(0, &[&der::octet_string(certificate)])]);
    bag(3, &value, local_key_id)
}

/// A file without a MAC and without encryption.
fn in_the_clear(bags: &[&[u8]]) -> Vec<u8> {
    let content = |octets: &[u8]| {
        let octets = der::explicit(0, &[&der::octet_string(octets)]);
        der::sequence(&[&der::object_identifier(oid::DATA), &octets])
    };
    let safes = der::sequence(&[&content(&der::sequence(bags))]);
    der::sequence(&[&der::integer(&[3]), &content(&safes)])
}

/// Beside a key and its certificate: a bag that is none, a certificate or a key that is none, attributes that are none.
#[test]
fn what_cannot_be_read_in_a_file_takes_nothing_with_it() {
    let (key, own) = (vector("person.pk8"), vector("person.cer"));
    let attributed = |kind: u8, value: &[u8], attributes: &[u8]| {
        let kind = der::object_identifier(&[oid::PKCS12_BAG, &[kind]].concat());
        der::sequence(&[&kind, &der::explicit(0, &[value]), attributes])
    };
    let local_key_id = der::object_identifier(oid::LOCAL_KEY_ID);
    let attributes = [
        der::tlv(tag::SET, &[&der::null()]),
        der::tlv(tag::SET, &[&der::sequence(&[&local_key_id])]),
        der::tlv(tag::SET, &[&der::sequence(&[&local_key_id, &der::tlv(tag::SET, &[])])]),
        der::tlv(tag::SET, &[&der::sequence(&[&local_key_id, &der::octet_string(&[1])])]),
        der::octet_string(&[1]),
    ];
    let mut odd: Vec<_> = attributes.iter().map(|attributes| attributed(1, &key, attributes)).collect();
    odd.extend([
        der::sequence(&[]),
        certificate_bag(&[0x30, 3, 2, 1, 1], Some(1)),
        bag(3, &der::null(), None),
    ]);
    odd.extend([
        bag(1, &der::null(), Some(1)),
        bag(2, &der::sequence(&[]), None),
        bag(6, &der::null(), None),
    ]);
    for odd in &odd {
        let file = in_the_clear(&[odd, &bag(1, &key, Some(1)), &certificate_bag(&own, Some(1))]);
        assert_eq!(open(&file, "").unwrap().pairs.last().map(|pair| pair.certificate.der()), Some(&*own));
    }
    let nothing_else = open(&in_the_clear(&[&bag(1, &der::null(), None)]), "").err();
    assert_eq!(nothing_else, Some(Error::malformed("a private key")));
}

/// A renewed certificate keeps the key, and may keep the identifier or not: all of them can be the one that is valid today.
#[test]
fn a_key_comes_with_every_certificate_that_is_its_own() {
    let first = vector("person.cer");
    let mut renewed = first.clone();
    let serial_number = renewed.windows(5).position(|window| window == [2, 3, 0, 0x8a, 1]).unwrap();
    renewed[serial_number + 4] = 2;
    let of = |pfx: &[u8]| -> Vec<Vec<u8>> {
        open(pfx, "").unwrap().pairs.iter().map(|pair| pair.certificate.der().to_vec()).collect()
    };
    let bags = [certificate_bag(&first, Some(1)), certificate_bag(&renewed, Some(2))];
    for (id, expected) in
        [(Some(1), [&first, &renewed]), (Some(2), [&renewed, &first]), (None, [&first, &renewed])]
    {
        let key = bag(1, &vector("person.pk8"), id);
        assert_eq!(of(&in_the_clear(&[&key, &bags[0], &bags[1]])), expected.map(Clone::clone), "{id:?}");
    }
    let other = certificate_bag(&vector("company.cer"), Some(1));
    let key = bag(1, &vector("person.pk8"), Some(1));
    assert_eq!(
        of(&in_the_clear(&[&other, &key, &bags[1]])),
        [renewed],
        "the first one's public key is another"
    );
}

/// ECPrivateKey ::= SEQUENCE { version, privateKey OCTET STRING, parameters [0] OPTIONAL, publicKey [1] OPTIONAL } (RFC 5915, 3)
#[test]
fn a_key_that_hides_its_public_key_takes_the_only_end_entitys_certificate() {
    let opened = open(&vector("ec.p12"), "senha").unwrap();
    let key = bag(1, &without_point(&pair(&opened).private_key), None);
    let own = pair(&opened).certificate.der().to_vec();
    let mut twin = own.clone();
    let serial_number = twin.windows(4).position(|window| window == [2, 1, 3, 0x30]).unwrap();
    twin[serial_number + 2] = 9;
    let [own, twin, authority, person, other] =
        [own, twin, vector("root.cer"), vector("person.cer"), vector("p384.cer")]
            .map(|der| certificate_bag(&der, None));
    let again = open(&in_the_clear(&[&authority, &person, &other, &key, &own]), "").unwrap();
    assert_eq!(certificate_bag(pair(&again).certificate.der(), None), own, "the others are on no such curve");
    // The key with its point in it, which not every browser can do without.
    assert_eq!(pair(&again).private_key, pair(&opened).private_key);
    assert_eq!(open(&in_the_clear(&[&key, &own, &twin]), "").unwrap().pairs.len(), 2, "signing will tell");
}

/// The PrivateKeyInfo of an EC key, with nothing in its ECPrivateKey but the number.
fn without_point(private_key_info: &[u8]) -> Vec<u8> {
    let mut fields = der::Reader::der(private_key_info).sequence("").unwrap();
    let (version, algorithm) = (fields.read().unwrap(), fields.read().unwrap());
    let octets = fields.octet_string("").unwrap();
    let mut inside = der::Reader::der(&octets).sequence("").unwrap();
    inside.read().unwrap();
    let alone = der::sequence(&[&der::integer(&[1]), inside.read().unwrap().encoded()]);
    der::sequence(&[version.encoded(), algorithm.encoded(), &der::octet_string(&alone)])
}

#[test]
fn a_key_on_a_curve_knows_its_certificate_among_several() {
    let opened = open(&vector("ec.p12"), "senha").unwrap();
    let Pair { private_key, certificate } = pair(&opened);
    let (key, own) = (bag(1, private_key, None), certificate_bag(certificate.der(), None));
    let other = certificate_bag(&vector("p384.cer"), None);
    let again = open(&in_the_clear(&[&key, &other, &own]), "").unwrap();
    assert_eq!(pair(&again).certificate.der(), certificate.der());
}

#[test]
fn a_message_authentication_is_told_by_its_digest() {
    use super::derivation::Hash;
    let len = |number: u8| Hash::from_hmac_oid(&[oid::RSADSI_DIGEST, &[number]].concat()).map(Hash::len);
    assert_eq!([7, 8, 9, 10, 11].map(len), [Ok(20), Ok(28), Ok(32), Ok(48), Ok(64)]);
    assert!(len(12).is_err(), "SHA-512/224");
}

#[test]
fn safes_within_safes_are_read_to_a_depth() {
    let nested = |depth: usize| {
        let key = bag(1, &vector("person.pk8"), None);
        let certificate = certificate_bag(&vector("person.cer"), None);
        let inner = der::sequence(&[&key, &certificate]);
        let safes = (1..depth).fold(inner, |inner, _| der::sequence(&[&bag(6, &inner, None)]));
        open(&in_the_clear(&[&bag(6, &safes, None)]), "").map(|opened| common_name(&opened))
    };
    for depth in 1..=4 {
        assert_eq!(nested(depth).as_deref(), Ok("FULANO DE TAL:12345678909"), "{depth}");
    }
    assert_eq!(nested(5), Err(Error::KeyNotFound.into()));
}

/// PBKDF2-params with a keyLength, as some writers have it (RFC 8018, appendix A.2).
#[test]
fn a_written_key_length_has_to_be_that_of_the_cipher() {
    use super::derivation::Pbkdf2;
    let parameters = |len: Option<u8>| {
        let len = len.map(|len| der::integer(&[len])).unwrap_or_default();
        let parameters = der::sequence(&[&der::octet_string(&[1; 8]), &der::integer(&[1]), &len]);
        [der::object_identifier(oid::PBKDF2), parameters].concat()
    };
    let read = |written: Option<u8>, wanted: Option<usize>| {
        Pbkdf2::read(&mut der::Reader::ber(&parameters(written)), wanted).map(|(_, len)| len).ok()
    };
    assert_eq!(read(Some(32), Some(32)), Some(Some(32)));
    assert_eq!(read(Some(16), Some(32)), None);
    assert_eq!(read(Some(16), None), Some(Some(16)));
    assert_eq!(read(None, Some(32)), Some(Some(32)));
    assert_eq!(read(None, None), Some(None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(open(&bytes, "senha").is_err());
    }

    /// Damage in the file without a MAC reaches all that lies behind the MAC in others.
    #[test]
    fn no_damage_makes_it_panic(at in any::<prop::sample::Index>(), octet in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut pfx = vector("no_mac.p12");
        let (at, cut) = (at.index(300), cut.index(pfx.len()));
        pfx[at] = octet;
        let _ = open(&pfx[..cut], "senha");
        // Two octets of iterations at the most: 65 535 rounds.
        let _ = open(&pfx, "senha");
    }
}
