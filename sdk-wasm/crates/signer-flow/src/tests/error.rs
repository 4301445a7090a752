//! What a page is told of each error.

use crate::error::{Error, Fact};

/// Code, whether to try again, message, facts.
type Told = (&'static str, bool, &'static str, Vec<(&'static str, Fact)>);

fn number(name: &'static str, value: i64) -> (&'static str, Fact) {
    (name, Fact::Number(value))
}

fn text(name: &'static str, value: &str) -> (&'static str, Fact) {
    (name, Fact::Text(value.to_owned()))
}

fn assert_told(all: Vec<(Error, Told)>) {
    for (error, (code, retryable, message, facts)) in all {
        assert_eq!((error.code(), error.retryable()), (code, retryable));
        assert_eq!((error.message().as_str(), error.facts()), (message, facts), "{code}");
    }
}

#[test]
fn errors_of_the_call_and_the_api() {
    let reason = || "x".to_owned();
    assert_told(vec![
        (
            Error::ApiRejected { status: 409, api_code: reason() },
            (
                "api_rejected",
                false,
                "the API answered 409 x",
                vec![number("status", 409), text("apiCode", "x")],
            ),
        ),
        (
            Error::ApiUnauthorized,
            ("api_unauthorized", false, "the API did not accept the bearer token", vec![]),
        ),
        (Error::Internal { what: reason() }, ("internal", false, "x, please report", vec![])),
        (
            Error::InvalidRequest { field: "f".into(), reason: "is odd".into() },
            ("invalid_request", false, "f is odd", vec![text("field", "f"), text("reason", "is odd")]),
        ),
        (
            Error::Network { reason: reason() },
            ("network", true, "the API could not be reached: x", vec![text("reason", "x")]),
        ),
        (Error::RateLimited { retry_after: None }, ("rate_limited", true, "too many requests", vec![])),
        (
            Error::RateLimited { retry_after: Some(7) },
            ("rate_limited", true, "too many requests", vec![number("retryAfter", 7)]),
        ),
        (Error::SessionExpired, ("session_expired", true, "the session is over", vec![])),
        (Error::UserCancelled, ("user_cancelled", false, "the call was cancelled", vec![])),
        (Error::UserTimeout, ("user_timeout", true, "nobody answered in time", vec![])),
    ]);
}

#[test]
fn errors_of_documents_and_signatures() {
    assert_told(vec![
        (
            Error::CannotAppend { reason: "x" },
            ("cannot_append", false, "an update cannot be appended: x", vec![text("reason", "x")]),
        ),
        (Error::DocumentEncrypted, ("document_encrypted", false, "the document is encrypted", vec![])),
        (
            Error::DocumentLocked { reason: "x" },
            (
                "document_locked",
                false,
                "the document does not allow another signature: x",
                vec![text("reason", "x")],
            ),
        ),
        (
            Error::DocumentMalformed { offset: 9, what: "x".into() },
            ("document_malformed", false, "x at byte 9", vec![number("offset", 9), text("reason", "x")]),
        ),
        (
            Error::DocumentUnsupported { reason: "x".into() },
            ("document_unsupported", false, "the document is not supported: x", vec![text("reason", "x")]),
        ),
        (
            Error::PasswordIncorrect { field: "password" },
            (
                "password_incorrect",
                false,
                "the password does not open the file",
                vec![text("field", "password")],
            ),
        ),
        (
            Error::SignatureMismatch,
            (
                "signature_mismatch",
                true,
                "the signature value is not that of the certificate over these bytes",
                vec![],
            ),
        ),
        (
            Error::SignatureTooLarge { needed: 5, reserved: 4 },
            (
                "signature_too_large",
                false,
                "the signature takes 5 bytes, and 4 are reserved for it",
                vec![number("needed", 5), number("reserved", 4)],
            ),
        ),
    ]);
}

#[test]
fn errors_of_certificates() {
    assert_told(vec![
        (
            Error::CertificateExpired { not_after: 3 },
            (
                "certificate_expired",
                false,
                "the certificate's validity is over",
                vec![("notAfter", Fact::Time(3))],
            ),
        ),
        (
            Error::CertificateNotFound,
            ("certificate_not_found", false, "there is no certificate that can sign", vec![]),
        ),
        (
            Error::CertificateNotYetValid { not_before: 3 },
            (
                "certificate_not_yet_valid",
                false,
                "the certificate's validity has not begun",
                vec![("notBefore", Fact::Time(3))],
            ),
        ),
        (
            Error::CertificateUnsuitable { reason: "x".into() },
            ("certificate_unsuitable", false, "the certificate cannot sign: x", vec![text("reason", "x")]),
        ),
    ]);
}

#[test]
fn errors_of_the_agent_and_its_tokens() {
    assert_told(vec![
        (
            Error::AgentOutdated { minimum: 2 },
            (
                "agent_outdated",
                false,
                "the agent is too old, protocol 2 is needed",
                vec![number("minimum", 2)],
            ),
        ),
        (
            Error::AgentPermissionDenied,
            (
                "agent_permission_denied",
                false,
                "the browser does not let this page reach the agent (permission loopback-network)",
                vec![],
            ),
        ),
        (Error::AgentUnavailable, ("agent_unavailable", true, "no agent answers on 127.0.0.1", vec![])),
        (
            Error::OriginNotAllowed,
            ("origin_not_allowed", false, "the user does not let this origin use the agent", vec![]),
        ),
        (
            Error::PageOutdated { minimum: 2 },
            (
                "page_outdated",
                false,
                "this page is too old for the agent, protocol 2 is needed",
                vec![number("minimum", 2)],
            ),
        ),
        (Error::PinIncorrect { retries_left: None }, ("pin_incorrect", true, "the PIN is wrong", vec![])),
        (
            Error::PinIncorrect { retries_left: Some(2) },
            ("pin_incorrect", true, "the PIN is wrong", vec![number("retriesLeft", 2)]),
        ),
        (
            Error::PinLastTry,
            ("pin_last_try", false, "one try for the PIN is left, and it was not used", vec![]),
        ),
        (Error::PinLocked, ("pin_locked", false, "the token is locked", vec![])),
        (
            Error::PinPromptUnavailable,
            ("pin_prompt_unavailable", false, "the agent has no program to ask for the PIN with", vec![]),
        ),
        (
            Error::TokenDriverMissing,
            ("token_driver_missing", false, "the agent found no PKCS#11 module", vec![]),
        ),
        (Error::TokenNotPresent, ("token_not_present", true, "no token is inserted", vec![])),
    ]);
}
