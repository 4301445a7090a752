//! The meaning of the return values of PKCS #11 (OASIS PKCS #11 3.1, 5.1).

use agent_protocol::{Code, Failure};
use cryptoki::error::{Error, RvError};

use crate::failure::fail;

/// The protocol's word for an error; its text names the function and the `CKR_` value, nothing else.
pub(crate) fn failure(error: Error) -> Failure {
    let code = match &error {
        Error::LibraryLoading(_) | Error::MissingSymbol(_) | Error::NullFunctionPointer => {
            Code::TokenDriverMissing
        }
        Error::Pkcs11(value, _) => code_of(value),
        _ => Code::Internal,
    };
    fail(code, error.to_string())
}

fn code_of(value: &RvError) -> Code {
    match value {
        RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => Code::PinIncorrect,
        RvError::PinLocked => Code::PinLocked,
        RvError::Cancel | RvError::FunctionCanceled | RvError::FunctionRejected => Code::UserCancelled,
        RvError::DeviceRemoved
        | RvError::SessionClosed
        | RvError::SessionHandleInvalid
        | RvError::SlotIdInvalid
        | RvError::TokenNotPresent
        | RvError::TokenNotRecognized => Code::TokenNotPresent,
        RvError::KeyFunctionNotPermitted
        | RvError::KeySizeRange
        | RvError::KeyTypeInconsistent
        | RvError::MechanismInvalid => Code::CertificateUnsuitable,
        _ => Code::Internal,
    }
}
