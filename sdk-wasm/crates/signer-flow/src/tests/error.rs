//! Code, message and facts of each error, as a page gets them.

use crate::error::{Error, Fact};

/// `code: message`, the facts in brackets, and `, again` where the same call may succeed later.
fn told(error: &Error) -> String {
    let facts: Vec<_> =
        error.facts().into_iter().map(|(name, fact)| format!("{name} {}", value(fact))).collect();
    let again = if error.retryable() { ", again" } else { "" };
    format!("{}: {} [{}]{again}", error.code(), error.message(), facts.join(", "))
}

fn value(fact: Fact) -> String {
    match fact {
        Fact::Number(number) => number.to_string(),
        Fact::Text(text) => text,
        Fact::Time(seconds) => format!("at {seconds}"),
    }
}

#[test]
fn errors_of_the_call_and_the_api() {
    let api_code = "known".to_owned();
    let rejected = told(&Error::ApiRejected { status: 409, api_code: api_code.clone(), retryable: false });
    assert_eq!(rejected, "api_rejected: the API answered 409 known [status 409, apiCode known]");
    let passing = told(&Error::ApiRejected { status: 500, api_code, retryable: true });
    assert_eq!(passing, "api_rejected: the API answered 500 known [status 500, apiCode known], again");
    for (error, expected) in [
        (Error::ApiUnauthorized, "api_unauthorized: the API did not accept the bearer token []"),
        (Error::Internal { what: "odd".into() }, "internal: odd, please report []"),
        (Error::Network { reason: "x".into() }, "network: the API could not be reached: x [reason x], again"),
        (Error::RateLimited { retry_after: None }, "rate_limited: too many requests [], again"),
        (
            Error::RateLimited { retry_after: Some(7) },
            "rate_limited: too many requests [retryAfter 7], again",
        ),
        (Error::SessionExpired, "session_expired: the session is over [], again"),
        (Error::Timeout { step: "signing" }, "timeout: the API took too long [step signing], again"),
        (Error::UserCancelled, "user_cancelled: the person declined [reason declined]"),
        (Error::UserTimeout, "user_timeout: nobody answered in time [], again"),
    ] {
        assert_eq!(told(&error), expected);
    }
    let reason = "is missing, unknown or not of the documented form";
    let invalid = format!("invalid_request: f {reason} [field f, reason {reason}]");
    assert_eq!(told(&Error::invalid("f")), invalid);
}

#[test]
fn errors_of_documents_and_signatures() {
    let reason = "x";
    for (error, expected) in [
        (
            Error::CannotAppend { reason: reason.into() },
            "cannot_append: an update cannot be appended: x [reason x]",
        ),
        (Error::DocumentEncrypted, "document_encrypted: the document is encrypted []"),
        (
            Error::DocumentLocked { reason: reason.into() },
            "document_locked: the document does not allow another signature: x [reason x]",
        ),
        (
            Error::DocumentMalformed { offset: 9, what: reason.into() },
            "document_malformed: x at byte 9 [offset 9, reason x]",
        ),
        (
            Error::DocumentUnsupported { reason: reason.into() },
            "document_unsupported: the document is not supported: x [reason x]",
        ),
        (
            Error::PasswordIncorrect { field: "p" },
            "password_incorrect: the password does not open the file [field p]",
        ),
        (
            Error::SignatureMismatch,
            "signature_mismatch: the signature value is not that of the certificate over these bytes [], again",
        ),
    ] {
        assert_eq!(told(&error), expected);
    }
    let message = "the signature takes 5 bytes, and 4 are reserved for it";
    let too_large = format!("signature_too_large: {message} [needed 5, reserved 4]");
    assert_eq!(told(&Error::SignatureTooLarge { needed: 5, reserved: 4 }), too_large);
}

#[test]
fn errors_of_certificates() {
    for (error, expected) in [
        (
            Error::CertificateExpired { not_after: 3 },
            "certificate_expired: the certificate's validity is over [notAfter at 3]",
        ),
        (Error::CertificateNotFound, "certificate_not_found: there is no certificate that can sign []"),
        (
            Error::CertificateNotYetValid { not_before: 3 },
            "certificate_not_yet_valid: the certificate's validity has not begun [notBefore at 3]",
        ),
        (
            Error::CertificateUnsuitable { reason: "x".into() },
            "certificate_unsuitable: the certificate cannot sign: x [reason x]",
        ),
    ] {
        assert_eq!(told(&error), expected);
    }
}

#[test]
fn a_certificate_that_cannot_sign_is_said_once() {
    use signer_pki::Error as Pki;
    let told = |error: Pki| told(&Box::<Error>::from(Box::new(error)));
    let unsuitable = "certificate_unsuitable: the certificate cannot sign: ";
    assert_eq!(told(Pki::Unsuitable { reason: "x" }), format!("{unsuitable}x [reason x]"));
    assert!(told(Pki::Malformed { what: "a name" }).starts_with(&format!("{unsuitable}a name is malformed")));
    assert!(told(Pki::CertificateNotFound).starts_with("certificate_not_found: "));
    assert!(told(Pki::KeyNotFound).starts_with("certificate_not_found: "));
    assert!(told(Pki::PasswordIncorrect).ends_with("[field certificatePassword]"));
    assert!(told(Pki::Expired { not_after: 3 }).ends_with("[notAfter at 3]"));
    assert!(told(Pki::NotYetValid { not_before: 3 }).ends_with("[notBefore at 3]"));
}

#[test]
fn errors_of_the_agent() {
    for (error, expected) in [
        (
            Error::AgentOutdated { minimum: 2 },
            "agent_outdated: the agent is too old, protocol 2 is needed [minimum 2]",
        ),
        (
            Error::AgentPermissionDenied,
            "agent_permission_denied: the browser does not let this page reach the agent (permission loopback-network) []",
        ),
        (Error::AgentUnavailable, "agent_unavailable: no agent answers on 127.0.0.1 [], again"),
        (
            Error::AgentBlocked { reason: "csp" },
            "agent_blocked: the browser does not let this page open a WebSocket to 127.0.0.1 [reason csp]",
        ),
        (Error::OriginNotAllowed, "origin_not_allowed: the user does not let this origin use the agent []"),
        (
            Error::PageOutdated { minimum: 2 },
            "page_outdated: this page is too old for the agent, protocol 2 is needed [minimum 2]",
        ),
    ] {
        assert_eq!(told(&error), expected);
    }
}

#[test]
fn errors_of_tokens() {
    for (error, expected) in [
        (Error::PinIncorrect { retries_left: None }, "pin_incorrect: the PIN is wrong [], again"),
        (
            Error::PinIncorrect { retries_left: Some(2) },
            "pin_incorrect: the PIN is wrong [retriesLeft 2], again",
        ),
        (Error::PinLastTry, "pin_last_try: one try for the PIN is left, and it was not used []"),
        (Error::PinLocked, "pin_locked: the token is locked []"),
        (
            Error::PinPromptUnavailable,
            "pin_prompt_unavailable: the agent has no program to ask for the PIN with []",
        ),
        (Error::TokenDriverMissing, "token_driver_missing: the agent found no PKCS#11 module []"),
        (Error::TokenNotPresent, "token_not_present: no token is inserted [], again"),
    ] {
        assert_eq!(told(&error), expected);
    }
}
