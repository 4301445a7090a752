//! OpenSSL signs the attributes and judges the result.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use signer_cms::{Attribute, Content, SignedAttributes, SignedData};
use signer_pki::{Certificate, CertificateChain, DigestAlgorithm, SignatureAlgorithm};
use tempfile::TempDir;

const CONTENT: &[u8] = b"%PDF-1.7 the bytes of the byte range";

/// A certificate of an authority that OpenSSL made, with the key beside it.
struct Signer {
    folder: TempDir,
    chain: CertificateChain,
}

fn openssl(folder: &Path, line: &str) -> Output {
    Command::new("openssl").args(line.split(' ')).current_dir(folder).output().unwrap()
}

fn run(folder: &Path, line: &str) {
    let output = openssl(folder, line);
    assert!(output.status.success(), "openssl {line}: {}", String::from_utf8_lossy(&output.stderr));
}

/// None, and a message, where there is no OpenSSL.
fn signer(key: &str) -> Option<Signer> {
    if Command::new("openssl").arg("version").output().is_err() {
        skipped::skip("openssl is not installed");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(
        at.join("x509.cnf"),
        "[req]\ndistinguished_name=name\n[name]\n[v3]\nkeyUsage=critical,digitalSignature\n",
    )
    .unwrap();
    run(at, "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=Authority -days 30");
    run(at, &format!("genpkey {key} -out ee.key"));
    run(at, "req -new -key ee.key -subj /C=BR/CN=Signer -out ee.csr");
    run(
        at,
        "x509 -req -in ee.csr -CA ca.pem -CAkey ca.key -set_serial 0x80ff -days 30 -extfile x509.cnf -extensions v3 -out ee.pem",
    );
    let certificate = |name: &str| {
        run(at, &format!("x509 -in {name}.pem -outform DER -out {name}.cer"));
        Certificate::from_der(&fs::read(at.join(format!("{name}.cer"))).unwrap()).unwrap()
    };
    let chain = CertificateChain::order(certificate("ee"), vec![certificate("ca")]);
    assert_eq!(chain.len(), 2);
    Some(Signer { folder, chain })
}

impl Signer {
    fn digest(&self) -> DigestAlgorithm {
        SignatureAlgorithm::for_certificate(self.chain.end_entity()).unwrap().digest()
    }

    fn value(&self, attributes: &SignedAttributes) -> (SignatureAlgorithm, Vec<u8>) {
        let at = self.folder.path();
        fs::write(at.join("attributes"), attributes.der()).unwrap();
        let digest = self.digest().name().replace('-', "").to_lowercase();
        run(at, &format!("dgst -{digest} -sign ee.key -out signature attributes"));
        let algorithm = SignatureAlgorithm::for_certificate(self.chain.end_entity()).unwrap();
        (algorithm, fs::read(at.join("signature")).unwrap())
    }

    fn sign(&self, attributes: &SignedAttributes) -> Vec<u8> {
        let (algorithm, signature) = self.value(attributes);
        let encoded = SignedData::detached(attributes, algorithm, &signature, &self.chain).encode();
        assert_eq!(encoded.tail, b"");
        encoded.head
    }

    /// `-cades` has OpenSSL compare `signingCertificateV2` with the signer's certificate.
    fn judge(&self, cms: &[u8], content: &[u8]) -> Output {
        let at = self.folder.path();
        fs::write(at.join("signed.der"), cms).unwrap();
        fs::write(at.join("content"), content).unwrap();
        openssl(
            at,
            "cms -verify -cades -inform DER -in signed.der -content content -binary -CAfile ca.pem -purpose any -out verified",
        )
    }
}

/// Content of the lengths at which an encoding grows stands between head and tail, and OpenSSL gives it back.
#[test]
fn attached_content_is_valid_between_head_and_tail() {
    let Some(signer) = signer("-algorithm EC -pkeyopt ec_paramgen_curve:P-256") else { return };
    let (at, digest) = (signer.folder.path(), signer.digest());
    for len in [0, 0x7f, 0x80, 0xffff, 0x0100_0000] {
        let content: Vec<u8> = (0..len).map(|index: usize| index.to_le_bytes()[0]).collect();
        let signed =
            SignedAttributes::pades_baseline(&digest.digest(&content), digest, signer.chain.end_entity());
        let (algorithm, signature) = signer.value(&signed);
        let mut signed_data = SignedData::detached(&signed, algorithm, &signature, &signer.chain);
        signed_data.content = Content::Attached(len.try_into().unwrap());
        // Made up: OpenSSL keeps an unsigned attribute that it does not know.
        signed_data.unsigned = vec![Attribute::time_stamp_token(&[0x30, 3, 2, 1, 1])];
        let encoded = signed_data.encode();
        fs::write(at.join("attached.der"), [&encoded.head[..], &content, &encoded.tail].concat()).unwrap();
        run(
            at,
            "cms -verify -cades -inform DER -in attached.der -binary -CAfile ca.pem -purpose any -out verified",
        );
        assert_eq!(fs::read(at.join("verified")).unwrap(), content, "{len}");
    }
}

fn judged_valid(key: &str, algorithm: SignatureAlgorithm) {
    let Some(signer) = signer(key) else { return };
    assert_eq!(SignatureAlgorithm::for_certificate(signer.chain.end_entity()), Ok(algorithm));
    let digest = signer.digest();
    let attributes =
        SignedAttributes::pades_baseline(&digest.digest(CONTENT), digest, signer.chain.end_entity());
    let cms = signer.sign(&attributes);
    let verdict = signer.judge(&cms, CONTENT);
    assert!(verdict.status.success(), "{}", String::from_utf8_lossy(&verdict.stderr));
    assert_eq!(fs::read(signer.folder.path().join("verified")).unwrap(), CONTENT);
    assert!(!signer.judge(&cms, b"other bytes").status.success(), "it accepts other content");

    let bound = SignedData::max_len(&attributes, algorithm, &signer.chain, None);
    match algorithm {
        SignatureAlgorithm::RsaPkcs1(_) => assert_eq!(cms.len(), bound),
        // r and s are shorter now and then.
        SignatureAlgorithm::Ecdsa(..) => {
            assert!((bound - 12..=bound).contains(&cms.len()), "{} of {bound}", cms.len())
        }
    }
    let read = SignedAttributes::read(attributes.der(), signer.chain.end_entity()).unwrap();
    assert_eq!(
        (read.message_digest, read.content_type.as_str()),
        (digest.digest(CONTENT), "1.2.840.113549.1.7.1")
    );
    assert_eq!((read.signing_time, read.policy, read.others), (None, None, Vec::new()));
}

#[test]
fn an_rsa_signature_is_valid() {
    judged_valid(
        "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
    );
}

#[test]
fn a_long_rsa_key_makes_a_valid_signature() {
    judged_valid(
        "-algorithm RSA -pkeyopt rsa_keygen_bits:3072",
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
    );
}

#[test]
fn signatures_on_the_curves_are_valid() {
    use signer_pki::Curve::{P256, P384, P521};
    let curves = [
        ("P-256", P256, DigestAlgorithm::Sha256),
        ("P-384", P384, DigestAlgorithm::Sha384),
        ("P-521", P521, DigestAlgorithm::Sha512),
    ];
    for (name, curve, digest) in curves {
        judged_valid(
            &format!("-algorithm EC -pkeyopt ec_paramgen_curve:{name}"),
            SignatureAlgorithm::Ecdsa(curve, digest),
        );
    }
}

/// The attribute has to be compared by OpenSSL, or the verdict above says nothing about it.
#[test]
fn attributes_of_another_certificate_are_judged_invalid() {
    let Some(signer) = signer("-algorithm RSA -pkeyopt rsa_keygen_bits:2048") else { return };
    let authority = signer.chain.iter().last().unwrap();
    let attributes =
        SignedAttributes::pades_baseline(&signer.digest().digest(CONTENT), signer.digest(), authority);
    assert!(!signer.judge(&signer.sign(&attributes), CONTENT).status.success());
}

/// OpenSSL's own attributes, with a time and with what S/MIME adds, are read as well.
#[test]
fn attributes_that_openssl_wrote_are_read() {
    let Some(signer) = signer("-algorithm RSA -pkeyopt rsa_keygen_bits:2048") else { return };
    let at = signer.folder.path();
    fs::write(at.join("content"), CONTENT).unwrap();
    run(at, "cms -sign -cades -binary -in content -signer ee.pem -inkey ee.key -outform DER -out theirs.der");
    let theirs = fs::read(at.join("theirs.der")).unwrap();
    let attributes = signed_attributes(&theirs);
    let read = SignedAttributes::read(&attributes, signer.chain.end_entity()).unwrap();
    assert_eq!(read.message_digest, DigestAlgorithm::Sha256.digest(CONTENT));
    let since = read.signing_time.unwrap() - signer.chain.end_entity().validity().not_before;
    assert!((0..600).contains(&since), "signed {since} seconds after the certificate began");
    assert_eq!(read.others, ["1.2.840.113549.1.9.15"], "sMIMECapabilities");
}

/// ContentInfo → SignedData → the last SET → SignerInfo → signedAttrs, as SET OF.
fn signed_attributes(cms: &[u8]) -> Vec<u8> {
    use signer_pki::der::{Reader, tag};
    let mut content_info = Reader::der(cms).sequence("").unwrap();
    content_info.read().unwrap();
    let mut signed_data = content_info.read().unwrap().only().unwrap().inside();
    let mut last = signed_data.read().unwrap();
    while !signed_data.is_empty() {
        last = signed_data.read().unwrap();
    }
    let mut signer_info = last.only().unwrap().inside();
    let attributes =
        std::iter::from_fn(|| signer_info.read().ok()).find(|field| field.tag() == 0xa0).unwrap();
    signer_pki::der::tlv(tag::SET, &[attributes.contents()])
}
