//! A private key that is ready to sign (OASIS PKCS #11 3.1, 5.13).

use cryptoki::{
    error::{Error, Result, RvError},
    mechanism::Mechanism,
    object::ObjectHandle,
    session::{Session, UserType},
    types::AuthPin,
};
use single_part::SinglePart;

/// A key of a session that is logged in.
pub(crate) struct Key {
    pub(crate) handle: ObjectHandle,
    /// `CKA_ALWAYS_AUTHENTICATE`: a login for each signature (4.9).
    pub(crate) asks_each_time: bool,
    /// For those logins; `None` where it is typed on the reader. Gone with the job.
    pub(crate) pin: Option<AuthPin>,
}

impl Key {
    /// One signature. A mechanism that the token lists and then refuses leads to the next one, with the same login.
    pub(crate) fn sign(
        &self,
        session: &Session,
        single_part: &SinglePart,
        mechanisms: &[(Mechanism<'_>, Vec<u8>)],
    ) -> Result<Vec<u8>> {
        let mut refused = Error::NotSupported;
        for (mechanism, data) in mechanisms {
            match session.sign_init(mechanism, self.handle) {
                Ok(()) => return self.finish(session, single_part, mechanism, data),
                Err(error) if is_refusal(&error) => refused = error,
                Err(error) => return Err(error),
            }
        }
        Err(refused)
    }

    /// Nothing comes between the login and `C_Sign`. Drivers that hide `CKA_ALWAYS_AUTHENTICATE` say only now that they want one.
    fn finish(
        &self,
        session: &Session,
        single_part: &SinglePart,
        mechanism: &Mechanism<'_>,
        data: &[u8],
    ) -> Result<Vec<u8>> {
        if self.asks_each_time {
            self.login(session)?;
        }
        match single_part.sign(session, data) {
            Err(Error::Pkcs11(RvError::UserNotLoggedIn, _)) if !self.asks_each_time => {
                session.sign_init(mechanism, self.handle)?;
                self.login(session)?;
                single_part.sign(session, data)
            }
            result => result,
        }
    }

    fn login(&self, session: &Session) -> Result<()> {
        match session.login(UserType::ContextSpecific, self.pin.as_ref()) {
            Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
            result => result,
        }
    }
}

/// An answer of `C_SignInit` that says something of the mechanism, and leaves no operation behind.
fn is_refusal(error: &Error) -> bool {
    let Error::Pkcs11(value, _) = error else { return false };
    matches!(
        value,
        RvError::ArgumentsBad
            | RvError::FunctionFailed
            | RvError::FunctionNotSupported
            | RvError::MechanismInvalid
            | RvError::MechanismParamInvalid
    )
}
