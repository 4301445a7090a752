//! The files of demo/certificates/make.sh, as others use them.

use std::fs;
use std::path::Path;
use std::process::Command;

use openssl::asn1::Asn1Time;
use openssl::pkcs12::Pkcs12;
use openssl::pkey::Id;
use openssl::x509::X509;

use crate::support::certificates;

#[test]
fn the_pfx_files_open_with_the_documented_password_and_hold_their_chain() {
    for (file, kind) in [("a1.pfx", Id::RSA), ("a1-ec.pfx", Id::EC), ("expired.pfx", Id::RSA)] {
        let pfx = Pkcs12::from_der(&fs::read(certificates().join(file)).unwrap()).unwrap();
        let parsed = pfx.parse2("segredo").unwrap();
        assert!(pfx.parse2("wrong").is_err());
        let (key, certificate) = (parsed.pkey.unwrap(), parsed.cert.unwrap());
        assert_eq!(key.id(), kind, "{file}");
        assert!(certificate.public_key().unwrap().public_eq(&key), "{file}");
        assert_eq!(parsed.ca.unwrap().len(), 2, "{file}");
    }
}

#[test]
fn only_the_expired_one_is_expired() {
    let now = Asn1Time::days_from_now(0).unwrap();
    for name in ["root", "intermediate", "cloud", "token", "a1", "a1-ec", "expired"] {
        let certificate = read(&certificates().join(format!("{name}.pem")));
        assert_eq!(certificate.not_after() < now, name == "expired", "{name}");
    }
}

#[test]
fn a_second_run_changes_nothing_and_a_forced_one_everything() {
    let folder = tempfile::TempDir::new().unwrap();
    let target = folder.path().join("certificates");
    let serial = |options: &[&str]| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../certificates/make.sh");
        assert!(Command::new(script).arg(&target).args(options).status().unwrap().success());
        read(&target.join("a1.pem")).serial_number().to_bn().unwrap()
    };
    let (first, second, forced) = (serial(&[]), serial(&[]), serial(&["--force"]));
    assert_eq!(first, second);
    assert_ne!(first, forced);
}

#[test]
fn a_folder_with_something_else_in_it_is_left_alone() {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("letter.txt"), "mine").unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../certificates/make.sh");
    let run = Command::new(script).arg(folder.path()).arg("--force").output().unwrap();
    assert!(!run.status.success());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

fn read(path: &Path) -> X509 {
    X509::from_pem(&fs::read(path).unwrap()).unwrap()
}
