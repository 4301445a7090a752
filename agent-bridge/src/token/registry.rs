//! Where the makers of ICP-Brasil tokens put their PKCS#11 modules.
//!
//! Paths only: a page never names a module. They are what Demoiselle Signer, webcrypto-local and signer4j list;
//! of these OpenSC's is tested here. SoftHSM2 is a test token and must be asked for with `--module`.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::trust::trusted;

/// The modules that are installed, each file once, makers' own before OpenSC.
pub fn well_known() -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    PATHS
        .iter()
        .filter_map(|path| installed(Path::new(path)))
        .filter(|path| seen.insert(path.clone()))
        .collect()
}

fn installed(path: &Path) -> Option<PathBuf> {
    match trusted(path) {
        Ok(file) => Some(file),
        Err(error) if error.is_missing() => None,
        Err(error) => {
            tracing::warn!(%error, "a module is left out");
            None
        }
    }
}

#[cfg(target_os = "linux")]
const PATHS: &[&str] = &[
    // SafeNet eToken 5100 and 5110, IDPrime (Thales)
    "/usr/lib/libeToken.so",
    "/usr/lib64/libeToken.so",
    "/usr/lib/libeTPkcs11.so",
    "/usr/lib/libIDPrimePKCS11.so",
    // StarSign, SafeSign (G&D, AET)
    "/usr/lib/libaetpkss.so",
    "/usr/lib/libaetpkss.so.3",
    "/usr/lib64/libaetpkss.so.3",
    // WatchKey (Watchdata)
    "/usr/lib/watchdata/ICP/lib/libwdpkcs_icp.so",
    "/usr/lib/watchdata/lib/libwdpkcs.so",
    "/opt/watchdata/lib64/libwdpkcs.so",
    "/usr/lib/libwdpkcs.so",
    "/usr/lib64/libwdpkcs.so",
    "/usr/local/lib/libwdpkcs.so",
    // ePass2003 (Feitian)
    "/usr/lib/libcastle.so.1.0.0",
    // Pronova, Athena
    "/usr/lib/libepsng_p11.so",
    "/usr/local/ngsrv/libepsng_p11.so.1",
    // Cosmo (Oberthur, Certisign)
    "/usr/local/AWP/lib/libOcsCryptoki.so",
    // Charismathics (Safeweb)
    "/usr/lib/libcmP11.so",
    // DXSafe (Dexon)
    "/etc/Dexon/DXSafe/libDXSafePKCS11.X64.so",
    // NeoID (Serpro)
    "/usr/lib/libneoidp11.so",
    // YubiKey
    "/usr/lib/x86_64-linux-gnu/libykcs11.so",
    // OpenSC
    "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib/x86_64-linux-gnu/pkcs11/opensc-pkcs11.so",
    "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib64/opensc-pkcs11.so",
    "/usr/lib/opensc-pkcs11.so",
    "/usr/lib/pkcs11/opensc-pkcs11.so",
];

#[cfg(target_os = "macos")]
const PATHS: &[&str] = &[
    "/usr/local/lib/libeTPkcs11.dylib",
    "/Library/Frameworks/eToken.framework/Versions/A/libeToken.dylib",
    "/usr/local/lib/libidprimepkcs11.0.dylib",
    "/usr/local/lib/libaetpkss.dylib",
    "/Applications/tokenadmin.app/Contents/Frameworks/libaetpkss.dylib",
    "/Applications/WatchKey USB Token Admin Tool.app/Contents/MacOS/lib/libWDP11_BR_GOV.dylib",
    "/usr/local/lib/libcastle.1.0.0.dylib",
    "/Applications/DXSafe/libDXSafePKCS11.dylib",
    "/usr/local/lib/libykcs11.dylib",
    "/Library/OpenSC/lib/pkcs11/opensc-pkcs11.so",
    "/Library/OpenSC/lib/opensc-pkcs11.so",
];

#[cfg(windows)]
const PATHS: &[&str] = &[
    r"C:\Windows\System32\eTPKCS11.dll",
    r"C:\Windows\System32\aetpkss1.dll",
    r"C:\Windows\System32\WDPKCS.dll",
    r"C:\Windows\System32\WDICP_P11_CCID_v34.dll",
    r"C:\Windows\System32\eps2003csp11.dll",
    r"C:\Windows\System32\ngp11v211.dll",
    r"C:\Windows\System32\asepkcs.dll",
    r"C:\Windows\System32\OcsCryptoki.dll",
    r"C:\Windows\System32\cmP11.dll",
    r"C:\Windows\System32\DXSafePKCS11.dll",
    r"C:\Program Files\Yubico\Yubico PIV Tool\bin\libykcs11.dll",
    r"C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll",
];

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
const PATHS: &[&str] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_absolute_and_none_is_a_test_token() {
        assert!(
            PATHS.iter().all(|path| std::path::Path::new(path).is_absolute() && !path.contains("softhsm"))
        );
    }
}
