//! What happens on a module's thread: the PKCS#11 calls (OASIS PKCS #11 3.1) and what their errors mean.

use std::path::Path;

use agent_protocol::{Algorithm, Code, Failure};
use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error, RvError},
    mechanism::{Mechanism, MechanismType},
    object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle},
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
    types::AuthPin,
};

use crate::{
    failure::{Result, fail, internal, pin_incorrect},
    reading::{digest, digest_info},
};

/// A module and at most one session, which belongs to the job at hand.
pub(crate) struct Worker {
    pkcs11: Pkcs11,
    job: Option<Open>,
}

/// The session of a job.
struct Open {
    session: Session,
    place: Place,
    mechanisms: Vec<MechanismType>,
    key: Option<Key>,
}

struct Key {
    handle: ObjectHandle,
    /// Where `CKA_ALWAYS_AUTHENTICATE` wants it again for each signature (5.13.2); gone with the job.
    pin: Option<AuthPin>,
}

/// Where a key is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) slot: Slot,
    /// `serialNumber` of the token, so that another one in the same reader is noticed.
    pub(crate) serial: String,
    /// `CKA_ID`, which the key and its certificate share.
    pub(crate) id: Vec<u8>,
    /// The certificate's DER.
    pub(crate) certificate: Vec<u8>,
}

/// What a token holds.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) slot: Slot,
    pub(crate) label: String,
    pub(crate) serial: String,
    pub(crate) mechanisms: Vec<MechanismType>,
    /// `CKA_ID` (empty where there is none) and DER of each X.509 certificate.
    pub(crate) certificates: Vec<(Vec<u8>, Vec<u8>)>,
    /// `CKA_ID` of the private keys; `None` where the token shows none before login.
    pub(crate) private_keys: Option<Vec<Vec<u8>>>,
}

/// How the person proves who they are to the token (`CK_TOKEN_INFO` flags).
#[derive(Clone, Copy, Debug)]
pub(crate) struct PinState {
    pub(crate) required: bool,
    /// The PIN is typed on the reader.
    pub(crate) on_reader: bool,
    pub(crate) locked: bool,
    pub(crate) last_try: bool,
    pub(crate) some_failed: bool,
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

    /// What all tokens hold; one that cannot be read does not hide the others.
    pub(crate) fn list(&mut self) -> Result<Vec<Contents>> {
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

    fn read(&self, slot: Slot) -> cryptoki::error::Result<Contents> {
        let info = self.pkcs11.get_token_info(slot)?;
        let session = self.pkcs11.open_ro_session(slot)?;
        let private_keys = private_keys(&session)?;
        Ok(Contents {
            slot,
            label: info.label().trim().to_owned(),
            serial: info.serial_number().to_owned(),
            mechanisms: self.pkcs11.get_mechanism_list(slot)?,
            certificates: certificates(&session)?,
            private_keys: (!private_keys.is_empty() || !info.login_required()).then_some(private_keys),
        })
    }

    /// Begins a job with the key, if its token is still there.
    pub(crate) fn open(&mut self, place: Place) -> Result<PinState> {
        self.end();
        let info = self.token(&place).ok_or_else(not_present)?;
        let session = self.pkcs11.open_ro_session(place.slot).map_err(failure)?;
        let there = certificates(&session).map_err(failure)?;
        if !there.iter().any(|(id, der)| *id == place.id && *der == place.certificate) {
            return Err(fail(Code::CertificateNotFound, "the token does not hold this certificate any more"));
        }
        let mechanisms = self.pkcs11.get_mechanism_list(place.slot).map_err(failure)?;
        self.job = Some(Open { session, place, mechanisms, key: None });
        Ok(PinState {
            required: info.login_required(),
            on_reader: info.protected_authentication_path(),
            locked: info.user_pin_locked(),
            last_try: info.user_pin_final_try(),
            some_failed: info.user_pin_count_low(),
        })
    }

    /// One `C_Login`, then the key is looked for: most tokens show it only now.
    pub(crate) fn login(&mut self, pin: Option<AuthPin>, required: bool) -> Result<()> {
        if required && let Err(error) = login_once(&self.job()?.session, pin.as_ref()) {
            return Err(self.login_failure(error));
        }
        let job = self.job()?;
        let handle = private_key(&job.session, &job.place.id)?;
        let again = asks_each_time(&job.session, handle);
        job.key = Some(Key { handle, pin: pin.filter(|_| again) });
        Ok(())
    }

    /// One signature over `message`.
    pub(crate) fn sign(&mut self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>> {
        let job = self.job()?;
        let (mechanism, data) = mechanism(algorithm, &job.mechanisms, message)?;
        let key = job.key.as_ref().ok_or_else(|| internal("no key is open"))?;
        match sign_once(&job.session, key, &mechanism, &data) {
            Ok(signature) => Ok(signature),
            Err(error) => {
                let place = job.place.clone();
                // OpenSC answers CKR_GENERAL_ERROR when the card is pulled out.
                Err(self.token(&place).map_or_else(not_present, |_| failure(error)))
            }
        }
    }

    /// Ends the job: the login and whatever operation an error left active go with the session.
    pub(crate) fn end(&mut self) {
        if let Some(job) = self.job.take()
            && let Err(error) = job.session.logout()
        {
            tracing::debug!(%error, "logout");
        }
    }

    fn job(&mut self) -> Result<&mut Open> {
        self.job.as_mut().ok_or_else(|| internal("no session is open"))
    }

    fn token(&self, place: &Place) -> Option<TokenInfo> {
        let slots = self.pkcs11.get_slots_with_token().ok()?;
        slots.contains(&place.slot).then_some(())?;
        self.pkcs11.get_token_info(place.slot).ok().filter(|info| info.serial_number() == place.serial)
    }

    /// What the token says about tries after a PIN was wrong.
    fn login_failure(&mut self, error: Error) -> Failure {
        let failure = failure(error);
        if failure.code != Code::PinIncorrect {
            return failure;
        }
        let place = self.job.as_ref().map(|job| job.place.clone());
        match place.and_then(|place| self.token(&place)) {
            Some(info) if info.user_pin_locked() => fail(Code::PinLocked, "the token is locked now"),
            Some(info) if info.user_pin_final_try() => pin_incorrect(Some(1)),
            _ => failure,
        }
    }
}

/// A login that another session left behind is not ours: it is ended, and this PIN is asked about for the first time.
fn login_once(session: &Session, pin: Option<&AuthPin>) -> cryptoki::error::Result<()> {
    match session.login(UserType::User, pin) {
        Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {
            session.logout()?;
            session.login(UserType::User, pin)
        }
        result => result,
    }
}

fn sign_once(
    session: &Session,
    key: &Key,
    mechanism: &Mechanism,
    data: &[u8],
) -> cryptoki::error::Result<Vec<u8>> {
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

fn private_keys(session: &Session) -> cryptoki::error::Result<Vec<Vec<u8>>> {
    let mut ids = Vec::new();
    for key in session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)])? {
        for attribute in session.get_attributes(key, &[AttributeType::Id])? {
            if let Attribute::Id(id) = attribute {
                ids.push(id);
            }
        }
    }
    Ok(ids)
}

fn certificates(session: &Session) -> cryptoki::error::Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let wanted =
        [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
    let mut found = Vec::new();
    for object in session.find_objects(&wanted)? {
        let (mut id, mut der) = (Vec::new(), Vec::new());
        for attribute in session.get_attributes(object, &[AttributeType::Id, AttributeType::Value])? {
            match attribute {
                Attribute::Id(value) => id = value,
                Attribute::Value(value) => der = value,
                _ => {}
            }
        }
        found.push((id, der));
    }
    Ok(found)
}

fn private_key(session: &Session, id: &[u8]) -> Result<ObjectHandle> {
    let wanted = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(id.to_vec())];
    let found = session.find_objects(&wanted).map_err(failure)?;
    found
        .first()
        .copied()
        .ok_or_else(|| fail(Code::CertificateNotFound, "the token holds no private key for it"))
}

fn asks_each_time(session: &Session, key: ObjectHandle) -> bool {
    let attributes = session.get_attributes(key, &[AttributeType::AlwaysAuthenticate]).unwrap_or_default();
    attributes.contains(&Attribute::AlwaysAuthenticate(true))
}

/// The token digests where it can; else it gets the digest that was taken here.
fn mechanism(
    algorithm: Algorithm,
    has: &[MechanismType],
    message: &[u8],
) -> Result<(Mechanism<'static>, Vec<u8>)> {
    let (whole, bare) = mechanisms_of(algorithm);
    if has.contains(&whole.mechanism_type()) {
        return Ok((whole, message.to_vec()));
    }
    if !has.contains(&bare.mechanism_type()) {
        return Err(fail(Code::CertificateUnsuitable, "the token has no mechanism for this algorithm"));
    }
    let data = match bare {
        Mechanism::Ecdsa => digest(algorithm, message),
        _ => digest_info(algorithm, message),
    };
    Ok((bare, data))
}

/// The mechanisms for an algorithm: one that digests as well, and one that only signs.
fn mechanisms_of(algorithm: Algorithm) -> (Mechanism<'static>, Mechanism<'static>) {
    match algorithm {
        Algorithm::RS256 => (Mechanism::Sha256RsaPkcs, Mechanism::RsaPkcs),
        Algorithm::RS384 => (Mechanism::Sha384RsaPkcs, Mechanism::RsaPkcs),
        Algorithm::RS512 => (Mechanism::Sha512RsaPkcs, Mechanism::RsaPkcs),
        Algorithm::ES256 => (Mechanism::EcdsaSha256, Mechanism::Ecdsa),
        Algorithm::ES384 => (Mechanism::EcdsaSha384, Mechanism::Ecdsa),
        Algorithm::ES512 => (Mechanism::EcdsaSha512, Mechanism::Ecdsa),
    }
}

/// Whether the token has a mechanism for the algorithm.
pub(crate) fn can(has: &[MechanismType], algorithm: Algorithm) -> bool {
    let (whole, bare) = mechanisms_of(algorithm);
    has.contains(&whole.mechanism_type()) || has.contains(&bare.mechanism_type())
}

fn not_present() -> Failure {
    fail(Code::TokenNotPresent, "the token is not there any more")
}

/// The protocol's word for an error of PKCS#11; its text names the function and the `CKR_` value, nothing else.
fn failure(error: Error) -> Failure {
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
