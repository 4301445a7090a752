//! The worker of a module: PKCS#11 calls (OASIS PKCS #11 3.1) on the module's thread.

use std::path::Path;

use agent_protocol::{Algorithm, Code, Failure};
use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error, Result as Pkcs11Result, RvError},
    mechanism::{Mechanism, MechanismType},
    object::ObjectHandle,
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
    types::AuthPin,
};

use crate::{
    failure::{Result, fail, internal, pin_incorrect},
    pin::{Pin, PinState},
    token::{
        mechanism::{algorithms, mechanism, signature_value},
        objects::{asks_each_time, certificates, private_key, private_keys},
        return_value::failure,
        work::{Done, KeyLocation, TokenContents, Work},
    },
};

/// A module and at most one session, which belongs to the job at hand.
pub(crate) struct Worker {
    pkcs11: Pkcs11,
    job: Option<Open>,
}

/// The session of a job.
struct Open {
    session: Session,
    location: KeyLocation,
    mechanisms: Vec<MechanismType>,
    key: Option<Key>,
}

struct Key {
    handle: ObjectHandle,
    /// Where `CKA_ALWAYS_AUTHENTICATE` wants it again for each signature (5.13.2); gone with the job.
    pin: Option<AuthPin>,
}

impl Worker {
    pub(crate) fn load(path: &Path) -> Result<Self> {
        let pkcs11 = Pkcs11::new(path).map_err(failure)?;
        match pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {
                Ok(Self { pkcs11, job: None })
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
            Work::Sign { algorithm, message } => self.sign(algorithm, &message).map(Done::Signed),
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
            return Err(self.login_failure(error));
        }
        let job = self.job()?;
        let handle = private_key(&job.session, &job.location.id)?;
        let again = asks_each_time(&job.session, handle);
        job.key = Some(Key { handle, pin: pin.filter(|_| again) });
        Ok(())
    }

    fn sign(&mut self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>> {
        let job = self.job()?;
        let (mechanism, data) = mechanism(algorithm, &job.mechanisms, message)?;
        let key = job.key.as_ref().ok_or_else(|| internal("no key is open"))?;
        match sign_once(&job.session, key, &mechanism, &data) {
            Ok(raw) => signature_value(algorithm, raw),
            Err(error) => {
                let location = job.location.clone();
                // OpenSC answers CKR_GENERAL_ERROR when the card is pulled out.
                Err(self.token(&location).map_or_else(not_present, |_| failure(error)))
            }
        }
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
        self.job.as_mut().ok_or_else(|| internal("no session is open"))
    }

    fn token(&self, location: &KeyLocation) -> Option<(Slot, TokenInfo)> {
        let slots = self.pkcs11.get_slots_with_token().ok()?;
        let slot = slots.into_iter().find(|slot| slot.id() == location.slot)?;
        let info = self.pkcs11.get_token_info(slot).ok()?;
        (info.serial_number() == location.serial).then_some((slot, info))
    }

    /// After a wrong PIN the token tells whether tries are left.
    fn login_failure(&mut self, error: Error) -> Failure {
        let failure = failure(error);
        if failure.code != Code::PinIncorrect {
            return failure;
        }
        let location = self.job.as_ref().map(|job| job.location.clone());
        match location.and_then(|location| self.token(&location)) {
            Some((_, info)) if info.user_pin_locked() => fail(Code::PinLocked, "the token is locked now"),
            Some((_, info)) if info.user_pin_final_try() => pin_incorrect(Some(1)),
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

fn sign_once(session: &Session, key: &Key, mechanism: &Mechanism, data: &[u8]) -> Pkcs11Result<Vec<u8>> {
    match &key.pin {
        None => session.sign(mechanism, key.handle, data),
        Some(pin) => {
            session.sign_init(mechanism, key.handle)?;
            session.login(UserType::ContextSpecific, Some(pin))?;
            session.sign_update(data)?;
            session.sign_final()
        }
    }
}

fn not_present() -> Failure {
    fail(Code::TokenNotPresent, "the token is not there any more")
}
