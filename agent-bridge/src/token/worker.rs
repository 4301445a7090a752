//! The worker of a module: PKCS#11 calls (OASIS PKCS #11 3.1) on the module's thread.

use std::path::Path;

use agent_protocol::{Algorithm, Code, Failure};
use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Function, Pkcs11},
    error::{Error, Result as Pkcs11Result, RvError},
    mechanism::MechanismType,
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
    types::AuthPin,
};
use single_part::SinglePart;

use crate::{
    failure::{Result, fail, internal, pin_incorrect},
    pin::{Pin, PinState},
    token::{
        key::Key,
        mechanism::{algorithms, mechanisms, signature_value},
        objects::{asks_each_time, certificates, private_key, private_keys},
        return_value::failure,
        work::{Done, KeyLocation, TokenContents, Work},
    },
    trust::trusted,
};

/// A module and at most one session, which belongs to the job at hand.
pub(crate) struct Worker {
    pkcs11: Pkcs11,
    single_part: SinglePart,
    job: Option<Open>,
}

/// The session of a job.
struct Open {
    session: Session,
    location: KeyLocation,
    mechanisms: Vec<MechanismType>,
    key: Option<Key>,
}

impl Worker {
    pub(crate) fn load(path: &Path) -> Result<Self> {
        let path = trusted(path).map_err(|error| fail(Code::TokenDriverMissing, error.to_string()))?;
        let pkcs11 = Pkcs11::new(&path).map_err(failure)?;
        let single_part = SinglePart::of(&pkcs11, &path).map_err(failure)?;
        match pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {
                Ok(Self { pkcs11, single_part, job: None })
            }
            Err(error) => Err(failure(error)),
        }
    }

    pub(crate) fn answer(&mut self, work: Work) -> Result<Done> {
        match work {
            Work::End => {
                self.end();
                Ok(Done::Ended)
            }
            Work::Examine => self.examine().map(Done::Examined),
            Work::List => self.list().map(Done::Listed),
            Work::Login { pin, required } => self.login(pin, required).map(|()| Done::LoggedIn),
            Work::Open(location) => self.open(location).map(Done::Opened),
            Work::Sign { algorithm, message, .. } => self.sign(algorithm, &message).map(Done::Signed),
        }
    }

    /// One token that cannot be read does not hide the others.
    fn list(&self) -> Result<Vec<TokenContents>> {
        let slots = self.pkcs11.get_slots_with_initialized_token().map_err(failure)?;
        let read = |slot| match self.read(slot) {
            Ok(contents) => Some(contents),
            Err(error) => {
                tracing::warn!(slot = slot.id(), %error, "a token cannot be read");
                None
            }
        };
        Ok(slots.into_iter().filter_map(read).collect())
    }

    fn read(&self, slot: Slot) -> Pkcs11Result<TokenContents> {
        let info = self.pkcs11.get_token_info(slot)?;
        let session = self.pkcs11.open_ro_session(slot)?;
        let private_keys = private_keys(&session)?;
        Ok(TokenContents {
            slot: slot.id(),
            label: info.label().trim().to_owned(),
            serial: info.serial_number().to_owned(),
            algorithms: algorithms(&self.pkcs11.get_mechanism_list(slot)?),
            certificates: certificates(&session)?,
            private_keys: (!private_keys.is_empty() || !info.login_required()).then_some(private_keys),
        })
    }

    /// Begins a job with the key, if its token is still there.
    fn open(&mut self, location: KeyLocation) -> Result<PinState> {
        self.end();
        let (slot, info) = self.token(&location).ok_or_else(not_present)?;
        let session = self.pkcs11.open_ro_session(slot).map_err(failure)?;
        let there = certificates(&session).map_err(failure)?;
        if !there.iter().any(|(id, der)| *id == location.id && *der == location.certificate) {
            return Err(fail(Code::CertificateNotFound, "the token does not hold this certificate any more"));
        }
        let mechanisms = self.pkcs11.get_mechanism_list(slot).map_err(failure)?;
        self.job = Some(Open { session, location, mechanisms, key: None });
        Ok(pin_state(&info))
    }

    fn examine(&mut self) -> Result<PinState> {
        let location = self.job()?.location.clone();
        self.token(&location).map(|(_, info)| pin_state(&info)).ok_or_else(not_present)
    }

    /// One `C_Login`, then the key is looked for: most tokens show it only now.
    fn login(&mut self, pin: Option<Pin>, required: bool) -> Result<()> {
        let pin = pin.map(|pin| AuthPin::from(pin.as_str().to_owned()));
        if required && let Err(error) = login_once(&self.job()?.session, pin.as_ref()) {
            return Err(self.job_failure(error));
        }
        let job = self.job()?;
        let handle = private_key(&job.session, &job.location.id)?;
        let asks_each_time = asks_each_time(&job.session, handle);
        job.key = Some(Key { handle, asks_each_time, pin });
        Ok(())
    }

    fn sign(&mut self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>> {
        let job = self.job.as_ref().ok_or_else(no_session)?;
        let mechanisms = mechanisms(algorithm, &job.mechanisms, message)?;
        let key = job.key.as_ref().ok_or_else(|| internal("no key is open"))?;
        match key.sign(&job.session, &self.single_part, &mechanisms) {
            Ok(raw) => signature_value(algorithm, raw),
            Err(error) => {
                let failure = self.job_failure(error);
                if failure.code == Code::PinIncorrect {
                    self.renew()?;
                }
                Err(failure)
            }
        }
    }

    /// Another session in the place of one with an operation that waits for its login: there is no call to give it up.
    /// The login stays, since the new session is there before the old one goes (5.6.8).
    fn renew(&mut self) -> Result<()> {
        let location = self.job()?.location.clone();
        let (slot, _) = self.token(&location).ok_or_else(not_present)?;
        let session = self.pkcs11.open_ro_session(slot).map_err(failure)?;
        self.job()?.session = session;
        Ok(())
    }

    /// The login and whatever operation an error left active go with the session.
    fn end(&mut self) {
        if let Some(job) = self.job.take()
            && let Err(error) = job.session.logout()
        {
            tracing::debug!(%error, "logout");
        }
    }

    fn job(&mut self) -> Result<&mut Open> {
        self.job.as_mut().ok_or_else(no_session)
    }

    fn token(&self, location: &KeyLocation) -> Option<(Slot, TokenInfo)> {
        let slots = self.pkcs11.get_slots_with_token().ok()?;
        let slot = slots.into_iter().find(|slot| slot.id() == location.slot)?;
        let info = self.pkcs11.get_token_info(slot).ok()?;
        (info.serial_number() == location.serial).then_some((slot, info))
    }

    /// The token says more than the error: whether it is there at all (OpenSC answers CKR_GENERAL_ERROR when the card is
    /// pulled out), whether a person was at its reader, and after a wrong PIN whether tries are left.
    fn job_failure(&self, error: Error) -> Failure {
        let at_login = matches!(error, Error::Pkcs11(_, Function::Login));
        let failure = failure(error);
        let Some((_, info)) = self.job.as_ref().and_then(|job| self.token(&job.location)) else {
            return not_present();
        };
        match failure.code {
            Code::PinIncorrect if info.user_pin_locked() => fail(Code::PinLocked, "the token is locked now"),
            Code::PinIncorrect if info.user_pin_final_try() => pin_incorrect(Some(1)),
            Code::Internal if at_login && info.protected_authentication_path() => {
                fail(Code::UserTimeout, "the PIN was not typed on the reader")
            }
            _ => failure,
        }
    }
}

fn pin_state(info: &TokenInfo) -> PinState {
    PinState {
        required: info.login_required(),
        on_reader: info.protected_authentication_path(),
        locked: info.user_pin_locked(),
        last_try: info.user_pin_final_try(),
        some_failed: info.user_pin_count_low(),
    }
}

/// A login that another session left behind is not ours: it is ended, and this PIN is asked about for the first time.
fn login_once(session: &Session, pin: Option<&AuthPin>) -> Pkcs11Result<()> {
    match session.login(UserType::User, pin) {
        Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {
            session.logout()?;
            session.login(UserType::User, pin)
        }
        result => result,
    }
}

fn no_session() -> Failure {
    internal("no session is open")
}

fn not_present() -> Failure {
    fail(Code::TokenNotPresent, "the token is not there any more")
}
