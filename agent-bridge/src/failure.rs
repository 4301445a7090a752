//! Short ways to say why a call failed.

use std::time::Duration;

use agent_protocol::{Code, Failure};

/// The outcome of a call.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

pub(crate) fn fail(code: Code, message: impl Into<String>) -> Failure {
    Failure { code, message: message.into(), minimum: None, retries_left: None, retry_after: None }
}

pub(crate) fn invalid(message: impl Into<String>) -> Failure {
    fail(Code::InvalidRequest, message)
}

pub(crate) fn internal(message: impl Into<String>) -> Failure {
    fail(Code::Internal, message)
}

pub(crate) fn cancelled() -> Failure {
    fail(Code::UserCancelled, "the person said no")
}

pub(crate) fn blocked() -> Failure {
    fail(Code::OriginNotAllowed, "the person blocked this origin")
}

/// `minimum`: the oldest protocol version that the agent still speaks.
pub(crate) fn page_outdated(spoken: u16, minimum: u16) -> Failure {
    let message = format!("protocol {spoken} is too old, wanted {minimum}");
    Failure { minimum: Some(minimum), ..fail(Code::PageOutdated, message) }
}

/// `wait`: until the call may be tried again, told in whole seconds and never too few.
pub(crate) fn too_many(message: impl Into<String>, wait: Duration) -> Failure {
    let seconds = wait.as_millis().div_ceil(1000);
    Failure { retry_after: u32::try_from(seconds).ok(), ..fail(Code::RateLimited, message) }
}

pub(crate) fn pin_incorrect(retries_left: Option<u32>) -> Failure {
    Failure { retries_left, ..fail(Code::PinIncorrect, "wrong PIN") }
}
