//! Seed values of a field: what is required is obeyed or refused, what is not is followed where it can be.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test panics to say that it failed"
)]

mod support;

use signer_pdf::{Certification, Credentials, Error, Field, RequestPart, SignatureRequest};
use support::*;

/// A document whose field `s` has these seed values, and this lock.
fn document(seed: &str, lock: &str) -> Vec<u8> {
    let field = format!("<</FT/Sig/T(s)/SV<</Type/SV{seed}>>{lock}>>");
    let more: Objects<'_> = &[(4, 0, &field), (5, 0, "<</FT/Sig/T(other)>>"), (6, 0, "[(a)(b)]")];
    with("<</Pages 2 0 R/AcroForm<</Fields[4 0 R 5 0 R]>>>>", PLAIN[2].2, more)
}

fn signer() -> Credentials {
    Credentials {
        digest_method: "SHA-256",
        certificates: vec![b"leaf".to_vec(), b"issuer".to_vec()],
        subject: vec![("2.5.4.6".into(), "BR".into()), ("2.5.4.3".into(), "JOÃO:1".into())],
        key_usage: [true, true, false, false, false, false, false],
        timestamp: false,
    }
}

fn wanted() -> SignatureRequest {
    SignatureRequest {
        field: Some(Field::Existing("s".into())),
        credentials: Some(signer()),
        reason: None,
        ..request()
    }
}

fn answer(seed: &str, request: &SignatureRequest) -> Result<(), Error> {
    prepare(&document(seed, ""), request).map(drop)
}

/// The refusal names `constraint`.
fn names(answer: Result<(), Error>, constraint: &str) -> bool {
    matches!(&answer, Err(Error::CannotAppend { reason } | Error::Request { reason, .. }) if reason.contains(constraint))
}

#[test]
fn what_is_required_is_obeyed_or_refused_by_name() {
    for (seed, flag, constraint) in [
        ("/Filter/Entrust.PPKEF", 1, "/Filter"),
        ("/SubFilter[/adbe.pkcs7.detached]", 2, "/SubFilter"),
        ("/SubFilter[]", 2, "/SubFilter"),
        ("/V 4", 4, "/V"),
        ("/LegalAttestation[(none)]", 16, "/LegalAttestation"),
        ("/AddRevInfo true", 32, "/AddRevInfo"),
        ("/DigestMethod[(SHA384)(SHA512)]", 64, "/DigestMethod"),
        ("/DigestMethod[/SHA384/SHA512]", 64, "/DigestMethod"),
        ("/Filter(Entrust.PPKEF)", 1, "/Filter"),
        ("/SubFilter[(adbe.pkcs7.detached)]", 2, "/SubFilter"),
        ("/AddRevInfo/true", 32, "/AddRevInfo"),
        ("/AppearanceFilter(stamp)", 256, "/AppearanceFilter"),
    ] {
        let refused = answer(&format!("{seed}/Ff {flag}"), &wanted());
        assert!(names(refused.clone(), constraint), "{seed}: {refused:?}");
        assert_eq!(answer(&format!("{seed}/Ff 0"), &wanted()), Ok(()), "{seed}");
        assert_eq!(answer(seed, &wanted()), Ok(()), "{seed}");
    }
    assert!(names(answer("/Ff 512", &wanted()), "/Ff"));
}

#[test]
fn what_is_met_is_signed() {
    for (seed, flags) in [
        ("/Filter/Adobe.PPKLite", 1),
        ("/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]", 2),
        ("/V 3", 4),
        ("/LegalAttestation[]", 16),
        ("/AddRevInfo false", 32),
        ("/DigestMethod[(SHA1)(SHA256)]", 64),
        ("/DigestMethod[(sha256)]", 64),
        ("/DigestMethod[/SHA1/SHA256]", 64),
        ("/DigestMethod/sha256", 64),
        ("/Filter(Adobe.PPKLite)", 1),
        ("/SubFilter[(adbe.pkcs7.detached)<455453492E43416445532E6465746163686564>]", 2),
        ("/AddRevInfo/false", 32),
        ("/LockDocument(auto)", 128),
        ("/LockDocument(false)", 128),
        ("/LockDocument/auto", 128),
        ("/LockDocument/false", 128),
        ("/TimeStamp<</URL(http://tsa.example)/Ff 0>>", 511),
        ("", 503),
    ] {
        assert_eq!(answer(&format!("{seed}/Ff {flags}"), &wanted()), Ok(()), "{seed}");
    }
}

#[test]
fn a_reason_is_one_of_those_allowed() {
    let with_reason = |reason: &str| SignatureRequest { reason: Some(reason.into()), ..wanted() };
    let refused = |seed: &str, request: &SignatureRequest| {
        matches!(answer(seed, request), Err(Error::Request { part: RequestPart::Reason, .. }))
    };
    assert_eq!(answer("/Ff 8/Reasons 6 0 R", &with_reason("b")), Ok(()));
    assert!(refused("/Ff 8/Reasons 6 0 R", &with_reason("c")));
    let unasked = answer("/Ff 8/Reasons 6 0 R", &wanted());
    assert!(matches!(unasked, Err(Error::CannotAppend { .. })), "no reason was given: {unasked:?}");
    assert_eq!(answer("/Ff 8/Reasons[/a/b]", &with_reason("b")), Ok(()));
    assert!(refused("/Ff 8/Reasons[/a/b]", &with_reason("c")));
    assert_eq!(answer("/Reasons 6 0 R", &with_reason("c")), Ok(()));
    for none in ["/Ff 8", "/Ff 8/Reasons[]", "/Ff 8/Reasons[(.)]"] {
        assert!(refused(none, &with_reason("c")) && refused(none, &with_reason(".")), "{none}");
        assert_eq!(answer(none, &wanted()), Ok(()), "{none}");
    }
    for only in ["/Ff 8/Reasons[(de acordo)]", "/Reasons[(de acordo)]"] {
        let signed = sign_with(&document(only, ""), &wanted());
        assert!(text(&signed).contains("/Reason(de acordo)"), "{only}");
    }
}

#[test]
fn a_field_for_a_certification_takes_that_one_only() {
    let certify = |certification| SignatureRequest { certification, ..wanted() };
    let (open, closed) = (Some(Certification::FormFilling), Some(Certification::NoChanges));
    for (seed, certification, is_met) in [
        ("/MDP<</P 0>>", None, true),
        ("/MDP<</P 0>>", open, false),
        ("/MDP<</P 2>>", open, true),
        ("/MDP<</P 2>>", closed, false),
        ("/MDP<</P 1>>", None, false),
        ("/MDP<</P 7>>", open, true),
        ("/MDP<<>>", None, true),
    ] {
        let answer = answer(seed, &certify(certification));
        let refused = match certification {
            Some(_) => matches!(answer, Err(Error::Request { part: RequestPart::Certification, .. })),
            None => matches!(answer, Err(Error::CannotAppend { .. })),
        };
        assert_eq!((answer.is_ok(), refused), (is_met, !is_met), "{seed} {certification:?}: {answer:?}");
    }
}

#[test]
fn a_document_is_locked_where_that_is_required() {
    let required = "/Ff 128/LockDocument/true";
    let signed = |lock: &str| text(&sign_with(&document(required, lock), &wanted()));
    let own = "/V 7 0 R/Lock<</Type/SigFieldLock/Action/Include/Fields[]/P 1>>>>";
    assert!(signed("").contains(own), "{}", signed(""));
    for other in ["/Ff 128/LockDocument(true)", "/Ff 128/LockDocument true"] {
        assert!(text(&sign_with(&document(other, ""), &wanted())).contains(own), "{other}");
    }
    let known = signed("/Lock<</Action/All/P 3>>");
    assert!(known.contains("/Lock<</Action/All/P 1>>") && known.contains("/Action/All/P 1>>>>]"), "{known}");
    let locked = signed("/Lock<</Action/All/P 1>>");
    assert!(object(&locked, 4, 0).ends_with("/Lock<</Action/All/P 1>>/V 7 0 R>>"));

    let open = "/Ff 128/LockDocument/false";
    let closed = SignatureRequest { certification: Some(Certification::NoChanges), ..wanted() };
    assert!(names(answer(open, &closed), "/LockDocument"));
    let contradiction = document(open, "/Lock<</Action/All/P 1>>");
    assert!(names(prepare(&contradiction, &wanted()).map(drop), "/LockDocument"));

    let other = SignatureRequest { field: Some(Field::Existing("other".into())), ..wanted() };
    let already_signed = sign_with(&document(required, ""), &other);
    assert!(names(prepare(&already_signed, &wanted()).map(drop), "/LockDocument"));
}

#[test]
fn the_signer_is_held_against_the_certificate_asked_for() {
    for (seed, constraint) in [
        ("/Ff 1/Subject[(leaf)(x)]", ""),
        ("/Ff 1/Subject[(issuer)]", "/Subject"),
        ("/Ff 2/Issuer[(x)<697373756572>]", ""),
        ("/Ff 2/Issuer[(leaf)]", "/Issuer"),
        ("/Ff 8/SubjectDN[<</CN(X)>><</C(BR)/2.5.4.3(JO\\303O:1)>>]", ""),
        ("/Ff 8/SubjectDN[<</C(BR)/CN(X)>>]", "/SubjectDN"),
        ("/Ff 8/SubjectDN[<</unheard(BR)>>]", "/SubjectDN"),
        ("/Ff 32/KeyUsage[(1XXXXXXXX)]", ""),
        ("/Ff 32/KeyUsage[(0XXXXXXXX)(X10000000)]", ""),
        ("/Ff 32/KeyUsage[(XX1)]", "/KeyUsage"),
        ("/Ff 32/KeyUsage[/1XXXXXXXX]", ""),
        ("/Ff 32/KeyUsage[/XX1]", "/KeyUsage"),
        ("/Ff 8/SubjectDN[<</C/BR/CN/JO#c3O:1>>]", ""),
        ("/Ff 8/SubjectDN[<</C/AR>>]", "/SubjectDN"),
        ("/Ff 4/OID[(1.2)]", "/Cert"),
        ("/Ff 64/URL(http://x.example)", ""),
        ("/Subject[(x)]/Issuer[(x)]/KeyUsage[(0)]", ""),
    ] {
        let answer = answer(&format!("/Cert<</Type/SVCert{seed}>>"), &wanted());
        let met = if constraint.is_empty() { answer.is_ok() } else { names(answer.clone(), constraint) };
        assert!(met, "{seed}: {answer:?}");
    }
}

#[test]
fn a_time_stamp_is_required_or_not() {
    let seed = "/TimeStamp<</URL(http://tsa.example)/Ff 1>>";
    assert!(names(answer(seed, &wanted()), "/TimeStamp"));
    let stamped = Credentials { timestamp: true, ..signer() };
    assert_eq!(answer(seed, &SignatureRequest { credentials: Some(stamped), ..wanted() }), Ok(()));
}

#[test]
fn without_a_known_signer_nothing_that_asks_for_one_is_finished() {
    let unknown = SignatureRequest { credentials: None, ..wanted() };
    for seed in ["/Ff 64/DigestMethod[(SHA256)]", "/TimeStamp<</Ff 1>>", "/Cert<</Ff 1/Subject[(leaf)]>>"] {
        let prepared = prepare(&document(seed, ""), &unknown).unwrap();
        assert!(names(prepared.finish(&[1]).map(drop).map_err(|error| *error), "/SV"), "{seed}");
    }
    for seed in ["", "/DigestMethod[(SHA512)]", "/Cert<</Subject[(x)]>>"] {
        assert!(prepare(&document(seed, ""), &unknown).unwrap().finish(&[1]).is_ok(), "{seed}");
    }
}

#[test]
fn other_fields_seed_values_are_not_ours() {
    let new = SignatureRequest { field: None, ..wanted() };
    assert_eq!(answer("/Ff 511/Filter/X/V 9/AddRevInfo true", &new), Ok(()));
}
