//! One SoftHSM2 token for all tests: six RSA keys and two elliptic ones, each with its certificate.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use signer_pki::Certificate;

/// Found nowhere else, so that it can be looked for in logs.
pub(crate) const PIN: &str = "4815162342";

pub(crate) static TOKEN: LazyLock<Token> = LazyLock::new(Token::make);

/// Where the token and the material of its keys are.
pub(crate) struct Token {
    directory: PathBuf,
}

impl Token {
    fn make() -> Self {
        let token = Self { directory: Path::new(env!("CARGO_TARGET_TMPDIR")).join("token") };
        let _ = fs::remove_dir_all(&token.directory);
        fs::create_dir_all(token.directory.join("tokens")).unwrap();
        let tokens = token.directory.join("tokens");
        fs::write(token.configuration(), configuration(&tokens)).unwrap();
        token.run(
            "softhsm2-util",
            &["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "12345678"],
        );
        token.add("first", "01", &["rsa:2048"]);
        token.add("second", "02", &["rsa:2048"]);
        token.add_dated("expired", "06", ["200101000000Z", "230101000000Z"], &[]);
        token.add_dated("early", "07", ["480101000000Z", "490101000000Z"], &[]);
        let for_encryption = ["-addext", "keyUsage=critical,keyEncipherment"];
        token.add_dated("encrypting", "08", ["200101000000Z", "490101000000Z"], &for_encryption);
        token.add("elliptic", "03", &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
        token.add_careful("careful", "04", "rsa", &["rsa:2048"]);
        token.add_careful("curved", "05", "ec", &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
        token
    }

    /// A certificate that is valid from then to then; nobody here looks at the signature of its issuer.
    fn add_dated(&self, name: &str, id: &str, validity: [&str; 2], more: &[&str]) {
        self.certify(name, &[&["rsa:2048"], more].concat());
        let (private, file) = (self.file(name, "key"), self.file(name, "der"));
        let mut der = fs::read(&file).unwrap();
        let utc_times = der.windows(2).enumerate().filter(|(_, two)| *two == [0x17, 0x0d]);
        for (place, time) in
            utc_times.map(|(place, _)| place + 2).take(2).collect::<Vec<_>>().into_iter().zip(validity)
        {
            der[place..place + 13].copy_from_slice(time.as_bytes());
        }
        fs::write(&file, der).unwrap();
        let import = ["--import", &private, "--token", LABEL, "--pin", PIN, "--id", id, "--label", name];
        self.run("softhsm2-util", &import);
        self.write(name, "der", &["--type", "cert", "--id", id]);
    }

    /// A key with CKA_ALWAYS_AUTHENTICATE, which softhsm2-util cannot make.
    fn add_careful(&self, name: &str, id: &str, kind: &str, key: &[&str]) {
        self.certify(name, key);
        let (pem, der) = (self.file(name, "key"), self.file(name, kind));
        self.run("openssl", &[kind, "-in", &pem, "-outform", "DER", "-out", &der]);
        self.write(name, kind, &["--type", "privkey", "--usage-sign", "--always-auth", "--id", id]);
        self.write(name, "der", &["--type", "cert", "--id", id]);
    }

    fn add(&self, name: &str, id: &str, key: &[&str]) {
        self.certify(name, key);
        let private = self.file(name, "key");
        let import = ["--import", &private, "--token", LABEL, "--pin", PIN, "--id", id, "--label", name];
        self.run("softhsm2-util", &import);
        self.write(name, "der", &["--type", "cert", "--id", id]);
    }

    fn certify(&self, name: &str, key: &[&str]) {
        let (private, pem, der) = (self.file(name, "key"), self.file(name, "pem"), self.file(name, "der"));
        let subject = format!("/C=BR/O=ICP-Brasil/CN=PESSOA {}", name.to_uppercase());
        let request =
            [&["req", "-x509", "-nodes", "-newkey"], key, &["-subj", &subject, "-days", "30"]].concat();
        let end_entity = ["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", &private, "-out", &pem];
        self.run("openssl", &[&request[..], &end_entity].concat());
        self.run("openssl", &["x509", "-in", &pem, "-outform", "DER", "-out", &der]);
    }

    fn write(&self, name: &str, kind: &str, how: &[&str]) {
        let to = ["--module", module(), "--token-label", LABEL, "--login", "--pin", PIN, "--label", name];
        self.run("pkcs11-tool", &[&to[..], &["--write-object", &self.file(name, kind)], how].concat());
    }

    /// A copy of the token with a configuration of its own: a wrong PIN is written into the token, and an agent that reads
    /// it meanwhile would find none. `more` are further lines of the configuration.
    pub(crate) fn copy_to(&self, folder: &Path, more: &str) -> PathBuf {
        let tokens = folder.join("tokens");
        for token in fs::read_dir(self.directory.join("tokens")).unwrap() {
            let (from, to) = (token.as_ref().unwrap().path(), tokens.join(token.unwrap().file_name()));
            fs::create_dir_all(&to).unwrap();
            for file in fs::read_dir(from).unwrap() {
                let file = file.unwrap();
                fs::copy(file.path(), to.join(file.file_name())).unwrap();
            }
        }
        let path = folder.join("softhsm2.conf");
        fs::write(&path, format!("{}{more}", configuration(&tokens))).unwrap();
        path
    }

    fn configuration(&self) -> PathBuf {
        self.directory.join("softhsm2.conf")
    }

    pub(crate) fn certificate(&self, name: &str) -> Certificate {
        Certificate::from_der(&fs::read(self.file(name, "der")).unwrap()).unwrap()
    }

    /// True where openssl finds that the key of `name` signed the message.
    pub(crate) fn verifies(&self, name: &str, digest: &str, message: &[u8], signature: &[u8]) -> bool {
        let folder = tempfile::tempdir_in(&self.directory).unwrap();
        let path = |file: &str| folder.path().join(file).display().to_string();
        fs::write(path("message"), message).unwrap();
        fs::write(path("signature"), signature).unwrap();
        let key = Command::new("openssl")
            .args(["x509", "-in", &self.file(name, "pem"), "-noout", "-pubkey"])
            .output();
        fs::write(path("key"), key.unwrap().stdout).unwrap();
        let verify =
            ["dgst", digest, "-verify", &path("key"), "-signature", &path("signature"), &path("message")];
        Command::new("openssl").args(verify).output().unwrap().status.success()
    }

    fn file(&self, name: &str, kind: &str) -> String {
        self.directory.join(format!("{name}.{kind}")).display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output =
            Command::new(program).args(arguments).env("SOFTHSM2_CONF", self.configuration()).output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

fn configuration(tokens: &Path) -> String {
    format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display())
}

/// Where distributions put SoftHSM2; SOFTHSM2_MODULE says otherwise.
pub(crate) fn module() -> &'static str {
    static MODULE: LazyLock<String> = LazyLock::new(|| {
        let places = [
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so",
            "/usr/local/lib/softhsm/libsofthsm2.so",
            "/opt/homebrew/lib/softhsm/libsofthsm2.so",
        ];
        let found = places.into_iter().find(|place| Path::new(place).exists()).map(str::to_owned);
        std::env::var("SOFTHSM2_MODULE").ok().or(found).expect("libsofthsm2.so; set SOFTHSM2_MODULE")
    });
    &MODULE
}

/// The same with faults, built once.
pub(crate) fn faulty() -> &'static str {
    static MODULE: LazyLock<String> = LazyLock::new(|| {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faulty.c");
        let library = TOKEN.directory.join("faulty.so").display().to_string();
        TOKEN.run("cc", &["-shared", "-fPIC", "-o", &library, source, "-ldl"]);
        library
    });
    &MODULE
}

/// A second driver of the same tokens, with a memory of its own.
pub(crate) fn another() -> &'static str {
    static MODULE: LazyLock<String> = LazyLock::new(|| {
        let library = TOKEN.directory.join("another.so");
        fs::copy(module(), &library).unwrap();
        library.display().to_string()
    });
    &MODULE
}

const LABEL: &str = "Token de teste";
