//! The certificates of `tests/vectors`, as all tests read them.

use crate::Certificate;

/// The file of this name, without its ending.
pub(crate) fn vector(name: &str) -> Certificate {
    let path = format!("{}/tests/vectors/{name}.cer", env!("CARGO_MANIFEST_DIR"));
    Certificate::from_der(&std::fs::read(path).unwrap()).unwrap()
}

/// `name` with these octets in place of others of the same number, wherever they stand.
pub(crate) fn changed(name: &str, from: &[u8], to: &[u8]) -> Certificate {
    let mut der = vector(name).der().to_vec();
    let places: Vec<usize> = (0..der.len()).filter(|at| der[*at..].starts_with(from)).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|at| der[*at..at + to.len()].copy_from_slice(to));
    Certificate::from_der(&der).unwrap()
}

/// The signer's certificate in the file of this name in `tests/vectors/reports`.
pub(crate) fn report(name: &str) -> Certificate {
    let path = format!("{}/tests/vectors/reports/{name}.pfx", env!("CARGO_MANIFEST_DIR"));
    crate::pkcs12::open(&std::fs::read(path).unwrap(), "segredo").unwrap().pairs.swap_remove(0).certificate
}
