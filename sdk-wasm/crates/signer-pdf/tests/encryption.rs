//! Encrypted documents: opened with the right password only, signed, and encrypted still (ISO 32000-2, 7.6).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use std::path::PathBuf;

use proptest::prelude::*;
use signer_pdf::{Error, Field, Opening, RequestPart, SignatureRequest, Warning};
use support::*;

const USER: &str = "usuario";
const OWNER: &str = "dono";
/// Fixtures that `make.py` in their folder made, and the user's password.
const WAYS: [(&str, &str); 8] = [
    ("rc4-40", USER),
    ("rc4-128", ""),
    ("rc4-128-crypt-filters", USER),
    ("aes-128", ""),
    ("aes-128-object-streams", USER),
    ("aes-256-revision-5", USER),
    ("aes-256", "SaSLprep"),
    ("aes-256-object-streams", ""),
];

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/encryption");
    std::fs::read(folder.join([name, ".pdf"].concat())).unwrap()
}

fn opening(password: &str) -> Opening {
    let password = (!password.is_empty()).then(|| password.to_string().into());
    Opening { password, ..Opening::default() }
}

fn in_field(field: Field) -> SignatureRequest {
    SignatureRequest { field: Some(field), ..request() }
}

/// The signed document and the name of its field.
fn signed(document: &[u8], password: &str, request: &SignatureRequest) -> (Vec<u8>, String) {
    let prepared = open(document, opening(password), request).unwrap();
    let name = prepared.field_name().to_string();
    let update = prepared.finish(&[0xab, 0xcd]).unwrap();
    (([document, &update].concat()), name)
}

#[test]
fn every_way_is_signed_again_and_again_with_either_password() {
    for (name, user) in WAYS {
        for password in [user, OWNER] {
            let document = fixture(name);
            let (once, first) = signed(&document, password, &request());
            let (twice, second) = signed(&once, password, &request());
            assert_eq!((first.as_str(), second.as_str()), ("Signature1", "Signature2"), "{name}");
            assert!(twice.starts_with(&document), "{name}");
        }
    }
}

#[test]
fn nothing_new_is_in_the_clear_but_the_hole() {
    for (name, user) in WAYS {
        let document = fixture(name);
        let (signed, _) = signed(&document, user, &request());
        let update = text(&signed[document.len()..]);
        for secret in ["Contrato", "Signature1", "Nota", "Helv 0 Tf", "Valor"] {
            assert!(!update.contains(secret), "{name}: {secret} in {update}");
        }
        assert!(update.contains("/Contents<ABCD00"), "{name}");
        assert!(update.contains("/Encrypt "), "{name}");
    }
}

#[test]
fn strings_that_nobody_changed_keep_their_bytes() {
    for name in ["rc4-128", "aes-128"] {
        let document = fixture(name);
        let old = text(&document);
        let (signed, _) = signed(&document, "", &request());
        let update = text(&signed[document.len()..]);
        for entry in ["/Subtype /Text", "/DA <"] {
            let line = old.lines().find(|line| line.contains(entry)).unwrap();
            let start = line.find(if entry == "/DA <" { "/DA <" } else { "/Contents <" }).unwrap();
            let string = &line[start..start + line[start..].find('>').unwrap()];
            assert!(update.contains(string), "{name}: {string} not in {update}");
        }
    }
}

#[test]
fn names_and_locks_are_read_and_written_through_the_encryption() {
    for (name, user) in WAYS {
        let document = fixture(name);
        let (once, field) = signed(&document, user, &in_field(Field::Existing("Assinação".into())));
        assert_eq!(field, "Assinação", "{name}");
        let locked = open(&once, opening(user), &in_field(Field::New("Futura".into())));
        assert!(matches!(locked, Err(Error::Locked { .. })), "{name}");
        assert!(open(&once, opening(user), &in_field(Field::New("Outra".into()))).is_ok(), "{name}");
        let again = open(&once, opening(user), &in_field(Field::Existing("Assinação".into()))).map(drop);
        let signed_already =
            Err(Error::Request { part: RequestPart::Field, reason: "the field is signed already" });
        assert_eq!(again, signed_already, "{name}");
    }
}

#[test]
fn a_wrong_password_and_none_are_told_apart() {
    for (name, user) in WAYS {
        let document = fixture(name);
        let wrong = open(&document, opening("errada"), &request()).map(drop);
        assert_eq!(wrong, Err(Error::PasswordIncorrect), "{name}");
        let none = open(&document, opening(""), &request()).map(drop);
        let expected = if user.is_empty() { Ok(()) } else { Err(Error::Encrypted) };
        assert_eq!(none, expected, "{name}");
    }
    assert!(open(&classic(PLAIN), opening("sem uso"), &request()).is_ok());
}

#[test]
fn a_new_password_is_prepared_from_its_normal_form() {
    let given = "S\u{aa}SL\u{ad}prep";
    let normalized_password = Some("SaSL\u{ad}prep".to_string().into());
    let opening = Opening { normalized_password, ..opening(given) };
    assert!(open(&fixture("aes-256"), opening, &request()).is_ok());
}

#[test]
fn what_is_encrypted_depends_on_the_entropy() {
    let document = fixture("aes-256-object-streams");
    let with = |byte| SignatureRequest { entropy: [byte; 32], ..request() };
    let update = |byte| signed(&document, "", &with(byte)).0;
    assert_eq!(update(1), update(1));
    let reason = |byte| {
        let update = text(&update(byte));
        let start = update.rfind("/Reason<").unwrap();
        update[start..start + 40].to_string()
    };
    assert_ne!(reason(1), reason(2));
}

/// The document with one string of its encryption dictionary changed.
fn tampered(name: &str, key: &str) -> Vec<u8> {
    let mut document = fixture(name);
    let place = text_position(&document, key) + key.len();
    document[place] = if document[place] == b'0' { b'1' } else { b'0' };
    document
}

fn text_position(document: &[u8], word: &str) -> usize {
    document.windows(word.len()).rposition(|window| window == word.as_bytes()).unwrap()
}

#[test]
fn damaged_keys_and_permissions_are_no_signature() {
    for name in ["aes-256", "aes-256-revision-5"] {
        let user = WAYS.iter().find(|way| way.0 == name).unwrap().1;
        for (key, password) in [("/Perms <", user), ("/UE <", user), ("/OE <", OWNER)] {
            let found = open(&tampered(name, key), opening(password), &request()).map(drop);
            assert!(matches!(found, Err(Error::Malformed { .. })), "{name} {key}: {found:?}");
        }
    }
}

#[test]
fn a_damaged_document_is_repaired_and_stays_encrypted() {
    for (name, user) in WAYS {
        let sound = fixture(name);
        let (header, rest) = sound.split_at("%PDF-1.7\n".len());
        let document = [header, b"% every offset points to other bytes now\n", rest].concat();
        let opening = |repair| Opening { repair, ..opening(user) };
        let damaged = open(&document, opening(false), &request()).map(drop);
        assert!(matches!(damaged, Err(Error::Malformed { .. })), "{name}: {damaged:?}");
        let once = open(&document, opening(true), &request()).unwrap();
        assert_eq!(once.warnings(), [Warning::Repaired], "{name}");
        let once = [document, once.finish(&[1]).unwrap()].concat();
        let twice = open(&once, opening(false), &request()).unwrap();
        assert_eq!(twice.field_name(), "Signature2", "{name}");
        assert_eq!(open(&once, Opening::default(), &request()).is_err(), !user.is_empty(), "{name}");
    }
}

fn with_dictionary(encrypt: &str) -> Vec<u8> {
    classic_with(PLAIN, &["/Root 1 0 R/Encrypt ", encrypt].concat())
}

#[test]
fn what_encrypts_only_attachments_needs_no_password() {
    let filters = "/CF<</StdCF<</CFM/AESV3/AuthEvent/EFOpen>>>>/StmF/Identity/StrF/Identity/EFF/StdCF";
    let document = with_dictionary(&["<</Filter/Standard/V 5/R 6/P -4", filters, ">>"].concat());
    let update = sign(&document);
    assert!(update.contains("/Reason(Contrato)") && update.contains("/Encrypt<<"), "{update}");
}

#[test]
fn handlers_and_algorithms_that_are_not_known_are_refused() {
    let zeros = "0".repeat(64);
    let standard =
        |entries: &str| ["<</Filter/Standard/P -4/O<", &zeros, ">/U<", &zeros, ">", entries, ">>"].concat();
    let filters = |name: &str| ["/V 4/R 4/StmF/A/StrF/A/CF<</A<</CFM/", name, ">>>>"].concat();
    for dictionary in [
        "3 0 R".to_string(),
        "<</Filter/Standard>>".to_string(),
        "<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s4/V 1>>".to_string(),
        standard("/V 3/R 3"),
        standard("/V 6/R 7"),
        standard("/V 2/R 9"),
        standard(&filters("None")),
        standard(&filters("AESV4")),
        standard("/V 4/R 4/StmF/A/StrF/A"),
    ] {
        let document = with_dictionary(&dictionary);
        // No password helps, so none is asked for.
        for password in ["", "x"] {
            let refused = open(&document, opening(password), &request()).map(drop);
            assert!(matches!(refused, Err(Error::Unsupported { .. })), "{dictionary} {refused:?}");
        }
    }
    let asks = prepare(&with_dictionary(&standard("/V 2/R 3")), &request()).map(drop);
    assert_eq!(asks, Err(Error::Encrypted));
    let gone = classic_with(PLAIN, "/Root 1 0 R/Encrypt 30 0 R");
    assert!(prepare(&gone, &request()).is_ok());
    let short = "<</Filter/Standard/V 2/R 3/P -4/O<00>/U<00>>>";
    for dictionary in [short, "(text)", &standard("/V 2/R 3/Length 9999")] {
        let found = open(&with_dictionary(dictionary), opening("x"), &request()).map(drop);
        assert!(matches!(found, Err(Error::Malformed { .. })), "{dictionary}: {found:?}");
    }
}

#[test]
fn a_message_authentication_code_cannot_be_kept_and_is_refused() {
    let authenticated = classic_with(PLAIN, "/Root 1 0 R/Encrypt<</Filter/Standard/V 5/R 6>>/AuthCode<<>>");
    let refused = prepare(&authenticated, &request()).map(drop);
    assert!(matches!(refused, Err(Error::Unsupported { .. })), "{refused:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_panic(
        way in prop::sample::select(vec!["rc4-128", "aes-128", "aes-256-object-streams"]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut document = fixture(way);
        for (place, byte) in changes {
            let place = place.index(document.len());
            document[place] = byte;
        }
        if let Ok(prepared) = prepare(&document, &request()) {
            let update = prepared.finish(&[1; 100]).unwrap();
            prepare(&[document, update].concat(), &request()).expect("what was written can be read");
        }
    }
}
