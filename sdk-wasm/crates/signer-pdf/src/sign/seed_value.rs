//! What the author of a field asks of the signature in it: `/Lock` and `/SV`
//! (ISO 32000-2, 12.7.5.5, tables 236 and 237).

use crate::error::{Error, RequestPart, Result};
use crate::file::reader::{Reader, Value};
use crate::sign::lock::FieldLock;
use crate::sign::plan::Plan;
use crate::sign::request::{Certification, SignatureRequest};
use crate::sign::target::Target;
use crate::syntax::dictionary::Dictionary;
use crate::syntax::text;
use crate::syntax::value;

/// What the field asks for, as it will be done.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    pub(crate) lock: Option<FieldLock>,
    /// What `/Lock` of the field becomes.
    pub(crate) new_lock: Option<Vec<u8>>,
    /// `/Reason`.
    pub(crate) reason: Option<String>,
    /// Whether something is asked of the signer, and nothing was said of the signer.
    pub(crate) is_open: bool,
}

/// A seed value dictionary and the flags that say which of its entries are required.
#[derive(Clone, Copy)]
pub(crate) struct Seed<'a> {
    pub(crate) dictionary: Dictionary<'a>,
    pub(crate) flags: i64,
}

impl Seed<'_> {
    pub(crate) const fn requires(self, flag: i64) -> bool {
        self.flags & flag != 0
    }
}

impl Reader {
    /// What the field that is signed asks for; an error where that cannot be done.
    pub(crate) fn terms(&mut self, plan: &Plan<'_>) -> Result<Terms> {
        let mut terms = Terms { reason: plan.request.reason.clone(), ..Terms::default() };
        let Target::Existing(field) = plan.target else { return Ok(terms) };
        let field = field.object.dictionary()?;
        terms.lock = self.lock_of(field)?;
        let seed = self.dictionary(field, b"SV")?;
        if let Some(dictionary) = seed.as_ref().and_then(Value::dictionary) {
            let seed = Seed { dictionary, flags: self.integer(dictionary, b"Ff")?.unwrap_or(0) };
            self.check_seed(seed, plan.request)?;
            self.check_certification_seed(seed, plan.request.certification)?;
            if self.is_to_be_locked(seed, plan, &terms)? {
                self.lock_document(field, &mut terms)?;
            }
            terms.reason = self.reason(seed, plan.request)?;
            terms.is_open = self.check_signer(seed, plan.request)?;
        }
        Ok(terms)
    }

    /// What concerns neither the signer nor the permissions.
    fn check_seed(&mut self, seed: Seed<'_>, request: &SignatureRequest) -> Result<()> {
        let version = self.integer(seed.dictionary, b"V")?.unwrap_or(0);
        if seed.flags & !KNOWN != 0 || seed.requires(VERSION) && version > 3 {
            return cannot("/SV /Ff, /V asks for more than is known here");
        }
        let sub_filter = request.sub_filter.name().trim_start_matches('/').as_bytes();
        self.hold(
            seed,
            FILTER,
            b"Filter",
            &|name| value::is_name(name, b"Adobe.PPKLite"),
            "/SV /Filter asks for another signature handler",
        )?;
        self.hold(
            seed,
            SUB_FILTER,
            b"SubFilter",
            &|name| value::is_name(name, sub_filter),
            "/SV /SubFilter asks for another kind of signature",
        )?;
        self.hold(
            seed,
            ADD_REV_INFO,
            b"AddRevInfo",
            &|flag| flag != b"true",
            "/SV /AddRevInfo asks for revocation information in the signature",
        )?;
        self.hold(
            seed,
            APPEARANCE_FILTER,
            b"AppearanceFilter",
            &|_| false,
            "/SV /AppearanceFilter asks for an appearance by its name",
        )?;
        match self.values(seed.dictionary, b"LegalAttestation")? {
            Some(asked) if seed.requires(LEGAL_ATTESTATION) && !asked.is_empty() => {
                cannot("/SV /LegalAttestation asks for a legal attestation")
            }
            _ => Ok(()),
        }
    }

    /// Refuses with `reason` where one of the values under `key` is required, and none fits.
    pub(crate) fn hold(
        &mut self,
        seed: Seed<'_>,
        flag: i64,
        key: &[u8],
        fits: Fits<'_>,
        reason: &'static str,
    ) -> Result<()> {
        let values = if seed.requires(flag) { self.values(seed.dictionary, key)? } else { None };
        match values.is_none_or(|values| values.iter().any(|value| fits(value.bytes()))) {
            true => Ok(()),
            false => cannot(reason),
        }
    }

    /// `/MDP`: `/P 0` for no certification, 1 to 3 for this one; binding where it is present.
    fn check_certification_seed(
        &mut self,
        seed: Seed<'_>,
        certification: Option<Certification>,
    ) -> Result<()> {
        let permissions = self.dictionary(seed.dictionary, b"MDP")?;
        let Some(permissions) = permissions.as_ref().and_then(Value::dictionary) else { return Ok(()) };
        let asked = self.integer(permissions, b"P")?.filter(|asked| (0..=3).contains(asked));
        let reason = match asked {
            None => return Ok(()),
            Some(asked) if asked == certification.map_or(0, Certification::permission) => return Ok(()),
            Some(0) => "/SV /MDP asks for no certification",
            Some(1) => "/SV /MDP asks for a certification that allows no changes",
            Some(2) => "/SV /MDP asks for a certification that allows form filling",
            Some(_) => "/SV /MDP asks for a certification that allows annotations",
        };
        Err(Error::Request { part: RequestPart::Certification, reason })
    }

    /// Whether a required `/LockDocument` is still to be met.
    fn is_to_be_locked(&mut self, seed: Seed<'_>, plan: &Plan<'_>, terms: &Terms) -> Result<bool> {
        let asked =
            self.resolve(seed.dictionary.get(b"LockDocument"))?.filter(|_| seed.requires(LOCK_DOCUMENT));
        let Some(asked) = asked else { return Ok(false) };
        let is_locked = plan.request.certification == Some(Certification::NoChanges)
            || terms.lock.as_ref().is_some_and(|lock| lock.permission == Some(1));
        if value::is_name(asked.bytes(), b"false") && is_locked {
            return cannot("/SV /LockDocument asks for an open document");
        }
        let is_to_be_locked = value::is_name(asked.bytes(), b"true") && !is_locked;
        if is_to_be_locked && plan.form.is_signed() {
            return cannot("/SV /LockDocument asks for a lock, which earlier signatures do not allow");
        }
        Ok(is_to_be_locked)
    }

    /// Gives the field's lock its `/P 1`.
    fn lock_document(&mut self, field: Dictionary<'_>, terms: &mut Terms) -> Result<()> {
        let lock = self.dictionary(field, b"Lock")?;
        let lock = Dictionary::parse(lock.as_ref().map_or(NO_FIELDS, Value::bytes));
        terms.new_lock = lock.map(|lock| lock.put(b"P", b"1"));
        let lock = terms.lock.get_or_insert_with(|| FieldLock {
            action: b"/Include".to_vec(),
            fields: Some(b"[]".to_vec()),
            permission: None,
        });
        lock.permission = Some(1);
        Ok(())
    }

    /// `/Reasons`: one of them, or none at all where there are none to choose from.
    fn reason(&mut self, seed: Seed<'_>, request: &SignatureRequest) -> Result<Option<String>> {
        let reasons = self.values(seed.dictionary, b"Reasons")?.unwrap_or_default();
        let only = reasons.first().filter(|_| reasons.len() == 1).and_then(|only| text::read(only.bytes()));
        let is_listed = |given: &String| {
            given != "." && reasons.iter().any(|reason| text::read(reason.bytes()).as_ref() == Some(given))
        };
        let is_required = seed.requires(REASONS);
        match &request.reason {
            None if only.is_some() => Ok(only.filter(|only| only != ".")),
            None if reasons.is_empty() || !is_required => Ok(None),
            Some(given) if !is_required || is_listed(given) => Ok(Some(given.clone())),
            _ => Err(Error::Request {
                part: RequestPart::Reason,
                reason: "/SV /Reasons asks for one of its reasons, or for none where it has none",
            }),
        }
    }
}

/// Whether a value of a seed value dictionary is met.
pub(crate) type Fits<'a> = &'a dyn Fn(&[u8]) -> bool;

pub(crate) fn cannot<T>(reason: &'static str) -> Result<T> {
    Err(Error::CannotAppend { reason })
}

/// Flags of the seed value dictionary: the entry is required (ISO 32000-2, table 237).
const FILTER: i64 = 1;
const SUB_FILTER: i64 = 1 << 1;
const VERSION: i64 = 1 << 2;
const REASONS: i64 = 1 << 3;
const LEGAL_ATTESTATION: i64 = 1 << 4;
const ADD_REV_INFO: i64 = 1 << 5;
pub(crate) const DIGEST_METHOD: i64 = 1 << 6;
const LOCK_DOCUMENT: i64 = 1 << 7;
const APPEARANCE_FILTER: i64 = 1 << 8;
const KNOWN: i64 = (1 << 9) - 1;
/// A lock that is only there for its `/P`.
const NO_FIELDS: &[u8] = b"<</Type/SigFieldLock/Action/Include/Fields[]>>";
